/** Texts in the chosen language: catalogue keys, values that carry both languages, codes of the server. */
import { computed } from "vue";
import { useI18n } from "vue-i18n";
import type { Failure } from "@/api/failure";
import type { Bilingual, Locale } from "@/api/types";

/** `fixed` is for what is written in a language of its own, such as a report. */
export function useText(fixed?: () => Locale | undefined) {
  const { t: translate, te, locale } = useI18n({ useScope: "global" });
  const language = computed<Locale>(() => fixed?.() ?? (locale.value === "en" ? "en" : "zh"));
  const t = (key: string, params: Record<string, unknown> = {}): string => translate(key, params, { locale: language.value });

  /** The text in the chosen language, or the other one when that is all there is. */
  const pick = (text: Bilingual | null | undefined): string => {
    if (!text) return "";
    return text[language.value] || text.zh || text.en;
  };
  /** A code such as a stage in words; unknown codes are shown as they are, never hidden. */
  const word = (group: string, code: string | null | undefined, params: Record<string, unknown> = {}): string => {
    if (!code) return "";
    const key = `${group}.${code}`;
    return te(key) || te(key, "zh") ? t(key, params) : code;
  };
  const failureText = (failure: Failure): string => {
    const key = `errors.${failure.code}`;
    if (te(key) || te(key, "zh")) return t(key, failure.params);
    return t("errors.unknown", { code: failure.code });
  };
  return { t, te, language, pick, word, failureText };
}
