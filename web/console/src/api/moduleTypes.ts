/** Modules and their switches, as the server sends them. */
import type { Millis } from "./types";

export type ModuleKey = "core" | "organisation_import" | "live_monitor" | "sms" | "question_bank" | "competency_model" | "requisition_approval";
export interface ModuleSwitch {
  module: ModuleKey; is_on: boolean; is_switchable: boolean; needs: ModuleKey[]; needed_by: ModuleKey[]; in_use: number;
  changed_by: string | null; changed_at: Millis | null;
}
/** What answers say about a question. */
export interface QuestionStatistics {
  n: number; not_assessable: number; mean: number | null; spread: number | null; discrimination: number | null; needed_for_mean: number;
  needed_for_discrimination: number;
}
