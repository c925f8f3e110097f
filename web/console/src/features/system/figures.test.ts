import { expect, it } from "vitest";
import { figureText } from "./figures";

it("shows each figure in its unit", () => {
  const cases: [string, string | number, string][] = [
    ["rto_ms", 640, "0.6 s"], ["oldest_ms", 125_000, "2 min"], ["rpo_ms", 5_400_000, "1 h 30 min"], ["rpo_ms", 216_000_000, "2 d 12 h"],
    ["free_mb", 900, "900 MB"], ["free_mb", 20_480, "20.0 GB"], ["appends", 12_345, "12,345"], ["kind", "SQLite", "SQLite"],
  ];
  for (const [name, value, expected] of cases) expect(figureText(name, value)).toBe(expected);
});
