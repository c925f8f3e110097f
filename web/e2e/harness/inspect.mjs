/** One screen, looked at in every way that a machine can: axe, the layout, its texts, and both trial languages. */

import { untold } from "./answers.mjs";
import { violations } from "./axe.mjs";
import { faults, plainWords, unturned } from "./layout.mjs";
import { speak } from "./pseudo.mjs";
import { screenshot } from "./screenshots.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** Pictures of the trial languages are for people who look at them, and cost as much as all the rest. */
const HAS_TRIAL_PICTURES = process.env["BOLE_TRIAL_SCREENSHOTS"] === "1";

/** @type {Record<import("./pseudo.mjs").App, Set<string>>} */
const seen = { candidate: new Set(), console: new Set() };

/**
 * Checks one screen and keeps its picture. A screen in English is checked in both trial languages as well.
 * @param {Page} page
 * @param {string} name The application, the screen and the language, such as `candidate-C9a-zh`.
 * @param {string[]} findings Where breaches are added.
 */
export async function inspect(page, name, findings) {
  const app = name.startsWith("console") ? "console" : "candidate";
  seen[app].add(new URL(page.url()).pathname);
  const add = (/** @type {string} */ language, /** @type {string[]} */ found) => findings.push(...found.map((it) => `${name}${language}: ${it}`));
  await screenshot(page, name);
  add("", await violations(page));
  add("", await faults(page));
  if ((await page.evaluate(() => document.documentElement.lang)) !== "en") return;

  for (const trial of /** @type {const} */ (["en-XA", "ar-XB"])) {
    await speak(page, app, trial);
    if (HAS_TRIAL_PICTURES) await screenshot(page, `${name.replace(/-en$/, "")}-${trial}`);
    add(` in ${trial}`, await faults(page));
    add(` in ${trial}`, trial === "en-XA" ? await untold(page, await plainWords(page)) : await unturned(page));
  }
  await speak(page, app, null);
}

/**
 * The addresses of an application's router that no screen walked so far has shown.
 * @param {import("./pseudo.mjs").App} app
 * @param {string[]} addresses As the router has them, such as `/flows/:id`.
 */
export function unseen(app, addresses) {
  return addresses.filter((address) => {
    const pattern = new RegExp(`^${address.replace(/\/:\w+\?/g, "(/[^/]+)?").replace(/:\w+\(\.\*\)\*/, ".+").replace(/:\w+/g, "[^/]+")}$`);
    return ![...seen[app]].some((it) => pattern.test(it));
  });
}
