/** The two languages of the console; the choice is kept on this device. */
import en from "@catalogue/en.json";
import zh from "@catalogue/zh.json";
import { createI18n } from "vue-i18n";
import type { Locale } from "@/api/types";

const STORED = "bole.console.locale";

function firstLocale(): Locale {
  try {
    const stored = localStorage.getItem(STORED);
    if (stored === "zh" || stored === "en") return stored;
  } catch {
    // Storage may be forbidden; 中文 is the default then.
  }
  return "zh";
}

export const i18n = createI18n({
  legacy: false,
  locale: firstLocale() as string,
  fallbackLocale: "zh",
  messages: { zh, en },
  missingWarn: false,
  fallbackWarn: false,
});

/** Switches all screens at once, without a reload. */
export function setLocale(locale: Locale): void {
  i18n.global.locale.value = locale;
  document.documentElement.lang = locale === "zh" ? "zh-CN" : "en";
  try {
    localStorage.setItem(STORED, locale);
  } catch {
    // The choice then lasts for this visit only.
  }
}
