/** Competency models and the question bank, as the server sends them. */
import type { Bilingual, BilingualTerms, CompetencyModel, FlowDocument, Id, JobProfile, Locale, Millis, Problem, Question, QuestionKind, Ref } from "./types";

export type Source = "expert" | "high_performers" | "library";
export interface CompetencyRow {
  id: Id; name: Bilingual; department: Ref | null; family: string | null; source: Source;
  dimensions: { key: string; name: Bilingual; weight: number }[]; draft_changed: boolean; problem_count: number;
  latest_number: number | null; published_at: Millis | null; flow_count: number; updated_at: Millis;
}
export interface CompetencyVersionRow { id: Id; number: number; note: string; source: Source; published_at: Millis; published_by: string | null }
export interface Competency {
  id: Id; name: Bilingual; department: Ref | null; family: string | null; source: Source; draft: CompetencyModel; revision: number;
  draft_changed: boolean; problems: Problem[]; versions: CompetencyVersionRow[];
  used_by: { flow_id: Id; title: Bilingual; number: number }[]; updated_at: Millis; actions: string[];
}
export interface CompetencyBody { department_id: Id | null; family: string | null; copy_of: Id | null; name: Bilingual; source: Source }
export type Alteration =
  | { kind: "added" | "removed"; weight: number }
  | { kind: "weight" | "moved"; from: number; to: number }
  | { kind: "renamed" | "definition" | "advice"; from: Bilingual; to: Bilingual }
  | { kind: "anchor"; level: number; from: Bilingual; to: Bilingual }
  | { kind: "signs"; added: BilingualTerms; removed: BilingualTerms };
export interface Change { dimension: string; name: Bilingual; what: Alteration }
export interface BankRow {
  id: Id | null; family: string; key: string; title: Bilingual; text: Bilingual; kind: QuestionKind; dimensions: string[];
  answer_seconds: number; missing: Locale[]; number: number | null; version_count: number; session_count: number;
}
export interface BankQuestion {
  id: Id; department: Ref | null; family: string; number: number; question: Question; is_archived: boolean; version_count: number;
  session_count: number; used_by: { flow_id: Id; title: Bilingual; number: number }[];
  versions: { number: number; changed_at: Millis; changed_by: string | null; question: Question }[]; updated_at: Millis; actions: string[];
}
export interface BankQuery {
  family?: string; dimension?: string; q?: string; complete?: string; used?: string; own?: string; archived?: string; cursor?: string; limit?: number;
}
/** A way to begin a flow with a family. */
export interface Preset { key: string; name: Bilingual; about: Bilingual; question_count: number; minutes: number; is_recommended: boolean }
export interface Family { family: string; name: Bilingual; profile: JobProfile; document: FlowDocument; presets: Preset[] }
