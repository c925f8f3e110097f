/** A rule as a form holds it, and its requirements in words. */
import type { ApplicationSource, InviteRule, InviteRuleBody, Locale, Requirement } from "@/api/types";

export interface RuleForm {
  words: string; sources: ApplicationSource[]; languages: Locale[]; unique: boolean; days: number;
  limit: number; from: number; until: number; locale: Locale;
}
type Say = (key: string, params?: Record<string, unknown>) => string;
type Word = (group: string, code: string | null | undefined) => string;

const two = (value: number) => String(value).padStart(2, "0");
/** `09:00` of a minute of the day. */
export const clock = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
const split = (text: string) => [...new Set(text.split(/[,，、;；\n]/u).map((it) => it.trim()).filter(Boolean))];
export const KINDS = ["contact", "words", "source", "language", "unique", "recent"] as const;

export function formOf(rule: InviteRule): RuleForm {
  const form: RuleForm = { words: "", sources: [], languages: [], unique: false, days: 0, limit: rule.daily_limit, from: rule.from_minute, until: rule.until_minute, locale: rule.locale };
  for (const it of rule.requirements) {
    if (it.kind === "words") form.words = it.any.join("、");
    if (it.kind === "source") form.sources = it.any;
    if (it.kind === "language") form.languages = it.any;
    if (it.kind === "unique") form.unique = true;
    if (it.kind === "recent") form.days = it.days;
  }
  return form;
}

export function bodyOf(form: RuleForm, is_on: boolean): InviteRuleBody {
  const requirements: Requirement[] = [{ kind: "contact" }];
  if (split(form.words).length) requirements.push({ kind: "words", any: split(form.words) });
  if (form.sources.length) requirements.push({ kind: "source", any: form.sources });
  if (form.languages.length) requirements.push({ kind: "language", any: form.languages });
  if (form.unique) requirements.push({ kind: "unique" });
  if (form.days > 0) requirements.push({ kind: "recent", days: form.days });
  return { is_on, requirements, daily_limit: form.limit, from_minute: form.from, until_minute: form.until, locale: form.locale };
}

export function wordsOf(it: Requirement, t: Say, word: Word): string {
  const list = (items: string[]) => items.join(t("shell.list_comma"));
  if (it.kind === "words") return t("rule.is_words", { any: list(it.any) });
  if (it.kind === "source") return t("rule.is_source", { any: list(it.any.map((one) => word("source", one))) });
  if (it.kind === "language") return t("rule.is_language", { any: list(it.any.map((one) => word("language", one))) });
  if (it.kind === "recent") return t("rule.is_recent", { days: it.days });
  return t(`rule.is_${it.kind}`);
}
