/** Every screen of the console, in both languages: nothing serious for axe, nothing cut off, no error thrown. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inspect } from "../harness/axe.mjs";
import { desktop, launch, watchForFaults } from "../harness/browser.mjs";
import { Hr } from "../harness/hr.mjs";
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
  const candidate = `/candidates/${released.id}`;
  return {
    "workbench": "/",
    "requisitions": "/requisitions",
    "requisition": `/requisitions/${requisition.id}`,
    "candidates": "/candidates",
    "candidate-resume": `${candidate}?tab=resume`,
    "candidate-interview": `${candidate}?tab=interview`,
    "candidate-assessment": `${candidate}?tab=assessment`,
    "candidate-record": `${candidate}?tab=record`,
    "report": `${candidate}/report`,
    "monitor": "/monitor",
    "reviews": "/reviews",
    "review": `/reviews/${review.session_id}`,
    "flows": "/flows",
    "flow": `/flows/${flow.id}`,
    "library": "/library",
    "family": `/library/${family.family}`,
    "organisation": "/organisation",
    "outbox": "/outbox",
    "staff": "/settings/staff",
    "mail": "/settings/mail",
    "trail": "/settings/trail",
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
