/** Every screen of the candidate app on a phone, in both languages: nothing serious for axe, nothing cut off, no error thrown. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inspect } from "../harness/axe.mjs";
import { watchForFaults } from "../harness/browser.mjs";
import { button, link } from "../harness/controls.mjs";
import { answer } from "../harness/people.mjs";
import { Stage } from "../harness/stage.mjs";
import { Applicant } from "../harness/applicant.mjs";

/** @type {Stage} */
let stage;
before(async () => {
  stage = await Stage.set();
});
after(() => stage?.strike());

for (const locale of /** @type {const} */ (["zh", "en"])) {
  test(`every screen of an interview is sound in ${locale}`, async () => {
    const invited = stage.nextInvited();
    const page = await stage.phonePage(locale);
    const faults = watchForFaults(page);
    /** @type {string[]} */
    const findings = [];
    const look = (/** @type {string} */ name) => inspect(page, `candidate-${name}-${locale}`, findings);
    const applicant = new Applicant(page, locale);
    const { t } = applicant;

    await applicant.open(invited.link);
    await link(page, t("invitation.begin")).waitFor();
    await look("C0-invitation");
    await page.goto(`${stage.server.addresses.candidate}/help`);
    await page.getByLabel(t("help.search")).waitFor();
    await look("C22-help");
    await page.goto(invited.link);
    await link(page, t("invitation.begin")).click();
    await page.getByLabel(t("sign_in.contact")).waitFor();
    await look("C2-sign-in");
    const since = Date.now();
    await applicant.enter(invited.link, invited.contact, async () => {
      await look("C2-code");
      return stage.hr.newestCode(since);
    });

    await page.getByRole("heading", { name: t("consent.title") }).waitFor();
    await look("C3-consent");
    await applicant.consent();
    await button(page, t("ready.start")).waitFor();
    await look("C8-ready");
    await button(page, t("ready.settings")).click();
    await page.getByRole("dialog", { name: t("settings.title") }).waitFor();
    await look("C4-settings");
    await page.keyboard.press("Escape");
    await link(page, t("ready.practice")).click();
    await applicant.answerField.waitFor();
    await look("C7-practice");
    await link(page, t("practice.skip")).click();

    await applicant.start();
    await look("C9a-question");
    await button(page, t("menu.open")).click();
    await page.getByRole("menu").waitFor();
    await look("C9a-menu");
    await page.keyboard.press("Escape");
    await applicant.openMenu("progress");
    await look("C12-progress");
    await page.keyboard.press("Escape");
    await button(page, t("interview.end")).click();
    await page.getByRole("dialog").waitFor();
    await look("C13-exit");
    await page.keyboard.press("Escape");
    await page.reload();
    await page.getByRole("heading", { name: t("resume.title") }).waitFor();
    await look("C14-resume");
    await applicant.resume();

    let hasFollowUp = false;
    await applicant.answerAll(
      (number) => answer(number, locale),
      async (_question, isFollowUp) => {
        if (!isFollowUp || hasFollowUp) return;
        hasFollowUp = true;
        await look("C11-follow-up");
      },
    );
    await look("C17-done");
    await applicant.doneLink.click();
    await page.waitForURL("**/application");
    await applicant.heading.waitFor();
    await look("C18-application");
    for (const [name, address] of /** @type {const} */ ([["messages", "/messages"], ["me", "/me"], ["missing", "/no-such-page"]])) {
      await page.goto(stage.server.addresses.candidate + address);
      await applicant.heading.waitFor();
      await look(name);
    }
    await page.context().close();
    assert.deepEqual(findings, []);
    assert.deepEqual(faults, []);
  });
}

test("an unknown link is told from an open one by its page alone", async () => {
  const page = await stage.phonePage();
  /** @type {string[]} */
  const findings = [];
  const applicant = new Applicant(page, "zh");
  await applicant.open(`${stage.server.addresses.candidate}/i/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`);
  await applicant.heading.waitFor();
  assert.equal(await page.getByRole("link", { name: applicant.t("invitation.begin") }).count(), 0);
  await inspect(page, "candidate-C0-unknown-zh", findings);
  assert.deepEqual(findings, []);
});
