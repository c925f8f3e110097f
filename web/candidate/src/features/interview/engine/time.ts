/** How much time is left and when to say so. Never reads a clock itself. */

import type { RemainingTime } from "./model.ts";

/** Seconds at which the remaining time is spoken (WCAG 4.1.3), and never at others. */
export const SPOKEN_SECONDS = [60, 30, 10] as const;

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
