/** What the engine needs from the outside: one small door each, replaced in tests. */

import type { CandidateApi } from "@bole/api";

import type { TabLocks } from "./identity.ts";
import type { InterviewStore } from "./store.ts";

export interface Adapters {
  api: Pick<CandidateApi, "interview" | "commands" | "heartbeat" | "watch">;
  store: InterviewStore;
  locks: TabLocks;
  /** Milliseconds since the epoch by a monotonic clock. */
  now: () => number;
  random: () => number;
  isOnline: () => boolean;
  isVisible: () => boolean;
  /** Tells the other tabs of this browser that the lease moved. */
  announce: (session_id: string) => void;
  changed: () => void;
}

export type Timer = ReturnType<typeof setTimeout>;
