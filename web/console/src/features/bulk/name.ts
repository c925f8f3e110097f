/** What a run is called: 邀请, 移到“复试”, 撤回：加标签“重点”. */
import type { BulkRun } from "@/api/types";

type Say = (key: string, params?: Record<string, unknown>) => string;
type Word = (group: string, code: string | null | undefined) => string;

export function nameOf(run: BulkRun, t: Say, word: Word): string {
  const to = run.stage ? word("stage", run.stage) : (run.tag?.name ?? "");
  const name = run.undoes ? t("bulk.name_undo", { what: t(`bulk.do_${run.kind}`) }) : t(`bulk.do_${run.kind}`);
  return to ? t("bulk.name_of", { what: name, to }) : name;
}
