/** Why a person must look, as far as it helps that person. */
import type { ReviewReason } from "@/api/types";

/** Where a person gives the scores, there is no scorer to be unsure, uncalibrated or unable. */
export function shownReasons(reasons: ReviewReason[]): ReviewReason[] {
  if (!reasons.includes("declined_ai_scoring")) return reasons;
  return reasons.filter((it) => !["not_assessable", "not_calibrated", "low_confidence"].includes(it));
}
