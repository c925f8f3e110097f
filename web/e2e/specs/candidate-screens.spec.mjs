/** Every screen of the candidate app on a phone, in both languages: nothing serious for axe, nothing cut off, no error thrown. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { watchForFaults } from "../harness/browser.mjs";
import { button, link } from "../harness/controls.mjs";
import { inspect, unseen } from "../harness/inspect.mjs";
import { hear } from "../harness/keyboard.mjs";
import { answer } from "../harness/people.mjs";
import { routes } from "../harness/routes.mjs";
import { Stage } from "../harness/stage.mjs";
import { Applicant } from "../harness/applicant.mjs";

/** @type {Stage} */
let stage;
before(async () => {
  stage = await Stage.set();
});
after(() => stage?.strike());

/** The three results, and how each is released. */
const RESULTS = /** @type {const} */ ([
  { outcome: "passed", name: "通过者", zh: ["回答具体，经电话核实。", "期待与你见面。"], en: ["Specific answers, confirmed by telephone.", "We look forward to meeting you."] },
  { outcome: "further_evaluation", name: "待定者", zh: ["还想了解带人的经历。", "我们会再看一轮。"], en: ["We would like to know more about leading people.", "We will look again."] },
  { outcome: "failed", name: "落选者", zh: ["岗位需要更多投诉处理的经验。", "谢谢你的时间。"], en: ["The job needs more experience with complaints.", "Thank you for your time."] },
]);

for (const locale of /** @type {const} */ (["zh", "en"])) {
  test(`every screen of an interview is sound in ${locale}`, async () => {
    const invited = locale === "zh" ? stage.nextInvited() : await stage.invite("Robin Example", "en");
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
    await hear(page);
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
    assert.ok(hasFollowUp, "no follow-up was asked");
    await look("C17-done");
    await applicant.doneLink.click();
    await page.waitForURL("**/application");
    await applicant.heading.waitFor();
    await look("C18-application");
    for (const [name, address] of /** @type {const} */ ([
      ["messages", "/messages"],
      ["me", "/me"],
      ["C23-my-data", "/my-data"],
      ["me-looks", "/me/looks"],
      ["missing", "/no-such-page"],
    ])) {
      await page.goto(stage.server.addresses.candidate + address);
      await applicant.heading.waitFor();
      await look(name);
    }
    await page.context().close();
    assert.deepEqual(findings, []);
    assert.deepEqual(faults, []);
  });

  test(`each result, its reasons and the report are sound in ${locale}`, async () => {
    /** @type {string[]} */
    const findings = [];
    for (const result of RESULTS) {
      const invited = await stage.invite(result.name, locale);
      const page = await stage.phonePage(locale);
      const { t, heading } = await stage.enter(invited, page, locale);
      await stage.holdQuickly(page, (number) => answer(number, locale));
      const [reason, note] = result[locale];
      await stage.release(invited, result.outcome, { reason, note });
      await page.goto(`${stage.server.addresses.candidate}/application`);
      await page.getByRole("heading", { name: t(`standing.${result.outcome}.word`) }).waitFor();
      if (result.outcome === "failed") await page.getByText(reason).waitFor();
      await inspect(page, `candidate-C18-${result.outcome}-${locale}`, findings);
      await link(page, t("application.report")).click();
      await page.getByRole("heading", { name: t("report.dimensions") }).waitFor();
      await heading.waitFor();
      // The report looks the same whatever the result.
      if (result.outcome === "passed") await inspect(page, `candidate-C19-report-${locale}`, findings);
      if (result.outcome === "failed") {
        await page.goBack();
        await button(page, t("appeal.title")).click();
        await page.getByRole("dialog", { name: t("appeal.title") }).waitFor();
        await inspect(page, `candidate-C18-appeal-${locale}`, findings);
      }
      await page.context().close();
    }
    const invited = await stage.invite("没做完", locale);
    const page = await stage.phonePage(locale);
    const { t } = await stage.enter(invited, page, locale);
    await stage.holdQuickly(page, (number) => answer(number, locale), { until: 2 });
    await page.goto(`${stage.server.addresses.candidate}/application`);
    await page.getByRole("heading", { name: t("standing.incomplete.word") }).waitFor();
    await inspect(page, `candidate-C18-incomplete-${locale}`, findings);
    await page.context().close();
    assert.deepEqual(findings, []);
  });
}

test("nothing is cut off where the phone's own text is twice as large", async () => {
  const page = await stage.phonePage();
  /** @type {string[]} */
  const findings = [];
  const look = (/** @type {string} */ name) => inspect(page, `candidate-${name}-200`, findings);
  await page.addInitScript(() => {
    addEventListener("DOMContentLoaded", () => (document.documentElement.style.fontSize = "200%"));
  });
  const invited = await stage.invite("大字");
  const applicant = new Applicant(page, "zh");
  const { t } = applicant;
  await applicant.open(invited.link);
  await link(page, t("invitation.begin")).waitFor();
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), "32px");
  await look("C0-invitation");
  await stage.enter(invited, page);
  await page.getByRole("heading", { name: t("consent.title") }).waitFor();
  await look("C3-consent");
  await applicant.consent();
  await button(page, t("ready.start")).waitFor();
  await look("C8-ready");
  await applicant.start();
  await hear(page);
  await look("C9a-question");
  await button(page, t("interview.end")).click();
  await page.getByRole("dialog").waitFor();
  await look("C13-exit");
  await page.keyboard.press("Escape");
  await applicant.finishEarly();
  await page.getByRole("heading", { name: t("done.incomplete.title") }).waitFor();
  await look("C17-incomplete");
  await applicant.doneLink.click();
  await page.waitForURL("**/application");
  await applicant.heading.waitFor();
  await look("C18-application");
  assert.deepEqual(findings, []);
});

test("a link that was withdrawn or has expired says so and leads nowhere else", async () => {
  const page = await stage.phonePage();
  /** @type {string[]} */
  const findings = [];
  const applicant = new Applicant(page, "zh");
  const { t } = applicant;
  // Nobody waits seven days in a test; somebody in the demo has let the days pass.
  const late = await stage.expiredLink();
  await applicant.open(late);
  await page.getByRole("heading", { name: t("invitation.closed.expired.title") }).waitFor();
  assert.equal(await link(page, t("invitation.begin")).count(), 0);
  await inspect(page, "candidate-C0-expired-zh", findings);
  await page.goto(`${stage.server.addresses.candidate}/interview`);
  // Who was invited may still prove it, to see how it ended; there is nothing to answer any more.
  await page.getByRole("heading", { name: t("signed_out.title"), exact: true }).waitFor();
  assert.equal(await applicant.answerField.count(), 0);

  const invited = await stage.invite("撤回");
  await applicant.open(invited.link);
  await link(page, t("invitation.begin")).waitFor();
  await stage.post(`/invitations/${invited.invitation}/withdraw`, { reason: "岗位取消" });
  await page.reload();
  await page.getByRole("heading", { name: t("invitation.closed.withdrawn.title") }).waitFor();
  assert.equal(await link(page, t("invitation.begin")).count(), 0);
  await inspect(page, "candidate-C0-withdrawn-zh", findings);
  assert.deepEqual(findings, []);
});

test("a forwarded link opens nothing for somebody else: no code is sent, and guessing is refused", async () => {
  const [invited, other] = [await stage.invite("本人"), await stage.invite("路人")];
  const page = await stage.phonePage();
  const applicant = new Applicant(page, "zh");
  const { t } = applicant;
  await applicant.open(invited.link);
  await link(page, t("invitation.begin")).click();
  const count = async () => (await stage.hr.get("/messages")).items.length;
  const before = await count();
  await page.getByLabel(t("sign_in.contact")).fill(other.contact);
  await button(page, t("sign_in.send")).click();
  // The screen is the same as for the right contact, so that nobody learns whose link it is.
  await page.getByLabel(t("sign_in.code")).fill("000000");
  await page.getByText(t("errors.code.wrong")).waitFor();
  assert.equal(await count(), before);
  await page.goto(`${stage.server.addresses.candidate}/interview`);
  await page.getByRole("heading", { name: t("signed_out.title_new") }).or(page.getByRole("heading", { name: t("signed_out.title") })).waitFor();
  assert.equal(await applicant.answerField.count(), 0);
});

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

test("every address of the app's router stands in this walk", () => {
  assert.deepEqual(unseen("candidate", routes("candidate")), []);
});
