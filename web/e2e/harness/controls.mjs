/** Hands for the controls of the console that are more than a native element. */

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").Locator} Locator */

/**
 * Chooses an option of a drop-down, which is drawn at the end of the page.
 * @param {Page} page
 * @param {Locator} scope The dialog or form it stands in.
 * @param {string} label
 * @param {string | RegExp} option
 */
export async function choose(page, scope, label, option) {
  // The field itself lies below the words that it shows; a person presses the box around both.
  await scope.locator(".el-select").filter({ has: page.getByRole("combobox", { name: label }) }).click();
  await page.getByRole("option", { name: option }).filter({ visible: true }).first().click();
}

/**
 * Picks a radio button by its text.
 * @param {Locator} scope
 * @param {string} text
 */
export async function pick(scope, text) {
  await scope.locator("label").filter({ hasText: text }).first().click();
}

/**
 * The open dialog with this title.
 * @param {Page} page
 * @param {string} title
 */
export function dialog(page, title) {
  return page.getByRole("dialog", { name: title }).filter({ visible: true });
}

/**
 * A visible button by its exact words.
 * @param {Page | Locator} scope
 * @param {string} words
 */
export function button(scope, words) {
  return scope.getByRole("button", { name: words, exact: true }).filter({ visible: true }).first();
}

/**
 * A visible link by its exact words.
 * @param {Page | Locator} scope
 * @param {string} words
 */
export function link(scope, words) {
  return scope.getByRole("link", { name: words, exact: true }).filter({ visible: true }).first();
}
