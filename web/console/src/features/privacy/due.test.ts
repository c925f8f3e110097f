import { expect, it } from "vitest";
import { DAY_MS } from "@/api/operations";
import { dueOf } from "./due";

it("counts down by days and then says how late it is", () => {
  const now = 1_790_000_000_000;
  const said = (days: number) => dueOf(now + days * DAY_MS, now);
  expect(said(10)).toEqual({ key: "privacy.days_left", n: 10, tone: "" });
  expect(said(2.5)).toEqual({ key: "privacy.days_left", n: 2, tone: "warn" });
  expect(said(0.5)).toEqual({ key: "privacy.due_today", n: 0, tone: "bad" });
  expect(said(-0.5)).toEqual({ key: "privacy.overdue", n: 1, tone: "bad" });
  expect(said(-3)).toEqual({ key: "privacy.overdue", n: 3, tone: "bad" });
});
