/** Many people at once: filtered, selected, tagged and invited with a look first; the view is kept, a few are exported. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { desktop, launch, watchForFaults } from "../harness/browser.mjs";
import { button, choose, dialog } from "../harness/controls.mjs";
import { Hr } from "../harness/hr.mjs";
import { startDemo } from "../harness/server.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("../harness/server.mjs").Server} */
let demo;
before(async () => {
  browser = await launch();
  demo = await startDemo();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

test("a recruiter filters, keeps the view, tags and invites many with a look first, and exports a few", async () => {
  const context = await desktop(browser, "zh");
  const page = await context.newPage();
  const faults = watchForFaults(page);
  const hr = new Hr(page, demo.addresses.console, "zh");
  await hr.enterDemo(demo.addresses.demo_link ?? "", "recruiter");

  // The address is the filter; the view remembers it.
  await hr.open("/candidates?status=incomplete&sort=created");
  const rows = page.locator("tbody tr");
  await rows.first().waitFor();
  await page.getByRole("button", { name: hr.t("view.save"), exact: true }).click();
  const keeping = dialog(page, hr.t("view.save"));
  await keeping.getByLabel(hr.t("view.name")).fill("未完成的人");
  await button(keeping, hr.t("do.save")).click();
  const view = page.getByRole("button", { name: "未完成的人", exact: true });
  await view.waitFor();
  await hr.open("/candidates");
  await view.click();
  await page.waitForURL(/status=incomplete/);
  await page.getByRole("button", { name: hr.t("view.edit_named", { name: "未完成的人" }) }).waitFor();

  // Some by keyboard, then all that match.
  const boxes = page.locator("tbody input[type=checkbox]");
  await boxes.first().focus();
  await page.keyboard.press("Space");
  const bar = page.getByRole("region", { name: hr.t("bulk.bar") });
  await bar.getByText(hr.t("bulk.selected", { count: 1 })).waitFor();
  const total = (await hr.get("/applications?status=incomplete")).total;
  await bar.getByRole("button", { name: hr.t("bulk.select_all", { total }) }).click();
  await bar.getByText(hr.t("bulk.selected_all", { count: total })).waitFor();

  // What will happen is said before it does; a run has everybody's result.
  await bar.getByRole("button", { name: hr.t("bulk.do_invite") }).click();
  const inviting = dialog(page, hr.t("bulk.title_invite"));
  const look = inviting.getByRole("region", { name: hr.t("bulk.preview") });
  await look.waitFor();
  const go = inviting.getByRole("button", { name: /^邀请 \d+ 人$/ });
  const reached = Number(/\d+/.exec((await go.textContent()) ?? "")?.[0]);
  assert.ok(reached > 0 && reached <= total, "the look says how many");
  await go.click();
  await page.waitForURL(/\/candidates\/bulk\//);
  await page.getByText(/^已完成：/).waitFor({ timeout: 30_000 });
  const run = (await hr.get("/bulk-runs")).items[0];
  assert.deepEqual([run.counts.done, run.counts.waiting, run.counts.failed], [reached, 0, 0]);

  // A tag on two, found by its filter, taken back.
  await hr.open("/candidates?status=reviewed");
  await rows.first().waitFor();
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await bar.getByRole("button", { name: hr.t("bulk.do_tag") }).click();
  const tagging = dialog(page, hr.t("bulk.title_tag"));
  await choose(page, tagging, hr.t("tag.choose"), "待补材料");
  await tagging.getByRole("button", { name: /^给 \d+ 人加标签$/ }).click();
  await page.waitForURL(/\/candidates\/bulk\//);
  await page.getByText(/^已完成：/).waitFor({ timeout: 30_000 });
  await page.getByRole("button", { name: hr.t("bulk.undo"), exact: true }).click();
  await button(dialog(page, hr.t("bulk.undo_title")), hr.t("bulk.undo")).click();
  await page.getByRole("heading", { level: 1, name: /^撤回操作/ }).waitFor();

  // A few are taken out at once; no cell is a formula.
  await hr.open("/candidates?status=reviewed");
  await boxes.nth(0).check();
  await bar.getByRole("button", { name: hr.t("bulk.do_export") }).click();
  const exporting = dialog(page, hr.t("export.title", { count: 1 }));
  await exporting.getByText("CSV", { exact: true }).click();
  const fetched = page.waitForEvent("download");
  await button(exporting, hr.t("export.do")).click();
  const text = await readFile(await (await fetched).path(), "utf8");
  assert.ok(text.startsWith("\ufeff\"姓名\","), text.slice(0, 80));
  assert.equal(text.trim().split("\r\n").length, 2);

  await context.close();
  assert.deepEqual(faults, []);
});
