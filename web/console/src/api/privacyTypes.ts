/** Requests about one's own data, second approvals, holds and the erasure ledger, as the server sends them. */
import type { Id, Millis } from "./types";

// Privacy
export interface PrivacyRequest {
  id: Id; kind: "delete" | "correct"; name: string; application_id: Id | null; words: string; asked_at: Millis; due_at: Millis;
  state: string; is_held: boolean; answered_by: string | null; answered_at: Millis | null; actions: string[];
}
export type SecondApprovalKind = "erasure" | "legal_hold" | "bulk_export";
export interface SecondApproval {
  id: Id; kind: SecondApprovalKind; name: string | null; people: number | null; application_id: Id | null; reason: string; requested_by: string; requested_at: Millis;
  expires_at: Millis; state: "waiting" | "approved" | "refused" | "expired" | "used"; decided_by: string | null; decided_at: Millis | null;
  actions: string[];
}
export interface LegalHold {
  id: Id; name: string; application_id: Id | null; reason: string; state: "unconfirmed" | "in_force" | "lapsed" | "lifted"; placed_by: string;
  placed_at: Millis; confirmed_by: string | null; lapses_at: Millis | null; lifted_at: Millis | null; actions: string[];
}
export interface ErasureLine { seq: number; subject: string; at: Millis; hash: string }
export interface ErasureLedger { items: ErasureLine[]; total: number; changed_line: number | null }
