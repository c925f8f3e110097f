/** The columns of the candidate table and which of them a person has hidden on this device. */
import { ref } from "vue";

export const COLUMNS = ["name", "requisition", "stage", "status", "outcome", "total", "contact", "updated"] as const;
export type ColumnKey = (typeof COLUMNS)[number];
const STORED = "bole.console.candidate_columns_hidden";

function stored(): ColumnKey[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(STORED) ?? "[]");
    return Array.isArray(list) ? COLUMNS.filter((it) => list.includes(it)) : [];
  } catch {
    return [];
  }
}

export const hiddenColumns = ref<ColumnKey[]>(stored());

export function setHidden(columns: ColumnKey[]): void {
  hiddenColumns.value = columns.filter((it) => it !== "name");
  try {
    localStorage.setItem(STORED, JSON.stringify(hiddenColumns.value));
  } catch {
    // The choice then lasts for this visit only.
  }
}
