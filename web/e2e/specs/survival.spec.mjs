/** What a candidate's phone, tab and network, and the server, may do in mid-interview without losing what the screen called saved. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { Applicant } from "../harness/applicant.mjs";
import { button } from "../harness/controls.mjs";
import { answer } from "../harness/people.mjs";
import { switchOn } from "../harness/phone.mjs";
import { temporaryDirectory } from "../harness/server.mjs";
import { Stage } from "../harness/stage.mjs";

/** R-DUR: an interrupted interview stands there again within three seconds. */
const RESUME_MS = 3_000;
/** A12: more time is visible to the candidate within two seconds. */
const SEEN_MS = 2_000;
/** How often the phone is killed, and how long it lives at most each time. */
const LIVES = 6;
const MOST_LIFE_MS = 3_500;
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

/** What HR finds of a finished interview. */
async function textsOf(/** @type {import("../harness/stage.mjs").Invited} */ invited) {
  const { answers } = await stage.application(invited);
  return answers.map((/** @type {any} */ it) => it.text);
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

/**
 * Notes every text that the screen calls saved, with the server or on this device, while it says so.
 * @param {import("playwright-core").Page} page
 */
async function noteSaved(page) {
  const noted = { text: "" };
  await page.exposeFunction("noteSaved", (/** @type {string} */ text) => (noted.text = text));
  await page.evaluate(() => {
    let last = "";
    setInterval(() => {
      const field = document.querySelector("textarea");
      if (field === null || document.querySelector(".save-saved, .save-on_device") === null || field.value === last) return;
      last = field.value;
      Reflect.get(window, "noteSaved")(last);
    }, 10);
  });
  return noted;
}

test("a closed tab loses nothing that was called saved", async () => {
  const first = await stage.phonePage();
  const applicant = await stage.begin(await stage.invite("试用者"), first);
  const question = await applicant.heading.innerText();
  await applicant.write(DRAFT);
  await applicant.saved();
  await first.close();
  const again = new Applicant(await first.context().newPage(), "zh");
  await reopen(again);
  assert.equal(await again.heading.innerText(), question);
  await again.holds(DRAFT);
});

test("a phone killed at any moment, with or without a network, loses nothing that was called saved", async (t) => {
  const { turnOn } = await aPhone(t);
  let phone = await turnOn();
  let applicant = await stage.begin(await stage.invite("杀不死"), phone.page);
  await applicant.readyForOffline();
  await phone.remembers("bole_candidate");
  for (let life = 1; life <= LIVES; life += 1) {
    const wait_ms = Math.round(Math.random() * MOST_LIFE_MS);
    const is_offline = life % 2 === 0;
    const noted = await noteSaved(phone.page);
    const before = await applicant.answerField.inputValue();
    await phone.page.context().setOffline(is_offline);
    await applicant.answerField.focus();
    const dies = delay(wait_ms).then(() => phone.kill());
    // Typing goes on until the phone is dead.
    const typing = applicant.answerField.pressSequentially(`${life}${"先听再答🙂𠮷".repeat(20)}`, { delay: 15 });
    await Promise.allSettled([typing, dies]);
    phone = await turnOn();
    applicant = new Applicant(phone.page, "zh");
    await reopen(applicant);
    await applicant.saved();
    const found = await applicant.answerField.inputValue();
    const story = `life ${life}, ${is_offline ? "offline" : "online"}, killed after ${wait_ms} ms`;
    const wanted = noted.text === "" ? before : noted.text;
    assert.ok(found.startsWith(wanted), `${story}: called saved was ${wanted.slice(-30)}, found ${found.slice(-30)}`);
    t.diagnostic(`${story}: ${[...found].length} characters, ${[...wanted].length} called saved`);
  }
});

test("a phone killed without a network has its interview again without a network", async (t) => {
  const invited = await stage.invite("一直离线");
  const { turnOn } = await aPhone(t);
  let phone = await turnOn();
  let applicant = await stage.begin(invited, phone.page);
  await applicant.readyForOffline();
  await phone.page.context().setOffline(true);
  await applicant.write(DRAFT);
  await applicant.savedOnDevice();
  await phone.kill();

  phone = await turnOn();
  await phone.page.context().setOffline(true);
  applicant = new Applicant(phone.page, "zh");
  await reopen(applicant);
  await applicant.holds(DRAFT);
  await applicant.savedOnDevice();
});

test("an interview goes on without a network and arrives whole, each answer once", async () => {
  const invited = await stage.invite("试用者");
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
  await page.keyboard.press("Escape");
  await applicant.finishEarly();
  await page.getByRole("heading", { name: applicant.t("done.incomplete.title") }).waitFor();
  const arrived = (await textsOf(invited)).filter((/** @type {string} */ it) => it !== "");
  assert.deepEqual(arrived, written);
});

test("the last answer given without a network completes the interview once it is back", async () => {
  const invited = await stage.invite("试用者");
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
  const invited = await stage.invite("试用者");
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
  const invited = await stage.invite("试用者");
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

test("ten thousand characters with emoji and rare Han arrive as they were written, and no more are taken", async () => {
  const invited = await stage.invite("长篇");
  const page = await stage.phonePage();
  const applicant = await stage.begin(invited, page);
  const long = "我先听客户说完🙂，再核对𠮷田先生的订单。".repeat(600);
  const kept = [...long].slice(0, 10_000).join("");
  await applicant.write(long);
  await applicant.saved();
  await applicant.holds(kept);
  await page.reload();
  await applicant.resume();
  await applicant.holds(kept);
  await applicant.submit();
  await applicant.finishEarly();
  await page.getByRole("heading", { name: applicant.t("done.incomplete.title") }).waitFor();
  assert.equal((await textsOf(invited))[0], kept);
});

test("a device whose clock is a day wrong shows the right time left and loses nothing", async () => {
  const invited = await stage.invite("钟不准");
  const page = await stage.phonePage();
  const applicant = await stage.begin(invited, page);
  const left = await page.locator(".time").innerText();
  await applicant.write(DRAFT);
  await applicant.saved();
  for (const days of [1, -1]) {
    // What the clock of the device says is all a page can know of it.
    await page.addInitScript((shift) => {
      const [now, origin] = [Date.now, performance.timeOrigin];
      Date.now = () => now() + shift;
      Object.defineProperty(performance, "timeOrigin", { value: origin + shift, configurable: true });
    }, days * 86_400_000);
    await reopen(applicant);
    await applicant.holds(DRAFT);
    const minutes = (/** @type {string} */ it) => Number(/\d+/.exec(it)?.[0]);
    const shown = await page.locator(".time").innerText();
    assert.ok(Math.abs(minutes(shown) - minutes(left)) <= 1, `${left} became ${shown}`);
    await applicant.write(`${DRAFT}${days}`);
    await applicant.saved();
    await applicant.write(DRAFT);
    await applicant.saved();
  }
  await applicant.submit();
  await applicant.finishEarly();
  await page.getByRole("heading", { name: applicant.t("done.incomplete.title") }).waitFor();
  assert.equal((await textsOf(invited))[0], DRAFT);
});

test("more time given by HR is seen as soon as the candidate turns to the page", async () => {
  const invited = await stage.invite("补时");
  const page = await stage.phonePage();
  const applicant = await stage.begin(invited, page);
  const minutes = async () => Number(/\d+/.exec(await page.locator(".time").innerText())?.[0]);
  const before = await minutes();
  const session = (await stage.application(invited)).sessions.at(-1).id;
  await stage.post(`/sessions/${session}/extend`, { minutes: 30, reason: "网络不稳" });
  const started = performance.now();
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  while ((await minutes()) < before + 29) {
    assert.ok(performance.now() - started < SEEN_MS, `not seen after ${SEEN_MS} ms`);
    await page.waitForTimeout(50);
  }
  await applicant.write("继续写");
  await applicant.saved();
});

test("an invitation withdrawn in mid-interview ends it in plain words", async () => {
  const invited = await stage.invite("被撤回");
  const page = await stage.phonePage();
  const applicant = await stage.begin(invited, page);
  await applicant.write(DRAFT);
  await applicant.saved();
  await stage.post(`/invitations/${invited.invitation}/withdraw`, { reason: "岗位取消" });
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await page.getByRole("heading", { name: applicant.t("invitation.closed.withdrawn.title") }).waitFor();
  assert.equal(await applicant.answerField.count(), 0);
  assert.equal(await button(page, applicant.t("signed_out.action")).count(), 0);
});
