/** How the app looks on this device: language, size of text, contrast. Holds nothing about a person. */
import type { Contrast, Locale, TextSize } from "@bole/api";
import { reactive, readonly } from "vue";

import { showLocale } from "@/i18n.ts";

interface Preferences {
  locale: Locale;
  /** Whether the language was chosen rather than proposed. */
  is_locale_chosen: boolean;
  text_size: TextSize;
  contrast: Contrast;
}

const KEY = "bole.preferences";

function stored(): Partial<Preferences> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Preferences>;
  } catch {
    return {};
  }
}

function initial(): Preferences {
  const kept = stored();
  const wants_contrast = globalThis.matchMedia?.("(prefers-contrast: more)").matches ?? false;
  return {
    locale: kept.locale === "en" ? "en" : "zh",
    is_locale_chosen: kept.is_locale_chosen === true,
    text_size: kept.text_size === "large" || kept.text_size === "larger" ? kept.text_size : "normal",
    contrast: kept.contrast === "high" || (kept.contrast === undefined && wants_contrast) ? "high" : "normal",
  };
}

const state = reactive(initial());
export const preferences = readonly(state);

function keep(): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(state));
  } catch {
    // A full or forbidden storage only means that the choice is asked again.
  }
}

function show(): void {
  document.documentElement.dataset["text"] = state.text_size;
  document.documentElement.dataset["contrast"] = state.contrast;
}

export async function startPreferences(): Promise<void> {
  show();
  await showLocale(state.locale);
}

export async function chooseLocale(locale: Locale): Promise<void> {
  await showLocale(locale);
  Object.assign(state, { locale, is_locale_chosen: true });
  keep();
}

/** The invitation's language, unless the person has chosen one. */
export async function proposeLocale(locale: Locale): Promise<void> {
  if (state.is_locale_chosen || state.locale === locale) return;
  await showLocale(locale);
  state.locale = locale;
  keep();
}

export function chooseLooks(looks: { text_size: TextSize; contrast: Contrast }): void {
  Object.assign(state, looks);
  show();
  keep();
}
