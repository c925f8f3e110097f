/** How instants, durations, sizes and scores are written; local time of the browser, the same form in both languages. */
import type { Millis } from "@/api/types";

const two = (value: number) => String(value).padStart(2, "0");

/** `2026-03-05`. */
export function formatDate(at: Millis): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `2026-03-05 14:30`. */
export function formatInstant(at: Millis): string {
  const date = new Date(at);
  return `${formatDate(at)} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `4:05` or `1:04:05`. */
export function formatClock(duration_ms: Millis): string {
  const seconds = Math.max(0, Math.floor(duration_ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** `12.5 MB`. */
export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(0)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** A score with at most one decimal; a dash where there is none. */
export function formatScore(score: number | null | undefined): string {
  if (score === null || score === undefined) return "–";
  return Number.isInteger(score) ? String(score) : score.toFixed(1);
}

/** `85%` from a share between 0 and 1. */
export function formatShare(share: number): string {
  return `${Math.round(share * 100)}%`;
}
