/** Every screen of the console, in both languages: nothing serious for axe, nothing cut off, no error thrown. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { desktop, launch, watchForFaults } from "../harness/browser.mjs";
import { button, dialog } from "../harness/controls.mjs";
import { Hr } from "../harness/hr.mjs";
import { inspect, unseen } from "../harness/inspect.mjs";
import { routes } from "../harness/routes.mjs";
import { startDemo, startServe, temporaryDirectory } from "../harness/server.mjs";

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

/**
 * A day in the past, as the console's addresses hold it.
 * @param {number} days
 */
const dayBefore = (days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/**
 * The screens by name; identifiers come from the first row of each list.
 * @param {Hr} hr
 * @returns {Promise<Record<string, string>>}
 */
async function addresses(hr) {
  const first = async (/** @type {string} */ path) => (await hr.get(path)).items[0];
  const requisition = await first("/requisitions");
  const released = (await hr.get("/applications?limit=50")).items.find((/** @type {any} */ it) => it.outcome !== null);
  const review = await first("/reviews");
  const flow = await first("/flows");
  const family = await first("/library");
  const model = await first("/competency-models");
  const own = await first("/bank-questions?own=true");
  const candidate = `/candidates/${released.id}`;
  return {
    "workbench": "/",
    "requisitions": "/requisitions",
    "requisition": `/requisitions/${requisition.id}`,
    "candidates": "/candidates",
    "candidates-filtered": "/candidates?stage=interview&contact=true&sort=created",
    "tags": "/candidates/tags",
    "bulk-runs": "/candidates/bulk",
    "bulk-run": `/candidates/bulk/${(await first("/bulk-runs")).id}`,
    "exports": "/candidates/exports",
    "candidate-resume": `${candidate}?tab=resume`,
    "candidate-interview": `${candidate}?tab=interview`,
    "candidate-assessment": `${candidate}?tab=assessment`,
    "candidate-record": `${candidate}?tab=record`,
    "candidate-messages": `${candidate}?tab=messages`,
    "report": `${candidate}/report`,
    "monitor": "/monitor",
    "reviews": "/reviews",
    "review": `/reviews/${review.session_id}`,
    "flows": "/flows",
    "flow": `/flows/${flow.id}`,
    "library": "/library",
    "family": `/library/${family.family}`,
    "models": "/models",
    "model": `/models/${model.id}`,
    "model-versions": `/models/${model.id}?tab=versions`,
    "bank": "/bank",
    "bank-question": `/bank/${own.id}`,
    "organisation": "/organisation",
    "organisation-past": `/organisation?as_of=${dayBefore(20)}&closed=1`,
    "imports": "/organisation/imports",
    "import": `/organisation/imports/${await hr.bringSheet()}`,
    "privacy-requests": "/privacy",
    "privacy-approvals": "/privacy?tab=approvals",
    "privacy-holds": "/privacy?tab=holds",
    "privacy-consents": "/privacy?tab=consents",
    "region": "/settings/region",
    "privacy-ledger": "/privacy?tab=ledger",
    "retention": "/privacy/retention",
    "retention-change": "/privacy/retention?change=messages",
    "retention-people": "/privacy/retention?people=messages",
    "outbox": "/outbox",
    "notices": "/notices",
    "staff": "/settings/staff",
    "roles": "/settings/roles",
    "mail": "/settings/mail",
    "sms": "/settings/sms",
    "delivery": "/settings/delivery",
    "modules": "/settings/modules",
    "templates": "/settings/templates",
    "template-sms": "/settings/templates?key=code.sms",
    "trail": "/settings/trail",
    "system": "/settings/system",
    "company": "/settings/company",
    "account": "/settings/account",
    "missing": "/no-such-page",
  };
}

for (const locale of /** @type {const} */ (["zh", "en"])) {
  test(`every screen of the console is sound in ${locale}`, async () => {
    const context = await desktop(browser, locale);
    const page = await context.newPage();
    const faults = watchForFaults(page);
    /** @type {string[]} */
    const findings = [];
    const hr = new Hr(page, demo.addresses.console, locale);
    await hr.open("/sign-in");
    await inspect(page, `console-sign-in-${locale}`, findings);
    await hr.open(demo.addresses.demo_link ?? "");
    await page.getByRole("button", { name: hr.t("roles.super_admin") }).waitFor();
    await inspect(page, `console-demo-${locale}`, findings);
    await hr.enterDemo(demo.addresses.demo_link ?? "", "super_admin");
    for (const [name, address] of Object.entries(await addresses(hr))) {
      await hr.open(address);
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      await page.locator("[aria-busy=true]").first().waitFor({ state: "hidden" });
      await inspect(page, `console-${name}-${locale}`, findings);
    }
    await context.close();
    assert.deepEqual(findings, []);
    assert.deepEqual(faults, []);
  });
}

test("a person scores the interview of a candidate who declined scoring by machine", async () => {
  const context = await desktop(browser);
  const page = await context.newPage();
  const hr = new Hr(page, demo.addresses.console, "zh");
  await hr.enterDemo(demo.addresses.demo_link ?? "", "reviewer");
  const { items } = await hr.get("/reviews");
  const declined = items.find((/** @type {any} */ it) => it.reasons.includes("declined_ai_scoring"));
  assert.ok(declined, "the demo has nobody who declined");
  await hr.open("/reviews");
  const row = page.getByRole("row").filter({ hasText: declined.name });
  await row.getByText(hr.t("score.by_you")).waitFor();
  await row.getByRole("link", { name: declined.name }).click();
  await page.getByText(hr.t("review.person_text")).waitFor();
  assert.equal(await page.getByText(hr.t("score.not_assessable"), { exact: true }).count(), 0);
  assert.equal(await button(page, hr.t("review.approve")).count(), 0);
  /** @type {string[]} */
  const findings = [];
  await inspect(page, "console-review-person-zh", findings);
  await hr.scoreAll(5, "例子具体，结果讲得清楚。");
  await button(page, hr.t("review.approve")).click();
  await page.getByText(hr.t("review.released"), { exact: true }).waitFor();
  const { released, assessment } = await hr.get(`/reviews/${declined.session_id}`);
  assert.equal(released.outcome, "passed");
  assert.equal(assessment.total, 90);
  await hr.open(`/candidates/${declined.application_id}?tab=assessment`);
  await page.getByText(hr.t("score.person_text")).waitFor();
  await inspect(page, "console-candidate-person-zh", findings);
  await context.close();
  assert.deepEqual(findings, []);
});

test("an incomplete interview is reopened from the candidate's page", async () => {
  const context = await desktop(browser);
  const page = await context.newPage();
  const hr = new Hr(page, demo.addresses.console, "zh");
  await hr.enterDemo(demo.addresses.demo_link ?? "", "recruiter");
  const { items } = await hr.get("/applications?status=incomplete");
  await hr.open(`/candidates/${items[0].id}`);
  await button(page, hr.t("session.reopen")).click();
  const form = dialog(page, hr.t("monitor.reopen_title", { name: items[0].name }));
  await form.getByLabel(hr.t("form.reason")).fill("候选人来电：当时断网。");
  await button(form, hr.t("monitor.reopen")).click();
  await form.waitFor({ state: "hidden" });
  await page.getByText(hr.t("monitor.reopened_said")).waitFor();
  const { sessions } = await hr.get(`/applications/${items[0].id}`);
  assert.notEqual(sessions[0].status, "incomplete");
  await context.close();
});

test("the set-up page of a new deployment is sound", async (t) => {
  const data = await temporaryDirectory();
  const server = await startServe(data.path);
  t.after(async () => {
    await server.stop();
    await data.remove();
  });
  const context = await desktop(browser);
  const page = await context.newPage();
  /** @type {string[]} */
  const findings = [];
  const hr = new Hr(page, server.addresses.console, "zh");
  await hr.open(server.addresses.setup_link ?? "");
  await page.getByLabel(hr.t("field.company")).waitFor();
  await inspect(page, "console-setup-zh", findings);
  await context.close();
  assert.deepEqual(findings, []);
});

test("a module that is switched off leaves the navigation of every open page and comes back with its data", async () => {
  const [ours, theirs] = [await desktop(browser), await desktop(browser)];
  const [page, other] = [await ours.newPage(), await theirs.newPage()];
  const hr = new Hr(page, demo.addresses.console, "zh");
  const colleague = new Hr(other, demo.addresses.console, "zh");
  await hr.enterDemo(demo.addresses.demo_link ?? "", "super_admin");
  await colleague.enterDemo(demo.addresses.demo_link ?? "", "recruiter");
  const link = other.getByRole("navigation", { name: hr.t("shell.navigation") }).getByRole("link", { name: hr.t("nav.monitor") });
  await colleague.open("/monitor");
  await other.getByRole("heading", { level: 1, name: hr.t("nav.monitor") }).waitFor();
  const name = hr.t("module.names.live_monitor");
  const toggle = async (/** @type {"off" | "on"} */ way) => {
    await hr.open("/settings/modules");
    await page.locator(".el-switch").filter({ has: page.getByRole("switch", { name }) }).click();
    const form = dialog(page, hr.t(`module.${way}_title`, { name }));
    await button(form, hr.t(`module.do_${way}`)).click();
    await form.waitFor({ state: "hidden" });
  };
  await toggle("off");
  await link.waitFor({ state: "hidden" });
  await other.getByRole("heading", { level: 1, name: hr.t("state.not_found.title") }).waitFor();
  assert.equal(await other.evaluate(async () => (await fetch("/api/sessions/running")).status), 404);
  await toggle("on");
  await link.waitFor();
  await other.getByRole("heading", { level: 1, name: hr.t("nav.monitor") }).waitFor();
  await ours.close();
  await theirs.close();
});

test("the pages behind one-time links are sound", async () => {
  const context = await desktop(browser, "en");
  const page = await context.newPage();
  /** @type {string[]} */
  const findings = [];
  const hr = new Hr(page, demo.addresses.console, "en");
  await hr.enterDemo(demo.addresses.demo_link ?? "", "super_admin");
  const post = (/** @type {string} */ path, /** @type {unknown} */ body) =>
    page.evaluate(
      async ([path, body]) => {
        const headers = { "content-type": "application/json", "x-bole-client": "console" };
        return (await fetch(`/api${path}`, { method: "POST", headers, body: JSON.stringify(body) })).json();
      },
      /** @type {[string, unknown]} */ ([path, body]),
    );
  const made = await post("/staff", { name: "Alex Example", email: "alex@example.com", role: "recruiter", department_id: null });
  const colleague = (await hr.get("/staff")).items.find((/** @type {any} */ it) => it.role === "reviewer");
  const reset = await post(`/staff/${colleague.id}/reset`, {});
  for (const [name, link] of [["activate", made.activation_link], ["reset", reset.activation_link]]) {
    await hr.open(link);
    await page.getByLabel(hr.t("enrolment.secret")).waitFor();
    await inspect(page, `console-${name}-en`, findings);
  }
  await context.close();
  assert.deepEqual(findings, []);
});

test("every address of the console's router stands in this walk", () => {
  assert.deepEqual(unseen("console", routes("console")), []);
});
