/** The shapes of the HTTP contract. This file holds nothing else, so that generated types can take its place. */

export * from "./bulkTypes";
export * from "./libraryTypes";
export * from "./messageTypes";
export * from "./moduleTypes";
export * from "./monitorTypes";
export * from "./privacyTypes";
export * from "./retentionTypes";
import type { ModuleKey } from "./moduleTypes";
import type { ApplicationSource, Tag } from "./bulkTypes";
import type { Preset } from "./libraryTypes";

export type Id = string;
export type Millis = number;
export type Locale = "zh" | "en";
export interface Bilingual { zh: string; en: string }
export interface BilingualTerms { zh: string[]; en: string[] }
export interface Ref { id: Id; name: string }
export interface TitleRef { id: Id; title: string }
export interface Page<T> { items: T[]; next_cursor: string | null; total?: number | null }

// Access
export type Role = "super_admin" | "hr_admin" | "recruiter" | "hiring_manager" | "reviewer" | "interviewer" | "auditor" | "system_admin";
/** What of a person a role may not read. */
export type Field = "name" | "contact" | "score" | "words" | "document";
export interface Setup { needed: boolean; demo: boolean; company_name: string | null }
export interface Enrolment {
  kind: "setup" | "activation" | "reset";
  email: string | null; name: string | null; company_name: string | null;
  totp_uri: string; totp_secret: string; totp_qr_svg: string;
}
export interface EnrolmentBody { token: string; company_name?: string; name: string; email: string; password: string; code: string }
export interface Me {
  id: Id; name: string; email: string; role: Role; department: Ref | null; company_name: string;
  is_demo: boolean; has_demo_data: boolean; permissions: string[]; modules: ModuleKey[]; ask: Partial<Record<string, Role[]>>; hidden_fields: Field[]; is_preview: boolean;
}
export interface DemoEntry {
  staff: { id: Id; name: string; role: Role }[];
  candidate_links: { name: string; job_title: string; link: string; state: string }[];
}

// Overview and requisitions
export interface Seats { total: number; open: number; reserved: number; filled: number }
export interface Counts {
  applications: number; applied: number; invited: number; interviewing: number; pending_review: number; reviewed: number; incomplete: number; passed: number;
}
export interface Cuts { pass: number; pool: number }
export type RequisitionStatus = "draft" | "requested" | "returned" | "approved" | "open" | "closed";
export type ApprovalMode = "in_order" | "all_of";
export interface ApprovalPlace {
  name: string; decision: "approved" | "returned" | null; reason: string | null; decided_at: Millis | null; is_turn: boolean; is_you: boolean;
}
export interface Approval { mode: ApprovalMode; requested_by: string | null; requested_at: Millis | null; places: ApprovalPlace[] }
export interface ApprovalRule { department_id: Id | null; mode: ApprovalMode; approvers: Id[] }
export interface ApprovalRules { rules: ApprovalRule[]; people: { id: Id; name: string; role: Role }[] }
export interface Requisition {
  id: Id; title: string; department: Ref; position: TitleRef; headcount: number; hired: number; status: RequisitionStatus; is_filled: boolean;
  approval: Approval | null;
  cuts: Cuts; description: string; flow: { id: Id; title: Bilingual; version: { id: Id; number: number } | null } | null;
  seats: Seats; counts: Counts; created_at: Millis; is_demo: boolean; actions: string[];
}
export interface RequisitionBody { position_id: Id; title: string; headcount: number; description: string; flow_id: Id | null; cuts: Cuts; draft?: boolean }
export type ChecklistKey = "department" | "requisition" | "flow" | "preview" | "invite" | "report";
export interface Overview {
  to_review: number; running: number; stuck: number; waiting_messages: number; incomplete: number; finished_today: number;
  approvals: Requisition[]; requisitions: Requisition[]; checklist: { key: ChecklistKey; done: boolean; subject_id: string | null }[];
}

// Organisation and staff
export type DepartmentKind = "group" | "company" | "shop" | "department";
export interface Department {
  id: Id; parent_id: Id | null; name: string; kind: DepartmentKind; depth: number; closed_at: Millis | null; actions: string[];
}
export interface DepartmentBody { name: string; parent_id: Id | null; kind: DepartmentKind }
export interface JobProfile { duties: Bilingual[]; requirements: Bilingual[]; traits: Bilingual[] }
export interface Position {
  id: Id; title: string; department: Ref; family: string | null; profile: JobProfile; seats: Seats;
  closed_at: Millis | null; actions: string[];
}
export interface Headcount { seats: Seats; headcount: { available: number; over: number } }
export interface PastDepartment { id: Id; name: string; kind: DepartmentKind; depth: number }
export interface PastPosition { id: Id; title: string; department: Ref; family: string | null; seats: Seats }
export interface Organisation { as_of: string; departments: PastDepartment[]; positions: PastPosition[]; changed_on: string[] }
export type ImportColumn = "parent" | "department" | "kind" | "position" | "seats" | "filled";
export interface ImportFault { column: ImportColumn; code: string; value: string; suggestion: string | null; same: number }
export interface FaultyRow { row: number; cells: Partial<Record<ImportColumn, string>>; faults: ImportFault[] }
export interface PastImport { id: Id; file_name: string; status: "open" | "committed" | "undone"; created_at: Millis }
export interface OrganisationImport extends PastImport {
  columns: { header: string; column: ImportColumn | null; sample: string }[]; row_count: number; faulty_count: number; faulty: FaultyRow[];
  makes: { departments: number; positions: number; open: number; filled: number }; warnings: string[]; actions: string[];
}
export interface PositionBody { department_id: Id; title: string; family: string | null; profile?: JobProfile; seats: number }
export interface Staff {
  id: Id; name: string; email: string; role: Role; department: Ref | null; status: "invited" | "active" | "dormant" | "revoked";
  last_sign_in_at: Millis | null; actions: string[];
}
export interface StaffSession { id: string; device: string | null; created_at: Millis; last_seen_at: Millis; expires_at: Millis; is_current: boolean }
export interface RoleRow {
  role: Role; sphere: "system" | "security" | "business"; permissions: string[]; hidden_fields: Field[]; is_companywide: boolean;
  needs_department: boolean; sees_assigned_only: boolean; may_appoint: boolean;
}
export interface LookAlarm { staff_id: Id; name: string; at: Millis; limit: number }
/** The caller's looks at contact data today. */
export interface Contact { phone: string | null; email: string | null; quota: { used: number; limit: number; is_running_out: boolean } }
export interface StaffBody { name: string; email: string; role: Role; department_id: Id | null }

// Flows
export type Audience = "fresh" | "experienced";
export type QuestionKind = "experience" | "scenario" | "knowledge" | "introduction";
export interface Dimension {
  key: string; name: Bilingual; definition: Bilingual; weight: number; anchors: Bilingual[];
  negative_signs: BilingualTerms; advice: Bilingual;
}
export interface CompetencyModel { dimensions: Dimension[] }
export interface KeyPoint { key: string; dimension: string; name: Bilingual; synonyms: BilingualTerms }
export type FollowUpCondition =
  | { kind: "mentions"; terms: BilingualTerms }
  | { kind: "lacks"; terms: BilingualTerms }
  | { kind: "mentions_without"; terms: BilingualTerms; without: BilingualTerms }
  | { kind: "shorter_than"; characters: number; words: number };
export interface FollowUpRule { key: string; when: FollowUpCondition; ask: Bilingual; why: Bilingual }
export interface Question {
  key: string; title: Bilingual; text: Bilingual; kind: QuestionKind; dimensions: string[]; key_points: KeyPoint[];
  hint: Bilingual; answer_seconds: number; follow_ups: FollowUpRule[]; audiences: Audience[];
}
export interface Greeting { audience: Audience; text: Bilingual }
export type JumpCondition =
  | { kind: "always" }
  | { kind: "audience"; audience: Audience }
  | { kind: "answer_shorter_than"; characters: number };
export interface Jump { when: JumpCondition; to: string }
export type StepKind = { kind: "question"; question: string } | { kind: "message"; text: Bilingual } | { kind: "end" };
export interface Step { id: string; kind: StepKind; jumps: Jump[] }
export interface FlowDocument {
  title: Bilingual; competency: CompetencyModel; questions: Question[]; greetings: Greeting[]; steps: Step[];
  follow_up_budget: number; time_limit_minutes: number | null; window_days: number;
}
export interface Problem { code: string; step: string | null; subject: string | null; value: number | null }
export interface FlowRow {
  id: Id; title: Bilingual; department: Ref | null; family: string | null; draft_changed: boolean;
  latest: { id: Id; number: number; published_at: Millis } | null; problem_count: number; updated_at: Millis; actions: string[];
}
export interface FlowVersionRow {
  id: Id; number: number; note: string; published_at: Millis; published_by: string | null; invitation_count: number;
}
export interface Flow {
  model: FlowModel | null;
  id: Id; department: Ref | null; family: string | null; draft: FlowDocument; revision: number; problems: Problem[];
  versions: FlowVersionRow[]; updated_at: Millis; actions: string[];
}
export interface FlowBody { department_id: Id | null; family: string | null; preset: string | null; model_id: Id | null; copy_of: Id | null; title: Bilingual }
export interface FamilyRow {
  family: string; name: Bilingual; profile: JobProfile; dimensions: { key: string; name: Bilingual; weight: number }[]; question_count: number; presets: Preset[];
}
export interface FlowModel { id: Id; name: Bilingual; number: number; latest_number: number }

// Applications
export type Stage =
  | "applied" | "screening" | "interview" | "second_round" | "offer" | "pre_onboarding" | "hired" | "pool" | "rejected" | "withdrawn";
export type SessionStatus = "invited" | "interviewing" | "pending_review" | "reviewed" | "incomplete";
export type Outcome = "passed" | "further_evaluation" | "failed";
export interface DuplicateMatch { candidate_id: Id; name: string; by: "phone" | "email" | "file" }
export interface Found { value: string; start: number; end: number; confidence: number }
export interface BoleDocument {
  id: Id; file_name: string; size: number; kind: string; text: string;
  profile: { name: Found | null; phones: Found[]; emails: Found[]; links: Found[]; sections: { heading: string; kind: string; start: number; end: number }[] };
  warnings: string[];
  duplicates?: (DuplicateMatch & { application_id: Id | null; requisition_title: string | null })[];
}
export interface ApplicationRow {
  id: Id; candidate_id: Id; name: string; phone_masked: string | null; email_masked: string | null; requisition: TitleRef;
  department: string; tags: Tag[]; source: ApplicationSource; stage: Stage; session_status: SessionStatus | null; outcome: Outcome | null; total: number | null; review_needed: boolean;
  updated_at: Millis; created_at: Millis; is_demo: boolean;
}
export interface ApplicationQuery {
  requisition?: string; department?: string; stage?: string; status?: string; tag?: string; source?: string; contact?: string;
  since?: number; until?: number; q?: string; sort?: string; cursor?: string; limit?: number;
}
export interface ApplicationBody {
  requisition_id: Id; name: string; phone: string | null; email: string | null; audience: Audience; document_id: Id | null;
  on_duplicate: "ask" | "use_existing" | "create"; candidate_id: Id | null; source: ApplicationSource;
}
export interface Invitation {
  id: Id; status: "open" | "expired" | "withdrawn" | "finished"; expires_at: Millis; created_at: Millis;
  flow_version: { id: Id; number: number }; delivery: string | null;
}
export interface SessionRow {
  id: Id; status: SessionStatus; started_at: Millis | null; finished_at: Millis | null;
  progress: { done: number; total: number }; actions: string[];
}
export interface Answer {
  slot: string; question: { key: string; title: Bilingual; text: Bilingual }; asked: string; follow_up: boolean; text: string;
  elapsed_ms: Millis | null; answered_at: Millis | null; skipped: boolean;
}
/** `author` is null for the candidate, who said why the application was withdrawn. */
export interface Remark { id: Id; author: string | null; text: string; created_at: Millis }
export interface Assignee { id: Id; name: string }
/** `actor` is a member of staff by name, `candidate` or `system`. */
export interface HistoryEntry { at: Millis; actor: string; kind: string; params: Record<string, unknown> }
export interface Released { outcome: Outcome; at: Millis; by: string | null; reason: string | null; decide_by: Millis | null }
export interface Application {
  id: Id; candidate: { id: Id; name: string; phone_masked: string | null; email_masked: string | null; audience: Audience; is_erased: boolean };
  requisition: TitleRef; stage: Stage; tags: Tag[]; source: ApplicationSource; documents: BoleDocument[]; invitation: Invitation | null; sessions: SessionRow[];
  answers: Answer[] | null; competency: CompetencyModel | null; assessment: AssessmentView | null; remarks: Remark[];
  assignees: Assignee[]; history: HistoryEntry[]; released: Released | null; created_at: Millis; is_demo: boolean; actions: string[];
}

// Assessments and reviews
export type Effect = "raises" | "lowers";
export interface Evidence { slot: string; start: number; end: number; text: string; rule: string; effect: Effect }
export interface DimensionScore {
  key: string; score: number | null; level: number | null; confidence: number; not_assessable: string | null;
  evidence: Evidence[]; trace: { rule: string; value: number; points: number }[];
}
export interface AnswerFinding {
  slot: string; not_assessable: string | null; characters: number;
  star: { part: "situation" | "task" | "action" | "result"; start: number; end: number }[]; key_points: string[]; flags: string[];
}
export interface Assessment {
  scorer: string; total: number | null; coverage: number; confidence: number; calibration: "not_calibrated" | "calibrated";
  dimensions: DimensionScore[]; answers: AnswerFinding[];
}
export interface Adjustment { dimension: string; score: number; reason: string; at: Millis; by: string | null }
export interface AssessmentView {
  id: Id; assessment: Assessment; adjustments: Adjustment[]; total: number | null; proposed: Outcome | null;
  receipt_sha256: string; scored_at: Millis;
}
export type ReviewReason =
  | "high_score" | "low_score" | "borderline" | "low_confidence" | "not_assessable" | "appeal" | "declined_ai_scoring" | "not_calibrated";
export interface ReviewRow {
  session_id: Id; application_id: Id; name: string; requisition: TitleRef; reasons: ReviewReason[]; total: number | null;
  proposed: Outcome | null; confidence: number | null; finished_at: Millis | null; blind: boolean; scored: boolean; actions: string[];
}
export interface Mark { dimension: string; level: number }
export interface Review {
  session_id: Id; application_id: Id; name: string; requisition: TitleRef; cuts: Cuts; competency: CompetencyModel;
  reasons: ReviewReason[]; answers: Answer[]; blind: boolean; marks: Mark[]; assessment: AssessmentView | null;
  opened: string[]; appeal: string | null; released: Released | null; actions: string[];
}
export interface ReleaseBody { outcome: Outcome; reason?: string; decide_by?: Millis; note?: string }
export interface ReleaseResult { session_id: Id; ok: boolean; code?: string | null }

// Running interviews

// Report
export interface ReportDimension {
  key: string; name: string; definition: string; weight: number; score: number | null; level: number | null; anchor: string | null;
  next_anchor: string | null; confidence: number; not_assessable: string | null;
  evidence: { slot: string; question_title: string; text: string; effect: Effect; start: number; end: number }[];
  adjustment: { from: number | null; to: number; reason: string; by: string } | null; advice: string;
}
export interface Report {
  edition: "hr" | "candidate"; locale: Locale; company: string; job_title: string; candidate_name: string; application_id: Id;
  interviewed_at: Millis | null; finished_at: Millis | null; duration_ms: Millis; total: number | null; outcome: Outcome | null; percentile: { share: number; n: number } | null;
  dimensions: ReportDimension[]; strengths: string[]; weaknesses: string[]; advice: { dimension: string; text: string }[]; probes: string[];
  review: { by: string | null; at: Millis; note: string | null } | null;
  basis: { scorer: string; flow_number: number; receipt_sha256: string; calibration: string };
}

// Messages, settings, trail
export interface MailSettings {
  host: string; port: number; security: "none" | "starttls" | "tls"; user: string; from: string; has_password: boolean;
}
export interface TrailEntry { seq: number; at: Millis; actor: string; action: string; subject: string | null; params: Record<string, unknown> }
export interface Trail extends Page<TrailEntry> { head: { seq: number; hash: string; at: Millis } | null }
