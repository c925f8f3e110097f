/** How much time is left and when to say so. Never reads a clock itself. */

import type { RemainingTime } from "./model.ts";

/** Seconds at which the remaining time is spoken (WCAG 4.1.3), and never at others. */
export const SPOKEN_SECONDS = [60, 30, 10] as const;

/** Differences up to this come from the way of the answer and are not shown: the time left never jumps by them. */
const JITTER_MS = 3_000;

/** What to show after the server has told the time left: its word, unless only the network's delay differs. */
export function heardRemaining(shown_ms: number | null, heard_ms: number | null): number | null {
  if (shown_ms === null || heard_ms === null) return heard_ms;
  // The smaller one, so that nobody is promised a second that the server does not give.
  return Math.abs(shown_ms - heard_ms) <= JITTER_MS ? Math.min(shown_ms, heard_ms) : heard_ms;
}

/** Milliseconds left at `now`, never negative; `null` without a limit. */
export function remainingAt(time: RemainingTime, now: number): number | null {
  if (time.remaining_ms === null) return null;
  const used = time.is_running ? Math.max(0, now - time.as_of) : 0;
  return Math.max(0, time.remaining_ms - used);
}

/** The same remaining time with its reference moved to `now`, running or not. */
export function rebased(time: RemainingTime, now: number, is_running: boolean): RemainingTime {
  const used = time.is_running ? Math.max(0, now - time.as_of) : 0;
  return { remaining_ms: time.remaining_ms === null ? null : time.remaining_ms - used, as_of: now, is_running };
}

/** Which of the spoken limits was passed between two looks at the clock, the smallest if several. */
export function spokenLimit(before_ms: number | null, after_ms: number | null): number | null {
  if (before_ms === null || after_ms === null) return null;
  const passed = SPOKEN_SECONDS.filter((it) => before_ms > it * 1000 && after_ms <= it * 1000);
  return passed.length === 0 ? null : Math.min(...passed);
}
