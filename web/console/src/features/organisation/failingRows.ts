/** Failing rows as a CSV file to correct and bring back, with what is wrong in words. */
import type { FaultyRow, ImportColumn } from "@/api/types";

/** A cell as text: never a formula for the program that opens it, whatever it begins with. */
export function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

interface Words { header: (column: ImportColumn) => string; reason: (row: FaultyRow) => string; reasons: string }

/** The whole file; the mark at its beginning tells Excel that it is UTF-8. */
export function failingRows(rows: FaultyRow[], columns: ImportColumn[], words: Words): string {
  const header = [...columns.map(words.header), words.reasons];
  const lines = rows.map((row) => [...columns.map((column) => row.cells[column] ?? ""), words.reason(row)]);
  return `\uFEFF${[header, ...lines].map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
}
