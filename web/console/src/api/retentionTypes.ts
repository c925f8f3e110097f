/** How long data is kept, what will go and what went, as the server sends it. */
import type { Id, Millis } from "./types";

export type RetentionClass =
  | "applications" | "talent_pool" | "interviews" | "documents" | "unassigned_documents" | "reports" | "messages" | "staff_sessions" | "jobs"
  | "backups" | "audit";
export type RetentionExemption = "held" | "asked" | "interview" | "active" | "hired";
export interface RetentionEffect { now: number; soon: number; kept: number; needs_approval: boolean }
export interface RetentionClassRow {
  class: RetentionClass; days: number; usual: number; least: number; most: number; effect: RetentionEffect; asked_days: number | null; actions: string[];
}
export interface RetentionRun { class: RetentionClass; day: Millis; days: number; gone: number }
export interface Retention { classes: RetentionClassRow[]; history: RetentionRun[] }
export interface RetentionPerson {
  key: string; name: string; application_id: Id | null; began_at: Millis; goes_at: Millis; exempt: RetentionExemption | null;
}
export interface RetentionPeriod { class: RetentionClass; days: number }
