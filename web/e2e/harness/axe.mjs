/** Accessibility: what axe-core calls serious or critical on a page, in words a person can act on. */

import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";

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

export { inspect } from "./inspect.mjs";
