/** The values the interview engine works with. Plain data: no DOM, no network, no storage. */

import type { AnswerText, Command, InterviewView } from "@bole/api";

/** How much time is left, as of a moment of this device's monotonic clock. */
export interface RemainingTime {
  /** `null` when there is no limit. */
  remaining_ms: number | null;
  as_of: number;
  is_running: boolean;
}

/** The interview as the server last told it, or as it will be once pending commands have arrived. */
export interface Snapshot {
  interview: InterviewView;
  time: RemainingTime;
}

/** A command that waits for the server's acknowledgement. */
export interface Pending {
  command: Command;
  /** Whether it may have reached the server: then it is never changed any more. */
  is_sent: boolean;
  /** Whether it is on this device's disk. */
  is_stored: boolean;
}

/** What is written into a slot on this device. */
export interface Draft {
  text: string;
  /** The revision the text got when it was last put into the outbox; 0 before that. */
  revision: number;
  /** Whether the text changed since. */
  is_dirty: boolean;
  elapsed_ms: number;
}

/** What the candidate is told about the text; each word of it must be true. */
export type SaveState =
  | "empty"
  /** On its way to the server. */
  | "saving"
  /** The server has acknowledged it. */
  | "saved"
  /** Only on this device, sealed on its disk. */
  | "on_device"
  /** Neither the server nor the disk has it. */
  | "failed";

export type Screen =
  | "loading"
  | "unreachable"
  | "signed_out"
  | "closed"
  | "elsewhere"
  | "consent"
  | "ready"
  | "resume"
  | "question"
  | "message"
  | "time_up"
  | "finished";

export const FOLLOW_UP_SUFFIX = "/f";
export const MAX_ANSWER_CHARACTERS = 10_000;

export function stepOf(slot: string): string {
  return slot.endsWith(FOLLOW_UP_SUFFIX) ? slot.slice(0, -FOLLOW_UP_SUFFIX.length) : slot;
}

export function isFollowUp(slot: string): boolean {
  return slot.endsWith(FOLLOW_UP_SUFFIX);
}

export function answerIn(interview: InterviewView, slot: string): AnswerText {
  return interview.answers[slot] ?? { text: "", revision: 0, answered: false };
}
