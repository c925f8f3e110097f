/** Requests about one's own data, second approvals, holds and the erasure ledger, as the server sends them. */
import type { RetentionPeriod } from "./retentionTypes";
import type { Id, Locale, Millis } from "./types";

// Privacy
export interface PrivacyRequest {
  id: Id; kind: "delete" | "correct" | "person"; name: string; application_id: Id | null; words: string; asked_at: Millis; due_at: Millis;
  state: string; is_held: boolean; answered_by: string | null; answered_at: Millis | null; actions: string[];
}
export type SecondApprovalKind = "erasure" | "legal_hold" | "bulk_export" | "retention";
export interface SecondApproval {
  id: Id; kind: SecondApprovalKind; name: string | null; people: number | null; application_id: Id | null; period: RetentionPeriod | null; reason: string; requested_by: string; requested_at: Millis;
  expires_at: Millis; state: "waiting" | "approved" | "refused" | "expired" | "used" | "withdrawn"; decided_by: string | null; decided_at: Millis | null;
  actions: string[];
}
export interface LegalHold {
  id: Id; name: string; application_id: Id | null; reason: string; state: "unconfirmed" | "in_force" | "lapsed" | "lifted"; placed_by: string;
  placed_at: Millis; confirmed_by: string | null; lapses_at: Millis | null; lifted_at: Millis | null; actions: string[];
}
export interface ErasureLine { seq: number; subject: string; at: Millis; hash: string }
export interface ErasureLedger { items: ErasureLine[]; total: number; changed_line: number | null; missing_lines: number | null }
export interface Consent {
  name: string; application_id: Id; purpose: ConsentPurpose; text_version: number; text_sha256: string; locale: Locale; is_given: boolean; at: Millis;
  withdrawn_at: Millis | null;
}
export type ConsentPurpose =
  | "interview" | "ai_scoring" | "video" | "voice_analysis" | "face_check" | "third_party_ai" | "cross_border" | "talent_pool" | "research"
  | "background_check" | "group_sharing";

// Regions
export type Region = "cn" | "eu" | "uk" | "us_il" | "us_nyc" | "us_co" | "us_ca" | "us_other" | "unknown";
export type RegionNotice = "automated_decision" | "aedt" | "illinois_ai" | "colorado_ai" | "california_ads";
export type DataClass = "code" | "unassigned" | "media" | "identity_photo" | "person" | "decision" | "audit";
export interface RegionPolicy {
  face_signals: boolean; may_leave_country: boolean; may_refuse_scoring: boolean; notice_working_days: number; explain_within_days: number; erase_within_days: number;
}
export interface DepartmentRegion {
  id: Id; name: string; depth: number; region: Region | null; effective: Region; policy: RegionPolicy; notices: RegionNotice[]; consents: ConsentPurpose[];
  retention: { class: DataClass; days: number }[];
}
export interface RegionSettings { employer: Region; hosting: Region; departments: DepartmentRegion[] }
export interface RegionSettingsBody { employer: Region; hosting: Region; departments: { id: Id; region: Region | null }[] }
