/** A server that is killed while candidates write: what it had acknowledged is there again, and what it had not comes later. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { answer } from "../harness/people.mjs";
import { temporaryDirectory } from "../harness/server.mjs";
import { Stage } from "../harness/stage.mjs";

/** How long after a key the server dies; a save is under way between one and one and a half seconds after the last key. */
const MOMENTS_MS = [0, 400, 1_000, 1_020, 1_100];

/** @type {{ path: string, remove: () => Promise<void> }} */
let data;
/** @type {Stage} */
let stage;
before(async () => {
  data = await temporaryDirectory();
  stage = await Stage.setUp(data.path);
});
after(async () => {
  await stage?.strike();
  await data.remove();
});

test("a server killed in the middle of saves loses nothing, and the interview goes on meanwhile", async () => {
  const invited = await stage.invite("断电");
  const page = await stage.phonePage();
  const applicant = await stage.begin(invited, page);
  /** @type {string[]} */
  const written = [];
  for (const [at, moment] of MOMENTS_MS.entries()) {
    const text = answer(at + 1, "zh");
    written.push(text);
    await applicant.write(text);
    await delay(moment);
    await stage.powerCut(async () => {
      await page.getByText(applicant.t("save.on_device"), { exact: true }).or(page.getByText(applicant.t("save.saved"), { exact: true })).first().waitFor();
      await applicant.submit();
    });
    if (await applicant.doneLink.isVisible()) break;
  }
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await applicant.openMenu("progress");
  await page.getByText(applicant.t("outline.all_sent")).waitFor();
  await page.keyboard.press("Escape");
  await applicant.finishEarly();
  await page.getByRole("heading", { name: applicant.t("done.incomplete.title") }).waitFor();
  const { answers } = await stage.application(invited);
  const arrived = answers.map((/** @type {any} */ it) => it.text).filter((/** @type {string} */ it) => it !== "");
  assert.deepEqual(arrived, written);
});
