/** Tags, views of the candidate table and what is done to many people at once, as the server sends them. */
import type { Id, Locale, Millis, Stage } from "./types";

// Tags
export type TagColor = "gray" | "blue" | "green" | "orange" | "red" | "violet";
export interface Tag { id: Id; name: string; color: TagColor }
export interface TagRow { id: Id; name: string; color: TagColor; uses: number }

// Views of the candidate table
export type TableColumn =
  | "name" | "requisition" | "department" | "stage" | "status" | "tags" | "outcome" | "total" | "contact" | "source" | "created" | "updated";
export interface TableView { id: Id; name: string; query: string; columns: TableColumn[]; is_shared: boolean; by: string | null; actions: string[] }
export interface TableViews { columns: TableColumn[] | null; items: TableView[]; actions: string[] }
export interface TableViewBody { name: string; query: string; columns: TableColumn[]; is_shared: boolean }
export type ApplicationSource = "unstated" | "referral" | "website" | "job_board" | "campus" | "agency" | "walk_in" | "other";

// Many people at once
export type BulkKind = "invite" | "move" | "message" | "tag" | "untag";
export type BulkItemState = "waiting" | "done" | "skipped" | "failed";
export interface Wanted {
  requisition?: Id; department?: Id; stage?: Stage; status?: string; tag?: Id; source?: ApplicationSource; contact?: boolean;
  since?: Millis; until?: Millis; q?: string;
}
export interface BulkSelection { ids: Id[]; wanted?: Wanted | null; except: Id[] }
export type BulkTask =
  | { kind: "invite"; locale: Locale; note: string }
  | { kind: "move"; stage: Stage; reason: string }
  | { kind: "message"; zh: string; en: string; locale: Locale }
  | { kind: "tag" | "untag"; tag_id: Id };
export interface LeftOut { code: string; count: number; names: string[] }
export interface BulkPreview {
  total: number; reached: number; names: string[]; sample: Id[]; left_out: LeftOut[]; is_held_back: boolean; quiet_until: Millis | null;
}
export interface BulkCounts { total: number; waiting: number; done: number; skipped: number; failed: number }
export interface BulkRun {
  id: Id; kind: BulkKind; stage: Stage | null; tag: Tag | null; by: string; counts: BulkCounts; created_at: Millis; finished_at: Millis | null;
  undoes: Id | null; undone_by: Id | null; actions: string[];
}
export interface BulkItem {
  number: number; application_id: Id; name: string | null; requisition_title: string | null; state: BulkItemState; code: string | null; at: Millis | null;
}
export interface BulkLetter { name: string; locale: Locale | null; texts: { locale: Locale; subject: string; body: string }[] }

// Exports
export type ExportFormat = "xlsx" | "csv";
export type ExportState = "waiting" | "ready" | "refused" | "expired" | "taken";
export interface ExportRow { id: Id; format: ExportFormat; people: number; state: ExportState; created_at: Millis; expires_at: Millis; actions: string[] }
export interface ExportBody {
  key: string; selection: BulkSelection; expected: number; format: ExportFormat; locale: Locale; columns: TableColumn[]; reason: string;
}

// 自动邀请
export type Requirement =
  | { kind: "contact" } | { kind: "unique" } | { kind: "words"; any: string[] } | { kind: "source"; any: ApplicationSource[] }
  | { kind: "language"; any: Locale[] } | { kind: "recent"; days: number };
export type Verdict = "met" | "not_met" | "unknown";
export interface InviteRule {
  is_on: boolean; requirements: Requirement[]; daily_limit: number; from_minute: number; until_minute: number; locale: Locale;
  invited_today: number; by: string | null; updated_at: Millis | null;
}
export type InviteRuleBody = Pick<InviteRule, "is_on" | "requirements" | "daily_limit" | "from_minute" | "until_minute" | "locale">;
export interface RuleAnswer { verdict: Verdict; basis: string; word: string | null; sentence: string | null }
export interface InviteRulePreview { total: number; met: number; items: { application_id: Id; name: string; is_met: boolean; answers: RuleAnswer[] }[] }
