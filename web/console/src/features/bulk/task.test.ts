import { expect, it } from "vitest";
import { EMPTY, taskOf } from "./task";

it("is whole only with what the server will ask for", () => {
  expect(taskOf("move", EMPTY)).toBeNull();
  expect(taskOf("move", { ...EMPTY, stage: "rejected" })).toBeNull();
  expect(taskOf("move", { ...EMPTY, stage: "rejected", reason: " 人已招满 " })).toEqual({ kind: "move", stage: "rejected", reason: "人已招满" });
  expect(taskOf("message", { ...EMPTY, zh: "  " })).toBeNull();
  expect(taskOf("tag", { ...EMPTY, tag: "t" })).toEqual({ kind: "tag", tag_id: "t" });
  expect(taskOf("invite", EMPTY)?.kind).toBe("invite");
});
