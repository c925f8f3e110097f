/**
 * A phone that can be killed: a Chromium process of its own with a profile that outlives it.
 * Ending it by signal is what a flat battery or the system's memory killer does to an app.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { chromium } from "playwright-core";

import { CHROMIUM, FLAGS, PATIENCE_MS } from "./browser.mjs";

const START_MS = 20_000;

/** One life of the phone. */
export class Phone {
  /** @type {import("node:child_process").ChildProcess} */
  #child;

  /**
   * @param {import("node:child_process").ChildProcess} child
   * @param {import("playwright-core").Browser} browser
   * @param {import("playwright-core").Page} page
   */
  constructor(child, browser, page) {
    this.#child = child;
    this.browser = browser;
    this.page = page;
  }

  /** Ends the process at once, without a chance to save anything. */
  async kill() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await gone;
    await this.browser.close().catch(() => undefined);
  }
}

/**
 * Switches the phone on; what an earlier life stored in `profile` is there again.
 * @param {string} profile A directory.
 */
export async function switchOn(profile) {
  if (CHROMIUM === undefined) throw new Error("Chromium is missing. Run: apt-get install chromium");
  const flags = [...FLAGS, "--headless=new", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "--lang=zh-CN", "about:blank"];
  const child = spawn(CHROMIUM, flags, { stdio: ["ignore", "ignore", "pipe"] });
  const lines = createInterface({ input: child.stderr });
  /** @type {Promise<string>} */
  const listening = new Promise((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error(`Chromium was not ready after ${START_MS} ms`)), START_MS);
    child.once("error", reject);
    child.once("exit", (code, signal) => reject(new Error(`Chromium ended early (${code ?? signal})`)));
    lines.on("line", (line) => {
      const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (address === undefined) return;
      clearTimeout(patience);
      resolve(address);
    });
  });
  try {
    const browser = await chromium.connectOverCDP(await listening);
    const context = browser.contexts()[0];
    if (context === undefined) throw new Error("Chromium has no window");
    context.setDefaultTimeout(PATIENCE_MS);
    const page = context.pages()[0] ?? (await context.newPage());
    await page.setViewportSize({ width: 360, height: 740 });
    return new Phone(child, browser, page);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}
