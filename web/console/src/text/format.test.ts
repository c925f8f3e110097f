import { describe, expect, it } from "vitest";
import { formatClock, formatInstant, formatScore, formatShare, formatSize } from "./format";

describe("formats", () => {
  it("write an instant the same way in both languages", () => {
    expect(formatInstant(new Date(2026, 2, 5, 14, 30).getTime())).toBe("2026-03-05 14:30");
  });
  it("write durations as a clock and never below zero", () => {
    expect([formatClock(-5), formatClock(65_000), formatClock(3_845_000)]).toEqual(["0:00", "1:05", "1:04:05"]);
  });
  it("write scores with one decimal only where there is one", () => {
    expect([formatScore(80), formatScore(76.44), formatScore(0), formatScore(null)]).toEqual(["80", "76.4", "0", "–"]);
  });
  it("write sizes and shares", () => {
    expect([formatSize(900), formatSize(2_048), formatSize(5_400_000), formatShare(0.714)]).toEqual(["900 B", "2 KB", "5.1 MB", "71%"]);
  });
});
