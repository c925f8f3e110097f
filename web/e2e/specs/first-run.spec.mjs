/** The first hour of a new company: begin empty or look around, six outcomes found out from facts, no list without a way on. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inspect } from "../harness/axe.mjs";
import { desktop, launch, watchForFaults } from "../harness/browser.mjs";
import { button, dialog } from "../harness/controls.mjs";
import { Hr } from "../harness/hr.mjs";
import { FOUNDERS } from "../harness/people.mjs";
import { startServe, temporaryDirectory } from "../harness/server.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

/** Every list of the console that a new company can open. */
const LISTS = [
  "/", "/requisitions", "/candidates", "/monitor", "/monitor?alerts=all", "/reviews", "/flows", "/models", "/bank", "/library", "/organisation",
  "/organisation?as_of=2026-01-05", "/organisation/imports", "/privacy", "/privacy?tab=approvals", "/privacy?tab=holds", "/privacy?tab=ledger",
  "/outbox", "/notices", "/settings/staff", "/settings/roles", "/settings/templates", "/settings/trail", "/settings/modules", "/settings/company",
];

/**
 * Lists of the open page that say nothing, or lead nowhere.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string[]>}
 */
const wanting = (page) =>
  page.locator("main").evaluate((main) => {
    const bare = [...main.querySelectorAll(".empty")].filter((it) => {
      const says = it.querySelector("p:not(.ask)")?.textContent?.trim();
      const goesOn = it.querySelectorAll(".do a, .do button").length === 1 || it.querySelector(".ask")?.textContent?.trim();
      return !says || !goesOn;
    });
    const blank = [...main.querySelectorAll("table")].filter((it) => it.querySelectorAll("tbody tr").length === 0);
    return [...bare, ...blank].map((it) => it.textContent?.trim().slice(0, 80) ?? "");
  });

for (const locale of /** @type {const} */ (["zh", "en"])) {
  test(`a new company begins empty and reaches its outcomes one by one in ${locale}`, async (t) => {
    const data = await temporaryDirectory();
    const server = await startServe(data.path);
    t.after(async () => {
      await server.stop();
      await data.remove();
    });
    const context = await desktop(browser, locale);
    const page = await context.newPage();
    const faults = watchForFaults(page);
    const hr = new Hr(page, server.addresses.console, locale);
    await hr.setUp(server.addresses.setup_link ?? "", FOUNDERS[locale]);
    /** @type {string[]} */
    const findings = [];
    await page.getByRole("heading", { name: hr.t("first_choice.title") }).waitFor();
    await inspect(page, `console-first-choice-${locale}`, findings);
    await button(page, hr.t("first_choice.do_empty")).click();
    const ring = (/** @type {number} */ done) => page.getByRole("img", { name: hr.t("first.progress", { done, total: 6 }) }).waitFor();
    await ring(0);
    for (const address of LISTS) {
      await hr.open(address);
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      await page.locator("main .loading").first().waitFor({ state: "hidden" });
      assert.deepEqual(await wanting(page), [], `${address} has a list that leads nowhere`);
    }
    const { items } = await hr.get("/library");
    const family = items[0].name[locale];
    await hr.addDepartment("总部");
    await hr.addPosition({ title: "客服专员", department: "总部", family, seats: 2 });
    await hr.open("/");
    await ring(1);
    const flow = await hr.publishFlow(family);
    await hr.addRequisition({ position: "客服专员", title: "客服", headcount: 1, flow });
    await hr.open("/");
    await ring(3);
    await page.getByRole("link", { name: hr.t("first.preview.do"), exact: true }).click();
    const phone = page.getByRole("dialog", { name: hr.t("flow.preview") });
    await button(phone, hr.t("flow.preview_start")).click();
    const end = phone.getByText(hr.t("flow.preview_done"), { exact: true });
    const [next, submit, skip] = ["flow.preview_next", "flow.preview_submit", "flow.preview_skip"].map((it) => button(phone, hr.t(it)));
    for (let step = 0; step < 60 && !(await end.isVisible()); step += 1) {
      if (await skip?.isVisible()) await skip?.click();
      else if (await next?.isVisible()) await next?.click();
      else {
        await phone.getByRole("textbox").fill("我先道歉，再查订单，当天补发，客户满意。");
        await submit?.click();
      }
    }
    await end.waitFor();
    assert.equal((await hr.get("/applications")).items.length, 0, "a preview leaves nobody behind");
    await hr.open("/");
    await ring(4);
    await page.getByRole("link", { name: hr.t("first.invite.do"), exact: true }).click();
    const form = dialog(page, hr.t("invite_self.title"));
    await button(form, hr.t("invite_self.do")).click();
    assert.match(await form.getByLabel(hr.t("invite.link")).inputValue(), /\/i\/[\w-]{22,}$/);
    await inspect(page, `console-first-invite-${locale}`, findings);
    await button(form, hr.t("do.done")).click();
    await hr.open("/");
    await ring(5);
    await inspect(page, `console-first-steps-${locale}`, findings);
    await context.close();
    assert.deepEqual(findings, []);
    assert.deepEqual(faults, []);
  });
}

test("whoever may not fill an empty list reads whom to ask", async (t) => {
  const data = await temporaryDirectory();
  const server = await startServe(data.path);
  t.after(async () => {
    await server.stop();
    await data.remove();
  });
  const context = await desktop(browser);
  const page = await context.newPage();
  const hr = new Hr(page, server.addresses.console, "zh");
  await hr.setUp(server.addresses.setup_link ?? "", FOUNDERS.zh);
  await page.evaluate(async () => {
    const headers = { "content-type": "application/json", "x-bole-client": "console" };
    await fetch("/api/view-as", { method: "POST", headers, body: JSON.stringify({ role: "reviewer", department_id: null }) });
  });
  for (const address of ["/requisitions", "/candidates", "/flows", "/organisation", "/models"]) {
    await hr.open(address);
    await page.locator("main .ask").first().waitFor();
    assert.deepEqual(await wanting(page), [], address);
  }
  await context.close();
});

test("a new company looks around in the demo company and removes it again", async (t) => {
  const data = await temporaryDirectory();
  const server = await startServe(data.path);
  t.after(async () => {
    await server.stop();
    await data.remove();
  });
  const context = await desktop(browser);
  const page = await context.newPage();
  const hr = new Hr(page, server.addresses.console, "zh");
  await hr.setUp(server.addresses.setup_link ?? "", FOUNDERS.zh);
  await button(page, hr.t("first_choice.do_demo")).click();
  await page.getByText(hr.t("first_choice.filled_said")).waitFor();
  assert.ok((await hr.get("/applications")).items.length > 0);
  const { checklist } = await hr.get("/overview");
  assert.deepEqual(checklist.filter((/** @type {any} */ it) => it.done), [], "made-up people take no steps");
  assert.equal((await hr.get("/me")).company_name, FOUNDERS.zh.company);
  await hr.open("/settings/company");
  await button(page, hr.t("company.demo_remove")).click();
  const form = dialog(page, hr.t("company.demo_remove"));
  await button(form, hr.t("company.demo_remove")).click();
  await form.waitFor({ state: "hidden" });
  assert.equal((await hr.get("/applications")).items.length, 0);
  await context.close();
});
