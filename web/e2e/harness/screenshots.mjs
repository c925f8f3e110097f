/** Pictures of screens, for people to look at. They are never compared by a machine. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";

const FOLDER = process.env["BOLE_SCREENSHOTS"] ?? join(import.meta.dirname, "../../../target/screenshots");

/**
 * @param {import("playwright-core").Page} page
 * @param {string} name
 */
export async function screenshot(page, name) {
  await mkdir(FOLDER, { recursive: true });
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true, animations: "disabled" });
}
