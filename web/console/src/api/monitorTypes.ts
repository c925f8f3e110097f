/** Running interviews, alerts and what was done to them, as the server sends them. */
import type { Bilingual, Id, Millis, SessionStatus, TitleRef } from "./types";

export type WallFilter = "all" | "stuck" | "online" | "away" | "left" | "backlog" | "incomplete";
export interface RunningSession {
  session_id: Id; application_id: Id; name: string; requisition: TitleRef; status: SessionStatus; step_number: number; step_count: number;
  step_title: Bilingual | null; step_entered_at: Millis | null; in_step_ms: Millis | null; is_ticking: boolean; limit_ms: Millis;
  started_at: Millis | null; last_seen_at: Millis | null; connection: "online" | "away" | "left"; backlog: number; extended_ms: Millis;
  alert: { id: Id; raised_at: Millis; acknowledged_by: string | null } | null; actions: string[];
}
export interface RunningCounts {
  invited: number; opened: number; running: number; stuck: number; online: number; away: number; left: number; backlog: number;
  finished: number; incomplete: number;
}
export interface Running {
  now: Millis; limit_ms: Millis; counts: RunningCounts; items: RunningSession[]; next_cursor: string | null; total: number; actions: string[];
}
export interface RunningQuery { filter?: string; requisition?: string; q?: string; cursor?: string; limit?: number }
/** A candidate stays long in one step. */
export interface StayAlert {
  id: Id; session_id: Id; application_id: Id; name: string; requisition: TitleRef; step_title: Bilingual | null; entered_at: Millis;
  limit_ms: Millis; raised_at: Millis; acknowledged_by: string | null; acknowledged_at: Millis | null; resolved_at: Millis | null;
  is_open: boolean; actions: string[];
}
export interface Operated { session_id: Id; ok: boolean; code: string | null }
export interface Deed {
  at: Millis; actor: string; action: string; application_id: Id; name: string; minutes: number | null; findings: string[]; reason: string | null;
}
export interface StayAlerts { items: StayAlert[]; next_cursor: string | null; waiting: number }
