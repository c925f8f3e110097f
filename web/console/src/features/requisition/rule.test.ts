import { expect, it } from "vitest";
import type { InviteRule } from "@/api/types";
import { bodyOf, clock, formOf } from "./rule";

it("comes back from the form as it went in", () => {
  const rule: InviteRule = {
    is_on: true, daily_limit: 20, from_minute: 540, until_minute: 1080, locale: "zh", invited_today: 0, by: null, updated_at: null,
    requirements: [{ kind: "contact" }, { kind: "words", any: ["客服", "CET-4"] }, { kind: "unique" }, { kind: "recent", days: 7 }],
  };
  expect(bodyOf(formOf(rule), true)).toEqual({ is_on: true, daily_limit: 20, from_minute: 540, until_minute: 1080, locale: "zh", requirements: rule.requirements });
  expect([clock(540), clock(1440)]).toEqual(["09:00", "24:00"]);
});
