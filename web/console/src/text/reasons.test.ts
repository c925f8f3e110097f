import { expect, it } from "vitest";
import { shownReasons } from "./reasons";

it("says nothing about a scorer that was not used", () => {
  expect(shownReasons(["not_assessable", "declined_ai_scoring", "appeal", "not_calibrated"])).toEqual(["declined_ai_scoring", "appeal"]);
});

it("says all reasons where a scorer was used", () => {
  expect(shownReasons(["not_assessable", "not_calibrated"])).toEqual(["not_assessable", "not_calibrated"]);
});
