/** What the candidate operations take and give, as agreed in the HTTP contract. Instants are ms since the epoch. */

import type { Audience, Bilingual, Locale, Script } from "@bole/script";

export type { Audience, Bilingual, Locale, Script };

export interface InvitationView {
  state: "open" | "expired" | "withdrawn" | "finished";
  company: string;
  job_title: string;
  inviter: string | null;
  question_count: number;
  follow_up_budget: number;
  estimated_minutes: number;
  time_limit_minutes: number | null;
  expires_at: number;
  dimensions: Bilingual[];
  signed_in: boolean;
  session_status: SessionStatus | null;
  locale: Locale;
}

/** What the company has told about an application, newest first. */
export interface NoticesView {
  company: string;
  job_title: string;
  items: { kind: string; at: number; is_read: boolean }[];
}

export interface CodeRequestView {
  request_id: string;
  resend_after_s: number;
  expires_in_s: number;
}

export type SessionStatus = "invited" | "interviewing" | "pending_review" | "reviewed" | "incomplete";
export type Phase = "consent" | "ready" | "running" | "left" | "finished";
export type EndedBy = "candidate" | "time" | "expiry" | "withdrawal";

export interface AskedFollowUp {
  rule: string;
  ask: string;
  why: string;
}

export interface CurrentStep {
  slot: string;
  step: string;
  entered_at: number | null;
  follow_up: AskedFollowUp | null;
}

export interface SlotState {
  slot: string;
  answered: boolean;
  skipped: boolean;
  revision: number;
}

export interface InterviewState {
  status: SessionStatus;
  phase: Phase;
  current: CurrentStep | null;
  progress: { done: number; total: number };
  remaining_ms: number | null;
  /** What HR has added so far. */
  extended_ms: number;
  slots: SlotState[];
  follow_ups_asked: number;
  lease_client: string | null;
  may_restart: boolean;
  ended_by: EndedBy | null;
}

export type TimeFactor = 1 | 1.5 | 2 | 0;
export type TextSize = "normal" | "large" | "larger";
export type Contrast = "normal" | "high";

export interface InterviewSettings {
  time_factor: TimeFactor;
  text_size: TextSize;
  contrast: Contrast;
}

export interface Consents {
  interview: boolean | null;
  ai_scoring: boolean | null;
}

export interface ConsentText {
  purpose: string;
  version: number;
  title: Bilingual;
  text: Bilingual;
  is_required: boolean;
}

/** What the law of a place wants candidates to be told before the interview. */
export type RegionNotice = "automated_decision" | "aedt" | "illinois_ai" | "colorado_ai" | "california_ads";

/** An answer to one consent. */
export interface ConsentAnswer {
  purpose: string;
  is_given: boolean;
  version: number;
}

export interface AnswerText {
  text: string;
  revision: number;
  answered: boolean;
}

export interface InterviewView {
  session_id: string;
  company: string;
  job_title: string;
  candidate_name: string;
  audience: Audience;
  locale: Locale;
  expires_at: number;
  script: Script;
  state: InterviewState;
  answers: Record<string, AnswerText>;
  settings: InterviewSettings;
  consents: Consents;
  /** Missing in an interview that an older version of the app has stored on the device. */
  consent_texts?: ConsentText[];
  notices?: RegionNotice[];
  scoring_from?: number | null;
  server_now: number;
}

export type CommandBody =
  | { kind: "open" }
  | { kind: "consent"; interview: boolean; ai_scoring: boolean; answers?: ConsentAnswer[] }
  | ({ kind: "settings" } & InterviewSettings)
  | { kind: "start" }
  | { kind: "save_draft"; slot: string; revision: number; text: string }
  | { kind: "answer"; slot: string; revision: number; text: string; elapsed_ms: number; automatic: boolean }
  | { kind: "skip_follow_up"; slot: string }
  | { kind: "pass_message"; step: string }
  | { kind: "leave" }
  | { kind: "resume" }
  | { kind: "restart" }
  | { kind: "finish" };

export type Command = CommandBody & { client_seq: number; client_at: number };

export interface Ack {
  client_seq: number;
  result: "applied" | "duplicate" | "kept_as_history" | "rejected";
  code?: string | null;
  params?: Record<string, unknown> | null;
}

export interface CommandsView {
  acks: Ack[];
  state: InterviewState;
  server_now: number;
}

export interface HeartbeatView {
  state: InterviewState;
  server_now: number;
}

export interface WatchView {
  mark: number;
  pause_ms: number;
}

export type OutcomeCode = "passed" | "further_evaluation" | "failed";
export type ApplicationAction = "continue" | "appeal" | "withdraw" | "report";

export interface ApplicationView {
  company: string;
  job_title: string;
  /** `null` before there is an interview. */
  status: SessionStatus | null;
  stage: string;
  outcome: OutcomeCode | null;
  reasons: string[];
  /** A word from the company. */
  note: string | null;
  next_step: string;
  decide_by: number | null;
  promised_at: number | null;
  timeline: { key: string; at: number | null }[];
  report_available: boolean;
  appealed_at: number | null;
  actions: ApplicationAction[];
}

export interface ReportEvidence {
  slot: string;
  question_title: string;
  text: string;
  effect: "raises" | "lowers";
  start: number;
  end: number;
}

export interface ReportDimension {
  key: string;
  name: string;
  definition: string;
  weight: number;
  score: number | null;
  level: number | null;
  anchor: string | null;
  next_anchor: string | null;
  confidence: number;
  not_assessable: string | null;
  evidence: ReportEvidence[];
  advice: string;
}

export interface ReportView {
  edition: "hr" | "candidate";
  locale: Locale;
  company: string;
  job_title: string;
  candidate_name: string;
  interviewed_at: number | null;
  duration_ms: number;
  total: number | null;
  /** The share, 0 to 1, of the norm group's `n` people that this score is above. */
  percentile: { share: number; n: number } | null;
  dimensions: ReportDimension[];
  strengths: string[];
  weaknesses: string[];
  advice: { dimension: string; text: string }[];
  review: { by: string | null; at: number; note: string | null } | null;
  basis: { scorer: string; flow_number: number; receipt_sha256: string; calibration: string };
}

/** Somebody at the company looked at the candidate's data. */
export interface LookView {
  what: "contact" | "document" | "report";
  role: string | null;
  department: string | null;
  at: number;
}

export interface OwnRequest {
  id: string;
  kind: "delete" | "correct" | "person";
  words: string | null;
  asked_at: number;
  due_at: number;
  state: "open" | "done" | "refused";
  answer: string | null;
}

export interface OwnConsent {
  id: string;
  job_title: string;
  purpose: string;
  text: Omit<ConsentText, "is_required"> | null;
  text_sha256: string;
  is_given: boolean;
  at: number;
  withdrawn_at: number | null;
  actions: string[];
}

export interface OwnDocument {
  id: string;
  file_name: string;
  size: number;
  created_at: number;
}

/** What is kept, for how many days after the last decision. */
export interface Kept {
  class: string;
  days: number;
}

export interface MyDataView {
  company: string;
  name: string;
  phone_masked: string | null;
  email_masked: string | null;
  answer_within_days: number;
  documents: OwnDocument[];
  requests: OwnRequest[];
  consents: OwnConsent[];
  region: string | null;
  kept: Kept[];
  kept_until: number | null;
  actions: string[];
}
