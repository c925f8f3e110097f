/** A candidate stays too long: HR is told, adds time, and the candidate sees it at once. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { button, dialog } from "../harness/controls.mjs";
import { temporaryDirectory } from "../harness/server.mjs";
import { Stage } from "../harness/stage.mjs";

/** The shortest limit there is, so that the test need not wait ten minutes. */
const LIMIT_S = 5;
/** From the limit to the alert on the wall (UX A12), and from the click to the phone. */
const ALERT_WITHIN_MS = 5_000;
const SEEN_WITHIN_MS = 2_000;

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

test("an alert reaches the wall, and time that HR adds reaches the candidate within two seconds", async () => {
  const { hr } = stage;
  const { page, t } = hr;
  const status = await page.evaluate(async (limit_seconds) => {
    const headers = { "content-type": "application/json", "x-bole-client": "console" };
    return (await fetch("/api/settings/monitor", { method: "PUT", headers, body: JSON.stringify({ limit_seconds }) })).status;
  }, LIMIT_S);
  assert.equal(status, 200);
  const invited = await stage.invite("停留");
  const phone = await stage.phonePage();
  const applicant = await stage.begin(invited, phone);
  await hr.open("/monitor");
  const feed = page.getByRole("region", { name: t("alert.title") });
  await feed.getByRole("link", { name: invited.name }).waitFor({ timeout: LIMIT_S * 1_000 + ALERT_WITHIN_MS });
  await page.waitForFunction(() => document.title.startsWith("(1)"));
  await page.getByRole("button", { name: `${t("monitor.extend")} ${invited.name}` }).click();
  const form = dialog(page, t("monitor.extend_title", { name: invited.name }));
  await form.getByLabel(t("form.reason")).fill("候选人网络中断");
  await button(form, t("monitor.extend")).click();
  await phone.getByText(applicant.t("bar.added", { n: 5 })).waitFor({ timeout: SEEN_WITHIN_MS });
  await form.waitFor({ state: "hidden" });
  const deeds = page.getByRole("region", { name: t("monitor.deeds") });
  await deeds.getByText("候选人网络中断").waitFor();
  await feed.getByText(/处理中/).waitFor();
});
