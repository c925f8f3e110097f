import { describe, expect, it } from "vitest";
import { cell, failingRows } from "./failingRows";

describe("failingRows", () => {
  it("escapes whatever a spreadsheet would compute", () => {
    for (const text of ["=1+1", "+1", "-1", "@a", "\ta"]) expect(cell(text).startsWith("'")).toBe(true);
    expect(cell('a "b", c')).toBe('"a ""b"", c"');
    expect(cell("客服部")).toBe("客服部");
  });
  it("says in words what is wrong", () => {
    const fault = { column: "seats" as const, code: "not_number", value: "十人", suggestion: "10", same: 1 };
    const row = { row: 3, cells: { department: "=cmd", seats: "十人" }, faults: [fault] };
    const text = failingRows([row], ["department", "seats"], { header: (it) => it, reason: () => "不是数字", reasons: "错误原因" });
    expect(text).toBe("\uFEFFdepartment,seats,错误原因\r\n'=cmd,十人,不是数字\r\n");
  });
});
