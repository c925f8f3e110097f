/** By keyboard, without a mouse: a whole interview, and in the console the review that releases a result. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Applicant } from "../harness/applicant.mjs";
import { button, link } from "../harness/controls.mjs";
import { hear, press, tabTo, type } from "../harness/keyboard.mjs";
import { answer } from "../harness/people.mjs";
import { Stage } from "../harness/stage.mjs";

/** @type {Stage} */
let stage;
before(async () => {
  stage = await Stage.set();
});
after(() => stage?.strike());

test("an interview is held by keyboard only", async () => {
  const invited = stage.nextInvited();
  const page = await stage.phonePage();
  const applicant = new Applicant(page, "zh");
  const { t } = applicant;
  await applicant.open(invited.link);
  await link(page, t("invitation.begin")).waitFor();
  await press(page, t("invitation.begin"));

  const since = Date.now();
  await page.getByLabel(t("sign_in.contact")).waitFor();
  await type(page, t("sign_in.contact"), invited.contact);
  await page.keyboard.press("Enter");
  const code = page.getByLabel(t("sign_in.code"));
  await code.waitFor();
  assert.ok(await code.evaluate((it) => it === document.activeElement), "the code field has the focus by itself");
  await page.keyboard.type(await stage.hr.newestCode(since));

  await page.getByRole("checkbox", { name: t("consent.interview.title") }).waitFor();
  await tabTo(page, t("consent.interview.title"));
  await page.keyboard.press("Space");
  await press(page, t("consent.go"));
  await button(page, t("ready.start")).waitFor();
  await press(page, t("ready.start"));

  for (let number = 1; number <= 60; number += 1) {
    await applicant.answerField.or(applicant.doneLink).first().waitFor();
    await hear(page);
    if (await applicant.doneLink.isVisible()) break;
    const question = await applicant.heading.innerText();
    await type(page, t("question.answer"), answer(number, "zh"));
    await applicant.saved();
    await press(page, t("question.submit"));
    await page.waitForFunction((it) => document.querySelector("main h1")?.textContent?.trim() !== it.trim(), question);
  }
  await press(page, t("done.application"));
  await page.waitForURL("**/application");
  assert.equal((await stage.application(invited)).sessions.at(-1).status, "pending_review");
});

test("the exit dialog keeps the focus inside, closes with Escape and gives the focus back", async () => {
  const page = await stage.phonePage();
  const applicant = await stage.begin(stage.nextInvited(), page);
  const { t } = applicant;
  await hear(page);
  await press(page, t("interview.end"));
  const dialog = page.getByRole("dialog", { name: t("exit.finish.title") });
  await dialog.waitFor();
  for (let stops = 0; stops < 12; stops += 1) {
    await page.keyboard.press("Tab");
    const isOutside = await page.evaluate(() => {
      const it = document.activeElement;
      return it !== document.body && it?.closest("dialog") === null;
    });
    assert.ok(!isOutside, "Tab leaves the dialog");
  }
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  const focused = await page.evaluate(() => document.activeElement?.textContent?.trim());
  assert.equal(focused, t("interview.end"));
});

test("a result is released by keyboard only", async () => {
  const { page, t } = stage.hr;
  const { items } = await stage.hr.get("/reviews");
  const row = items.find((/** @type {any} */ it) => !it.blind && it.scored && it.proposed === "passed");
  assert.ok(row, "the demo has nobody whose result waits for one click");
  await stage.hr.open("/reviews");
  await page.getByRole("link", { name: row.name }).waitFor();
  await press(page, t("shell.skip"));
  await press(page, row.name);
  await page.waitForURL(`**/reviews/${row.session_id}`);
  await button(page, t("review.approve")).waitFor();
  const [evidence = ""] = t("score.evidence").split(/[（({ ]/);
  await press(page, evidence);
  await page.locator("[aria-expanded=true]").first().waitFor();
  await press(page, t("review.approve"));
  await page.getByText(t("review.released"), { exact: true }).waitFor();
  assert.equal((await stage.hr.get(`/reviews/${row.session_id}`)).released.outcome, "passed");
});
