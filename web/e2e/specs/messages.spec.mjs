/** A company's own words: wrong ones are shown while they are written, right ones go out with the next invitation. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { desktop, launch, watchForFaults } from "../harness/browser.mjs";
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

test("a text is changed, previewed, used for the next invitation and brought back", async () => {
  const context = await desktop(browser, "zh");
  const page = await context.newPage();
  const faults = watchForFaults(page);
  const hr = new Hr(page, demo.addresses.console, "zh");
  await hr.enterDemo(demo.addresses.demo_link ?? "", "super_admin");
  await hr.open("/settings/templates?key=invitation.mail&text=zh");
  const body = page.getByLabel(hr.t("template.body"), { exact: true });
  const save = page.getByRole("button", { name: hr.t("template.save") });

  await body.fill("{name}您好，请尽快参加面试。");
  await page.getByText(hr.t("errors.template.missing_name", { name: "link" }).replaceAll(/\{'(.)'\}/g, "$1")).waitFor();
  assert.equal(await save.isDisabled(), true, "a text without its link cannot be saved");

  await body.fill("{name}您好，请打开 ");
  await page.getByRole("button", { name: `{link} ${hr.t("template.name.link")}` }).click();
  await page.locator("article.mail").getByText("林知夏您好，请打开").waitFor();
  await page.getByLabel(hr.t("template.subject"), { exact: true }).fill("{company}等您来聊聊");
  await save.click();
  await page.getByText(hr.t("template.saved_said")).waitFor();

  const applied = (await hr.get("/applications?limit=50")).items.find((/** @type {any} */ it) => it.stage === "applied" || it.session_status === "invited");
  const status = await page.evaluate(async (id) => {
    const headers = { "content-type": "application/json", "x-bole-client": "console", "idempotency-key": crypto.randomUUID() };
    return (await fetch(`/api/applications/${id}/invite`, { method: "POST", headers, body: JSON.stringify({ locale: "zh" }) })).status;
  }, applied.id);
  assert.equal(status, 200);
  await hr.open("/outbox");
  await page.getByRole("button", { name: /等您来聊聊$/ }).first().click();
  await page.locator("pre.body").getByText("您好，请打开 http").waitFor();

  await hr.open(`/candidates/${applied.id}?tab=messages`);
  await page.getByRole("button", { name: hr.t("message_kind.invitation") }).first().waitFor();

  await hr.open("/settings/templates?key=invitation.mail&text=zh");
  await page.getByRole("button", { name: hr.t("template.restore_supplied") }).click();
  await page.getByRole("dialog").getByRole("button", { name: hr.t("template.restore"), exact: true }).click();
  await page.getByText(hr.t("template.restored_said")).waitFor();
  assert.match(await body.inputValue(), /感谢您应聘/);
  await context.close();
  assert.deepEqual(faults, []);
});
