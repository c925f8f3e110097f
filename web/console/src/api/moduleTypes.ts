/** Modules and their switches, as the server sends them. */
import type { Millis } from "./types";

export type ModuleKey = "core" | "organisation_import" | "live_monitor" | "sms" | "question_bank" | "competency_model" | "requisition_approval";
export interface ModuleSwitch {
  module: ModuleKey; is_on: boolean; is_switchable: boolean; needs: ModuleKey[]; needed_by: ModuleKey[]; in_use: number;
  changed_by: string | null; changed_at: Millis | null;
}
