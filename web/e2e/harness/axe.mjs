/** Accessibility: what axe-core calls serious or critical on a page, in words a person can act on. */

import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";

import { screenshot } from "./screenshots.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** @type {Promise<string> | undefined} */
let source;

/**
 * The serious and critical violations of what the page shows now.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string[]>}
 */
export async function violations(page) {
  source ??= readFile(AXE, "utf8");
  // Evaluated through the debugger: a script element would break the page's own policy.
  await page.evaluate(await source);
  const results = await page.evaluate(
    (tags) => /** @type {any} */ (globalThis).axe.run(document, { runOnly: { type: "tag", values: tags } }),
    TAGS,
  );
  const grave = results.violations.filter((/** @type {any} */ it) => ["serious", "critical"].includes(it.impact));
  return grave.flatMap((/** @type {any} */ rule) =>
    rule.nodes.map((/** @type {any} */ node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`),
  );
}

/**
 * Checks one screen and keeps its picture.
 * @param {import("playwright-core").Page} page
 * @param {string} name The screen's name, such as `C9a-zh`.
 * @param {string[]} findings Where breaches are added.
 */
export async function inspect(page, name, findings) {
  await screenshot(page, name);
  findings.push(...(await violations(page)).map((it) => `${name}: ${it}`));
  findings.push(...(await overflow(page)).map((it) => `${name}: ${it}`));
}

/**
 * Whether the page scrolls sideways, which on a phone means that something is cut off.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string[]>}
 */
async function overflow(page) {
  const { wide, width } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    width: document.documentElement.clientWidth,
  }));
  return wide > width ? [`the page is ${wide} px wide on a screen of ${width} px`] : [];
}
