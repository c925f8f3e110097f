/** What a candidate's phone, tab and network, and the server, may do in mid-interview without losing what the screen called saved. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Applicant } from "../harness/applicant.mjs";
import { answer } from "../harness/people.mjs";
import { switchOn } from "../harness/phone.mjs";
import { temporaryDirectory } from "../harness/server.mjs";
import { Stage } from "../harness/stage.mjs";

/** R-DUR: an interrupted interview stands there again within three seconds. */
const RESUME_MS = 3_000;
/** Emoji, rare Han and line breaks have to survive with the rest. */
const DRAFT = "我先听客户把话说完 🙂，再核对𠮷田先生的订单。\n第二行还没写完";

/** @type {Stage} */
let stage;
before(async () => {
  stage = await Stage.set();
});
after(() => stage?.strike());

/**
 * Opens the interview again and measures how long it takes until it asks whether to go on.
 * @param {Applicant} applicant
 */
async function reopen(applicant) {
  const started = performance.now();
  await applicant.open(`${stage.server.addresses.candidate}/interview`);
  await applicant.page.getByRole("heading", { name: applicant.t("resume.title") }).waitFor();
  const took = performance.now() - started;
  assert.ok(took <= RESUME_MS, `the interview stood there again after ${Math.round(took)} ms`);
  await applicant.resume();
}

/**
 * A phone that is off and forgotten when the test ends, however it ends.
 * @param {import("node:test").TestContext} t
 */
async function aPhone(t) {
  const profile = await temporaryDirectory();
  /** @type {import("../harness/phone.mjs").Phone[]} */
  const lives = [];
  t.after(async () => {
    for (const life of lives) await life.kill();
    await profile.remove();
  });
  const turnOn = async () => {
    const life = await switchOn(profile.path);
    lives.push(life);
    return life;
  };
  return { turnOn };
}

test("a closed tab loses nothing that was called saved", async () => {
  const first = await stage.phonePage();
  const applicant = await stage.begin(stage.nextInvited(), first);
  const question = await applicant.heading.innerText();
  await applicant.write(DRAFT);
  await applicant.saved();
  await first.close();
  const again = new Applicant(await first.context().newPage(), "zh");
  await reopen(again);
  assert.equal(await again.heading.innerText(), question);
  await again.holds(DRAFT);
});

test("a killed phone loses nothing that was called saved", async (t) => {
  const invited = stage.nextInvited();
  const { turnOn } = await aPhone(t);
  let phone = await turnOn();
  let applicant = await stage.begin(invited, phone.page);
  await applicant.write(answer(1, "zh"));
  await applicant.saved();
  await applicant.submit();
  const question = await applicant.heading.innerText();
  await applicant.write(DRAFT);
  await applicant.saved();
  await phone.kill();

  phone = await turnOn();
  applicant = new Applicant(phone.page, "zh");
  await reopen(applicant);
  assert.equal(await applicant.heading.innerText(), question);
  await applicant.holds(DRAFT);
});

test("a phone killed without a network keeps what it had called saved on this device", async (t) => {
  const invited = stage.nextInvited();
  const { turnOn } = await aPhone(t);
  let phone = await turnOn();
  let applicant = await stage.begin(invited, phone.page);
  await applicant.readyForOffline();
  await phone.page.context().setOffline(true);
  await applicant.write(DRAFT);
  await applicant.savedOnDevice();
  await phone.kill();

  phone = await turnOn();
  applicant = new Applicant(phone.page, "zh");
  await reopen(applicant);
  await applicant.holds(DRAFT);
  await applicant.saved();
});

test("an interview goes on without a network and arrives whole, each answer once", async () => {
  const invited = stage.nextInvited();
  const page = await stage.phonePage();
  const applicant = await stage.begin(invited, page);
  await applicant.readyForOffline();
  await page.context().setOffline(true);
  await page.getByText(applicant.t("offline.interview")).waitFor();
  /** @type {string[]} */
  const written = [];
  for (let number = 1; number <= 3; number += 1) {
    written.push(answer(number, "zh"));
    await applicant.write(answer(number, "zh"));
    await applicant.savedOnDevice();
    await applicant.submit();
  }
  await page.context().setOffline(false);
  await applicant.openMenu("progress");
  await page.getByText(applicant.t("outline.all_sent")).waitFor();
  const { answers } = await stage.application(invited);
  assert.deepEqual(answers.map((/** @type {any} */ it) => it.text).slice(0, 3), written);
});

test("the last answer given without a network completes the interview once it is back", async () => {
  const invited = stage.nextInvited();
  const page = await stage.phonePage();
  const applicant = await stage.begin(invited, page);
  await applicant.readyForOffline();
  await page.context().setOffline(true);
  for (let number = 1; number <= 60; number += 1) {
    await applicant.write(answer(number, "zh"));
    await applicant.savedOnDevice();
    await applicant.submit();
    if (!(await applicant.answerField.isVisible())) break;
  }
  await page.getByRole("heading", { name: applicant.t("done.sending.title") }).waitFor();
  await page.context().setOffline(false);
  await applicant.doneLink.waitFor();
  assert.equal((await stage.application(invited)).sessions.at(-1).status, "pending_review");
});

test("of two tabs one writes, the other says so, and neither's text is lost", async () => {
  const invited = stage.nextInvited();
  const first = await stage.phonePage();
  const left = await stage.begin(invited, first);
  await left.write("第一个标签页里写的");
  await left.saved();
  const right = new Applicant(await first.context().newPage(), "zh");
  await right.open(`${stage.server.addresses.candidate}/interview`);
  await right.page.getByRole("button", { name: right.t("resume.go_on") }).or(right.page.getByRole("button", { name: right.t("elsewhere.here") })).first().click();
  await right.answerField.waitFor();
  await right.holds("第一个标签页里写的");
  await left.page.getByRole("heading", { name: left.t("elsewhere.title") }).waitFor();
  await right.write("第二个标签页接着写");
  await right.saved();
  await left.page.getByRole("button", { name: left.t("elsewhere.here") }).click();
  await left.answerField.waitFor();
  await left.holds("第二个标签页接着写");
});

test("leaving and coming back goes on at the same question; ending early counts as incomplete", async () => {
  const invited = stage.nextInvited();
  const page = await stage.phonePage();
  const applicant = await stage.begin(invited, page);
  await applicant.write(DRAFT);
  await applicant.saved();
  await applicant.leave();
  await applicant.resume();
  await applicant.holds(DRAFT);
  await applicant.finishEarly();
  await page.getByRole("heading", { name: applicant.t("done.incomplete.title") }).waitFor();
  assert.equal((await stage.application(invited)).sessions.at(-1).status, "incomplete");
});
