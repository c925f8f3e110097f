/** The values of a published script: the serde JSON of `bole_domain::script` and the rules it carries. */

export type Locale = "zh" | "en";
export type Audience = "fresh" | "experienced";

export interface Bilingual {
  zh: string;
  en: string;
}

export interface BilingualTerms {
  zh: string[];
  en: string[];
}

export type FollowUpCondition =
  | { kind: "mentions"; terms: BilingualTerms }
  | { kind: "lacks"; terms: BilingualTerms }
  | { kind: "mentions_without"; terms: BilingualTerms; without: BilingualTerms }
  | { kind: "shorter_than"; characters: number; words: number };

export interface FollowUpRule {
  key: string;
  when: FollowUpCondition;
  ask: Bilingual;
  why: Bilingual;
}

export type JumpCondition =
  | { kind: "always" }
  | { kind: "audience"; audience: Audience }
  | { kind: "answer_shorter_than"; characters: number };

export interface Jump {
  when: JumpCondition;
  to: string;
}

export interface QuestionStep {
  kind: "question";
  id: string;
  question: string;
  title: Bilingual;
  text: Bilingual;
  hint: Bilingual;
  answer_ms: number;
  follow_ups: FollowUpRule[];
  next: string;
  jumps: Jump[];
}

export interface MessageStep {
  kind: "message";
  id: string;
  text: Bilingual;
  next: string;
  jumps: Jump[];
}

export interface EndStep {
  kind: "end";
  id: string;
}

export type ScriptStep = QuestionStep | MessageStep | EndStep;

export interface Greeting {
  audience: Audience;
  text: Bilingual;
}

export interface ScriptDimension {
  key: string;
  name: Bilingual;
  weight: number;
}

export interface Script {
  schema: number;
  flow_version: string;
  title: Bilingual;
  follow_up_budget: number;
  time_limit_ms: number | null;
  greetings: Greeting[];
  dimensions: ScriptDimension[];
  start: string;
  steps: ScriptStep[];
}

/** A follow-up question as it is put to the candidate. */
export interface FollowUp {
  rule: string;
  quote: string;
  ask: string;
  why: string;
}

export type LengthHint = "too_short" | "fits" | "long";

export interface Progress {
  done: number;
  total: number;
}
