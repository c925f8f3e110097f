/** The organisation and its import by keyboard: a sheet with a fault is brought, corrected in place, committed and seen. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { button } from "../harness/controls.mjs";
import { press, tabTo } from "../harness/keyboard.mjs";
import { Stage } from "../harness/stage.mjs";

const SHEET = "上级部门,部门,类型,岗位,编制,在职人数\n,云岭测试公司,公司,,,\n云岭测试公司,测试客服部,,测试客服,十,3\n";

/** @type {Stage} */
let stage;
before(async () => {
  stage = await Stage.set();
});
after(() => stage?.strike());

test("the organisation is imported by keyboard only", async () => {
  const { page, t } = stage.hr;
  await stage.hr.open("/organisation");
  await button(page, t("import.open")).waitFor();
  await press(page, t("import.open"));
  await page.waitForURL("**/organisation/imports");
  await page.getByText(t("import.choose")).waitFor();

  await tabTo(page, t("import.choose"));
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press("Space");
  await (await chooser).setFiles({ name: "编制.csv", mimeType: "text/csv", buffer: Buffer.from(SHEET) });
  await page.getByRole("heading", { level: 1, name: "编制.csv" }).waitFor();

  await page.getByText(t("import_fault.not_number", { value: "十" })).waitFor();
  await press(page, t("import.take", { suggestion: "10" }));
  await page.getByText(t("import.no_faults")).waitFor();
  await press(page, t("import.commit"));
  const sure = page.getByRole("dialog", { name: t("import.commit") });
  await sure.waitFor();
  await tabTo(page, t("import.commit"));
  await page.keyboard.press("Enter");
  await page.getByText(t("import_status_text.committed")).waitFor();

  const { items } = await stage.hr.get("/positions");
  const made = items.find((/** @type {any} */ it) => it.title === "测试客服");
  assert.deepEqual(made.seats, { total: 10, open: 7, reserved: 0, filled: 3 });
});
