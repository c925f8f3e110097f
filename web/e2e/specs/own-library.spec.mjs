/** The company's own competency model and questions: edited, compared, published, and taken over by a flow. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { desktop, launch, watchForFaults } from "../harness/browser.mjs";
import { button, dialog } from "../harness/controls.mjs";
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

test("a model is changed, compared and published, and its flow takes the new version", async () => {
  const context = await desktop(browser);
  const page = await context.newPage();
  const faults = watchForFaults(page);
  const hr = new Hr(page, demo.addresses.console, "zh");
  await hr.enterDemo(demo.addresses.demo_link ?? "", "super_admin");
  const [model] = (await hr.get("/competency-models")).items;
  await hr.open(`/models/${model.id}`);
  const weight = page.getByRole("spinbutton").first();
  await weight.fill("20");
  await weight.press("Tab");
  await page.getByText(hr.t("flow.weight_missing", { points: 10 })).waitFor();
  await page.getByText(hr.t("errors.flow.weights_not_100", { value: 90 })).waitFor();
  assert.ok(await button(page, hr.t("flow.publish")).isDisabled());
  await weight.fill("30");
  await weight.press("Tab");
  await page.getByText(hr.t("flow.state_saved"), { exact: true }).waitFor();
  await page.getByRole("tab", { name: hr.t("competency.tab_versions") }).click();
  await page.getByText(hr.t("competency.change.anchor", { level: 4 })).waitFor();
  await button(page, hr.t("flow.publish")).click();
  const publish = dialog(page, hr.t("flow.publish_title", { number: 3 }));
  await button(publish, hr.t("flow.publish")).click();
  await publish.waitFor({ state: "hidden" });

  const { used_by } = await hr.get(`/competency-models/${model.id}`);
  await hr.open(`/flows/${used_by[0].flow_id}`);
  await page.getByText(hr.t("competency.newer", { number: 3 })).waitFor();
  await button(page, hr.t("competency.update_draft")).click();
  await page.getByText(hr.t("competency.newer", { number: 3 })).waitFor({ state: "hidden" });
  const { draft, model: origin } = await hr.get(`/flows/${used_by[0].flow_id}`);
  assert.equal(origin.number, 3);
  assert.equal(draft.competency.dimensions[0].weight, 30);
  await context.close();
  assert.deepEqual(faults, []);
});

test("a question of the library becomes the company's own and is added to a flow from the bank", async () => {
  const context = await desktop(browser);
  const page = await context.newPage();
  const hr = new Hr(page, demo.addresses.console, "zh");
  await hr.enterDemo(demo.addresses.demo_link ?? "", "super_admin");
  await hr.open("/bank?own=true&complete=false");
  await page.getByText(hr.t("bank.missing_en")).first().waitFor();
  const shipped = (await hr.get("/bank-questions?family=sales&own=false&used=false")).items[0];
  await hr.open(`/bank/new?family=sales&key=${shipped.key}`);
  const text = page.getByRole("textbox", { name: new RegExp(hr.t("flow.question_text")) }).first();
  await text.fill("请讲一次你把年卡卖给一位犹豫顾客的经过。");
  await button(page, hr.t("flow.preview")).click();
  await page.getByRole("button", { name: hr.t("flow.preview_start"), exact: true }).click();
  await page.locator(".phone").getByText("年卡").waitFor();
  await page.keyboard.press("Escape");
  await button(page, hr.t("do.save")).click();
  await page.getByText(hr.t("bank.versions", { count: 0 })).waitFor();

  const flow = (await hr.get("/flows")).items.find((/** @type {any} */ it) => it.family === "sales" && it.actions.includes("edit"));
  await hr.open(`/flows/${flow.id}`);
  await button(page, hr.t("flow.add_question")).first().click();
  const picker = dialog(page, hr.t("flow.add_question"));
  await picker.getByLabel(hr.t("flow.bank_search")).fill("年卡");
  await picker.getByRole("button", { name: new RegExp(`^${hr.t("do.add")}`) }).first().click();
  await picker.waitFor({ state: "hidden" });
  await page.getByText(hr.t("flow.state_saved"), { exact: true }).waitFor();
  const { draft } = await hr.get(`/flows/${flow.id}`);
  assert.ok(draft.questions.some((/** @type {any} */ it) => it.key.startsWith("own_")), "the question is not in the flow");
  await context.close();
});
