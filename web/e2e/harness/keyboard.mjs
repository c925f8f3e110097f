/** A person who uses the keyboard only. The mouse and direct focus are never used. */

/** @typedef {import("playwright-core").Page} Page */

/** More stops than this and a keyboard user has given up. */
const MOST_STOPS = 60;

/** Nobody presses a key sooner than this after hearing what a screen is called. */
const REACTION_MS = 250;

/**
 * Waits until a new screen has taken the focus to its heading, so that it is read aloud and Tab goes on from there.
 * @param {Page} page
 */
export async function hear(page) {
  const isAtHeading = () => page.evaluate(() => document.activeElement?.tagName === "H1");
  do {
    await page.waitForFunction(() => document.activeElement?.tagName === "H1");
    await page.waitForTimeout(REACTION_MS);
  } while (!(await isAtHeading()));
}

/**
 * Presses Tab until the focused control is called `name`.
 * @param {Page} page
 * @param {string} name The words on it, or those that label it; it may go on after them.
 */
export async function tabTo(page, name) {
  /** @type {string[]} */
  const passed = [];
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const it = document.activeElement;
      if (!(it instanceof HTMLElement)) return { name: "", isSeen: false };
      const labels = "labels" in it && it.labels instanceof NodeList ? [...it.labels].map((label) => label.textContent) : [];
      const name = it.getAttribute("aria-label") ?? (labels.length > 0 ? labels.join(" ") : it.textContent);
      const box = it.getBoundingClientRect();
      const style = getComputedStyle(it);
      const hasMark = style.outlineStyle !== "none" || style.boxShadow !== "none" || it.matches("input, textarea");
      return { name: (name ?? "").trim(), isSeen: box.width > 0 && box.bottom > 0 && hasMark };
    });
    passed.push(focused.name.slice(0, 20));
    if (!focused.name.startsWith(name)) continue;
    if (!focused.isSeen) throw new Error(`${name} has the focus but does not show it`);
    return;
  }
  throw new Error(`Tab does not reach ${name}; it passes ${[...new Set(passed)].join(", ")}`);
}

/**
 * Goes to a control and presses it.
 * @param {Page} page
 * @param {string} name
 */
export async function press(page, name) {
  await tabTo(page, name);
  await page.keyboard.press("Enter");
}

/**
 * Goes to a field and types.
 * @param {Page} page
 * @param {string} name
 * @param {string} text
 */
export async function type(page, name, text) {
  await tabTo(page, name);
  await page.keyboard.insertText(text);
}
