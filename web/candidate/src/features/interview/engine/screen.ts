/** Which screen the interview shows, from state alone. */

import type { InterviewState } from "@bole/api";

import type { Screen } from "./model.ts";

export interface Circumstances {
  state: InterviewState | null;
  client_id: string | null;
  /** Whether this page has shown the running interview before: only then it goes on without asking. */
  is_under_way: boolean;
  /** What kind of step is open. */
  step_kind: "question" | "message" | null;
  /** Milliseconds left, `null` without a limit. */
  remaining_ms: number | null;
  is_signed_out: boolean;
  is_closed: boolean;
  is_unreachable: boolean;
}

export function screenFor(it: Circumstances): Screen {
  if (it.is_closed) return "closed";
  if (it.is_signed_out) return "signed_out";
  if (it.state === null) return it.is_unreachable ? "unreachable" : "loading";
  const { state } = it;
  if (state.phase === "finished") return "finished";
  if (state.phase === "consent") return "consent";
  if (state.phase === "ready") return "ready";
  const has_lease = state.lease_client === null || state.lease_client === it.client_id;
  if (!has_lease) return "elsewhere";
  if (!it.is_under_way || state.phase === "left") return "resume";
  if (it.remaining_ms === 0) return "time_up";
  return it.step_kind ?? "loading";
}
