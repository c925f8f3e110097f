/** The two languages of the app. Texts live in the catalogues only; a catalogue is fetched when it is needed. */
import type { Bilingual, Locale } from "@bole/api";
import { createI18n } from "vue-i18n";
import type { MessageCompiler } from "vue-i18n";

/** Placeholders are all the app's texts need; this keeps a parser out of the bundle. */
const fill = (message: unknown) => {
  const text = String(message);
  if (!text.includes("{")) return () => text;
  return (context: { named: (name: string) => unknown }) => text.replace(/\{(\w+)\}/g, (_all, name: string) => String(context.named(name) ?? ""));
};

export const i18n = createI18n({
  legacy: false,
  locale: "zh",
  fallbackLocale: "zh",
  missingWarn: false,
  fallbackWarn: false,
  messageCompiler: fill as MessageCompiler,
  messages: {},
});

const LANG: Record<Locale, string> = { zh: "zh-CN", en: "en" };
type Half = () => Promise<{ default: Record<string, never> }>;
const first: Record<Locale, Half> = {
  zh: () => import("@catalogue/zh.json?first"),
  en: () => import("@catalogue/en.json?first"),
};
const later: Record<Locale, Half> = {
  zh: () => import("@catalogue/zh.json?later"),
  en: () => import("@catalogue/en.json?later"),
};
const complete = new Map<Locale, Promise<void>>();

/** What a text needs before the first question; the rest follows with `completeLocale`. */
export async function showLocale(locale: Locale): Promise<void> {
  if (!i18n.global.availableLocales.includes(locale)) {
    i18n.global.mergeLocaleMessage(locale, (await first[locale]()).default);
  }
  // Whoever reads late texts now wants them in the other language too.
  if (complete.size > 0) await completeLocale(locale);
  i18n.global.locale.value = locale;
  document.documentElement.lang = LANG[locale];
}

/** The texts of the screens around the interview. */
export function completeLocale(locale: Locale = currentLocale()): Promise<void> {
  const known = complete.get(locale);
  if (known !== undefined) return known;
  const loading = later[locale]().then(({ default: texts }) => i18n.global.mergeLocaleMessage(locale, texts));
  complete.set(locale, loading);
  loading.catch(() => complete.delete(locale));
  return loading;
}

export function currentLocale(): Locale {
  return i18n.global.locale.value === "en" ? "en" : "zh";
}

export function inLocale(text: Bilingual, locale: Locale = currentLocale()): string {
  return text[locale] || text.zh || text.en;
}

export function formatDay(at: number): string {
  return new Intl.DateTimeFormat(LANG[currentLocale()], { month: "long", day: "numeric", weekday: "short" }).format(at);
}

export function formatMoment(at: number): string {
  const parts = { month: "long", day: "numeric", hour: "numeric", minute: "2-digit" } as const;
  return new Intl.DateTimeFormat(LANG[currentLocale()], parts).format(at);
}

/** The text of an error code, or a sentence that shows the code. */
export function errorText(code: string, params: Record<string, unknown> = {}): string {
  const { t, te } = i18n.global;
  const key = `errors.${code}`;
  return te(key) || te(key, "zh") ? t(key, params) : t("errors.fallback", { code });
}
