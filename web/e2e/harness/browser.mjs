/** The system's Chromium, and the two screens Bole is made for: a phone and an office desktop. */

import { existsSync } from "node:fs";

import { chromium } from "playwright-core";

import { listen } from "./answers.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").BrowserContext} BrowserContext */
/** @typedef {import("playwright-core").Browser} Browser */
/** @typedef {"zh" | "en"} Locale */

export const CHROMIUM = process.env["BOLE_CHROMIUM"] ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((it) => existsSync(it));

export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
];

/** How long a locator may take; a test that needs longer has found a slow page. */
export const PATIENCE_MS = 10_000;

/** @returns {Promise<Browser>} */
export function launch() {
  if (CHROMIUM === undefined) throw new Error("Chromium is missing. Run: apt-get install chromium");
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/**
 * A phone of 360 × 740 with touch.
 * @param {Browser} browser
 * @param {Locale} [locale]
 */
export function phone(browser, locale = "zh") {
  return context(browser, locale, {
    viewport: { width: 360, height: 740 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  });
}

/**
 * A desktop of 1440 × 900.
 * @param {Browser} browser
 * @param {Locale} [locale]
 */
export function desktop(browser, locale = "zh") {
  return context(browser, locale, { viewport: { width: 1440, height: 900 } });
}

/**
 * @param {Browser} browser
 * @param {Locale} locale
 * @param {import("playwright-core").BrowserContextOptions} screen
 */
async function context(browser, locale, screen) {
  const made = await browser.newContext({
    ...screen,
    locale: locale === "zh" ? "zh-CN" : "en-GB",
    timezoneId: "Asia/Shanghai",
    reducedMotion: "reduce",
  });
  made.setDefaultTimeout(PATIENCE_MS);
  listen(made);
  return made;
}

/**
 * Collects what must never happen on a page: errors thrown and breaches of the content security policy.
 * @param {Page} page
 * @returns {string[]} Filled while the page lives.
 */
export function watchForFaults(page) {
  /** @type {string[]} */
  const faults = [];
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    const isPolicy = message.text().includes("Content Security Policy");
    if (message.type() === "error" && isPolicy) faults.push(`${page.url()}: ${message.text()}`);
  });
  return faults;
}
