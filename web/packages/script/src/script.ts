/**
 * Runs a published interview script without a server: the mirror of `bole_domain::script`.
 *
 * `crates/bole-domain/conformance/script.json` holds the cases both are checked against. No DOM, clock or randomness.
 */

import { Folded, countCharacters, countWords, isWhiteSpace, trim } from "./text.ts";
import type {
  Audience,
  Bilingual,
  FollowUp,
  FollowUpCondition,
  Jump,
  LengthHint,
  Locale,
  Progress,
  QuestionStep,
  Script,
  ScriptStep,
} from "./types.ts";

const QUOTE_CHARACTERS: Record<Locale, number> = { zh: 24, en: 80 };
const CLAUSE_BREAKS = new Set("，。！？；、：,.!?;:…\n\r\t“”\"（）()");
/** Stands for an answer as long as can be: no jump for short answers is taken. */
export const UNLIMITED_CHARACTERS = 0xffff_ffff;

export function findStep(script: Script, id: string): ScriptStep | null {
  return script.steps.find((it) => it.id === id) ?? null;
}

export function findQuestion(script: Script, id: string): QuestionStep | null {
  const step = findStep(script, id);
  return step?.kind === "question" ? step : null;
}

function isTaken(jump: Jump, audience: Audience, characters: number): boolean {
  switch (jump.when.kind) {
    case "always":
      return true;
    case "audience":
      return jump.when.audience === audience;
    case "answer_shorter_than":
      return characters < jump.when.characters;
  }
}

/** The step that follows `step`, or `null` at the end. */
export function nextStep(
  script: Script,
  step: string,
  { audience, characters }: { audience: Audience; characters: number },
): ScriptStep | null {
  const from = findStep(script, step);
  if (from === null || from.kind === "end") return null;
  const jump = from.jumps.find((it) => isTaken(it, audience, characters));
  return findStep(script, jump?.to ?? from.next);
}

/** Questions answered, and all questions on the way: those answered plus those from `current` on by default. */
export function progress(
  script: Script,
  answered: readonly string[],
  current: string | null,
  audience: Audience,
): Progress {
  const done = answered.length;
  let total = done;
  let at = current === null ? null : findStep(script, current);
  for (let turn = 0; turn < script.steps.length && at !== null; turn += 1) {
    if (at.kind === "question" && !answered.includes(at.id)) total += 1;
    at = nextStep(script, at.id, { audience, characters: UNLIMITED_CHARACTERS });
  }
  return { done, total };
}

/** Decides whether to ask further: the first rule whose condition holds, while the budget lasts. */
export function followUp(
  step: QuestionStep,
  text: string,
  locale: Locale,
  asked: number,
  budget: number,
): FollowUp | null {
  if (asked >= budget || countCharacters(text) === 0) return null;
  const folded = new Folded(text);
  for (const rule of step.follow_ups) {
    const at = holds(rule.when, folded, text, locale);
    if (at === null) continue;
    const quote = clauseAt(text, at, locale);
    const fill = (template: Bilingual) => template[locale].split("{quote}").join(quote);
    return { rule: rule.key, quote, ask: fill(rule.ask), why: fill(rule.why) };
  }
  return null;
}

/** The code point the quote is taken around when the condition holds. */
function holds(condition: FollowUpCondition, folded: Folded, text: string, locale: Locale): number | null {
  const first = (terms: readonly string[]): number | null => {
    const found = terms.map((it) => folded.find(it)).filter((it) => it !== null);
    return found.length === 0 ? null : Math.min(...found);
  };
  switch (condition.kind) {
    case "mentions":
      return first(condition.terms[locale]);
    case "lacks":
      return first(condition.terms[locale]) === null ? 0 : null;
    case "mentions_without": {
      const at = first(condition.terms[locale]);
      return at !== null && first(condition.without[locale]) === null ? at : null;
    }
    case "shorter_than": {
      const isShort =
        locale === "zh" ? countCharacters(text) < condition.characters : countWords(text) < condition.words;
      return isShort ? 0 : null;
    }
  }
}

/** The clause around code point `at`, without the punctuation at its ends, shortened with an ellipsis. */
function clauseAt(text: string, at: number, locale: Locale): string {
  const characters = [...text];
  const isBreak = (index: number) => CLAUSE_BREAKS.has(characters[index]!);
  let start = Math.min(at, characters.length);
  while (start > 0 && !isBreak(start - 1)) start -= 1;
  let end = start;
  while (start < characters.length && (isBreak(start) || isWhiteSpace(characters[start]!))) {
    start += 1;
    end = start;
  }
  while (end < characters.length && !isBreak(end)) end += 1;
  const limit = QUOTE_CHARACTERS[locale];
  const clause = [...trim(characters.slice(start, end).join(""))];
  if (clause.length <= limit) return clause.join("");
  const offset = Math.max(0, at - start);
  const from = offset + 8 > limit ? Math.max(0, offset - Math.floor(limit / 2)) : 0;
  const shortened = clause.slice(from, from + limit).join("");
  return `${from > 0 ? "…" : ""}${trim(shortened)}…`;
}

/**
 * What to tell about an answer's length: fewer than 30 characters (Chinese) or 20 words (English) is too short,
 * more than 800 characters or 500 words is long.
 */
export function lengthHint(text: string, locale: Locale): LengthHint {
  const [amount, short, long] = locale === "zh" ? [countCharacters(text), 30, 800] : [countWords(text), 20, 500];
  if (amount < short) return "too_short";
  return amount > long ? "long" : "fits";
}
