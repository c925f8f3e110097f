import { expect, it } from "vitest";
import { i18n } from "@/i18n";
import { figureText } from "./figures";

it("shows each figure in its unit", () => {
  const cases: [string, string | number, string][] = [
    ["rto_ms", 640, "0.6 秒"], ["oldest_ms", 125_000, "2 分钟"], ["rpo_ms", 5_400_000, "1 小时 30 分钟"], ["rpo_ms", 216_000_000, "2 天 12 小时"],
    ["free_mb", 900, "900 MB"], ["free_mb", 20_480, "20.0 GB"], ["appends", 12_345, "12,345"], ["kind", "SQLite", "SQLite"],
  ];
  const t = (key: string, params: Record<string, unknown>) => i18n.global.t(key, params, { locale: "zh" });
  for (const [name, value, expected] of cases) expect(figureText(name, value, t)).toBe(expected);
});
