import { describe, expect, it } from "vitest";
import { countCharacters, piecesOf } from "./spans";

describe("piecesOf", () => {
  it("counts code points, so a rare character or an emoji moves nothing", () => {
    const pieces = piecesOf("😀𠮷我负责了退货", [{ id: "a", start: 2, end: 5, effect: "raises" }]);
    expect(pieces.map((it) => [it.text, it.effect])).toEqual([["😀𠮷", null], ["我负责", "raises"], ["了退货", null]]);
  });

  it("lets overlapping spans share a piece", () => {
    const pieces = piecesOf("abcdef", [{ id: "a", start: 0, end: 4, effect: "raises" }, { id: "b", start: 2, end: 6, effect: "lowers" }]);
    expect(pieces.map((it) => [it.text, it.ids.join(), it.effect])).toEqual([["ab", "a", "raises"], ["cd", "a,b", "mixed"], ["ef", "b", "lowers"]]);
  });

  it("cuts off what lies outside the text and drops empty spans", () => {
    const pieces = piecesOf("好的", [{ id: "a", start: 1, end: 99, effect: "raises" }, { id: "b", start: 5, end: 9, effect: "raises" }, { id: "c", start: 1, end: 1, effect: "lowers" }]);
    expect(pieces.map((it) => [it.text, it.ids.join()])).toEqual([["好", ""], ["的", "a"]]);
  });

  it("gives nothing for an empty text", () => {
    expect(piecesOf("", [{ id: "a", start: 0, end: 3, effect: "raises" }])).toEqual([]);
  });

  it("keeps a text of 10,000 characters whole", () => {
    const text = "𠮷".repeat(10_000);
    const pieces = piecesOf(text, [{ id: "a", start: 9_000, end: 9_001, effect: "raises" }]);
    expect(pieces.map((it) => it.text).join("")).toBe(text);
  });
});

describe("countCharacters", () => {
  it("counts code points that are not white space", () => {
    expect(countCharacters(" 𠮷 a\n😀 ")).toBe(3);
  });
});
