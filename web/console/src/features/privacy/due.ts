/** How much time is left to answer, as a catalogue key with its number, and how urgent that is. */
import { DAY_MS } from "@/api/operations";
import type { Millis } from "@/api/types";

export interface Due { key: "privacy.days_left" | "privacy.due_today" | "privacy.overdue"; n: number; tone: "" | "warn" | "bad" }

export function dueOf(due_at: Millis, now: Millis): Due {
  const days = Math.floor((due_at - now) / DAY_MS);
  if (due_at < now) return { key: "privacy.overdue", n: Math.max(1, -days), tone: "bad" };
  if (days < 1) return { key: "privacy.due_today", n: 0, tone: "bad" };
  return { key: "privacy.days_left", n: days, tone: days <= 3 ? "warn" : "" };
}
