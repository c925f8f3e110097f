/** A task while it is being written, and the task the server is given once it is whole. */
import type { BulkKind, BulkTask, Id, Locale, Stage } from "@/api/types";

export interface Draft { locale: Locale; note: string; stage: Stage | ""; reason: string; zh: string; en: string; tag: Id }
export const EMPTY: Draft = { locale: "zh", note: "", stage: "", reason: "", zh: "", en: "", tag: "" };
/** 已撤回 is missing here: only the candidate withdraws. */
export const STAGES: Stage[] = ["applied", "screening", "interview", "second_round", "offer", "pre_onboarding", "hired", "pool", "rejected"];

/** The task, or nothing while something is missing. */
export function taskOf(kind: BulkKind, draft: Draft): BulkTask | null {
  if (kind === "invite") return { kind, locale: draft.locale, note: draft.note.trim() };
  if (kind === "message") return draft.zh.trim() ? { kind, zh: draft.zh.trim(), en: draft.en.trim(), locale: draft.locale } : null;
  if (kind === "move") {
    const needsReason = draft.stage === "rejected" || draft.stage === "pool";
    if (draft.stage === "" || (needsReason && !draft.reason.trim())) return null;
    return { kind, stage: draft.stage, reason: draft.reason.trim() };
  }
  return draft.tag ? { kind, tag_id: draft.tag } : null;
}
