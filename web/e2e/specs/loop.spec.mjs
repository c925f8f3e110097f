/** From the set-up link to the downloaded report, on a fresh deployment: HR on a desktop, the candidate on a phone. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { Applicant } from "../harness/applicant.mjs";
import { desktop, launch, phone, watchForFaults } from "../harness/browser.mjs";
import { button } from "../harness/controls.mjs";
import { Hr } from "../harness/hr.mjs";
import { APPLICANTS, FOUNDERS, answer, resume } from "../harness/people.mjs";
import { screenshot } from "../harness/screenshots.mjs";
import { startServe, temporaryDirectory, verifyTrail } from "../harness/server.mjs";
import { nextTotp } from "../harness/totp.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** Entries join the chain every 20 s, and the page looks again every 10 s. */
const CHAINED_MS = 35_000;

/** What HR names things in each language. */
const NAMES = {
  zh: { department: "客户服务部", position: "客服专员", requisition: "客服专员（夏季）" },
  en: { department: "Customer service", position: "Service agent", requisition: "Service agent (summer)" },
};

for (const locale of /** @type {const} */ (["zh", "en"])) {
  test(`a job leads to a result that the candidate reads, in ${locale}`, async (t) => {
    const data = await temporaryDirectory();
    const server = await startServe(data.path);
    const office = await (await desktop(browser, locale)).newPage();
    const pocket = await (await phone(browser, locale)).newPage();
    const faults = [watchForFaults(office), watchForFaults(pocket)];
    const hr = new Hr(office, server.addresses.console, locale);
    const applicant = new Applicant(pocket, locale);
    const names = NAMES[locale];
    const person = APPLICANTS[locale];
    let link = "";
    /** @type {import("../harness/hr.mjs").Account | undefined} */
    let account;
    let hasFailed = false;
    /**
     * A step that rests on those before it: once one has failed, the others would only wait in vain.
     * @param {string} name
     * @param {() => Promise<void>} work
     */
    const step = (name, work) =>
      t.test(name, async (it) => {
        if (hasFailed) return it.skip("an earlier step failed");
        hasFailed = true;
        await work();
        hasFailed = false;
      });

    try {
      await step("the one-time link makes the first account, and only once", async () => {
        const setup = server.addresses.setup_link ?? "";
        account = await hr.setUp(setup, FOUNDERS[locale]);
        const stranger = await (await desktop(browser, locale)).newPage();
        const late = new Hr(stranger, server.addresses.console, locale);
        await late.open(setup);
        await stranger.getByText(late.t("errors.enrolment.unknown")).waitFor();
        await stranger.context().close();
      });

      await step("HR prepares a department, a position, a flow and a requisition", async () => {
        const { items } = await hr.get("/library");
        await hr.addDepartment(names.department);
        await hr.addPosition({ title: names.position, department: names.department, family: items[0].name[locale], seats: 2 });
        const flow = await hr.publishFlow(items[0].name[locale]);
        await hr.addRequisition({ position: names.position, title: names.requisition, headcount: 1, flow });
      });

      await step("a résumé is taken in and its owner invited", async () => {
        await hr.addApplicant({ ...person, file: resume(person, locale) });
        link = await hr.invite(person.name);
        assert.match(link, /\/i\/[\w-]{22,}$/);
        const asked = await hr.meetAgain(names.requisition, { ...person, file: resume(person, locale) });
        assert.ok(asked.includes(person.name), asked);
      });

      await step("the candidate holds the interview on a phone", async () => {
        const since = Date.now();
        await applicant.enter(link, person.phone, () => hr.newestCode(since));
        await applicant.consent();
        await applicant.start();
        const asked = await applicant.answerAll((number) => answer(number, locale));
        assert.ok(asked.length >= 5, `${asked.length} questions were asked`);
        await screenshot(pocket, `loop-done-${locale}`);
      });

      await step("HR reviews the evidence and releases the result", async () => {
        await hr.approve(person.name);
        await screenshot(office, `loop-review-${locale}`);
      });

      await step("the candidate reads the result and downloads the report", async () => {
        await applicant.open(`${server.addresses.candidate}/application`);
        await pocket.getByText(applicant.t("standing.passed.word")).first().waitFor();
        await screenshot(pocket, `loop-result-${locale}`);
        await pocket.getByRole("link", { name: applicant.t("application.report") }).click();
        await pocket.getByRole("heading", { name: applicant.t("report.heading", { name: person.name }) }).waitFor();
        const [download] = await Promise.all([pocket.waitForEvent("download"), button(pocket, applicant.t("report.download")).click()]);
        await checkPdf(await download.path());
        await screenshot(pocket, `loop-report-${locale}`);
      });

      await step("HR reads the same report", async () => {
        const { items } = await hr.get(`/applications?q=${encodeURIComponent(person.name)}`);
        await hr.open(`/candidates/${items[0].id}/report`);
        await office.getByRole("heading", { name: new RegExp(person.name) }).first().waitFor();
        const [download] = await Promise.all([office.waitForEvent("download"), button(office, hr.t("report.download")).click()]);
        await checkPdf(await download.path());
      });

      await step("the account signs in again with a code that was not used before", async () => {
        assert.ok(account);
        const elsewhere = await (await desktop(browser, locale)).newPage();
        const again = new Hr(elsewhere, server.addresses.console, locale);
        await again.signIn(account, account.code);
        await elsewhere.getByText(again.t("errors.sign_in.failed")).waitFor();
        await again.signIn(account, await nextTotp(account.secret, account.code));
        await elsewhere.getByRole("navigation", { name: again.t("shell.navigation") }).waitFor();
        await elsewhere.context().close();
      });
      await step("the audit trail tells all of it and is whole", async () => {
        await hr.open("/settings/trail");
        await office.getByRole("cell", { name: hr.t("trail_action.review.release") }).first().waitFor({ timeout: CHAINED_MS });
        const shown = await office.getByRole("row").count();
        const trail = await verifyTrail(data.path);
        assert.ok(trail.whole, JSON.stringify(trail));
        assert.ok(trail.records >= shown - 1, `${trail.records} records below ${shown} rows`);
      });
      assert.deepEqual(faults.flat(), []);
    } finally {
      await office.context().close();
      await pocket.context().close();
      await server.stop();
      await data.remove();
    }
  });
}

/**
 * Acceptance check A11: a PDF, tagged, below 500 KB.
 * @param {string} path
 */
async function checkPdf(path) {
  const bytes = await readFile(path);
  assert.equal(bytes.subarray(0, 5).toString("latin1"), "%PDF-");
  assert.ok(bytes.length < 500_000, `the report has ${bytes.length} bytes`);
  const clear = bytes.toString("latin1");
  assert.match(clear, /\/MarkInfo\s*<<\s*\/Marked true/);
  assert.match(clear, /\/StructTreeRoot/);
}
