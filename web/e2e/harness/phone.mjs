/**
 * A phone that can be killed: a Chromium process of its own with a profile that outlives it.
 * Ending it by signal is what a flat battery or the system's memory killer does to an app.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";

import { chromium } from "playwright-core";

import { CHROMIUM, FLAGS, PATIENCE_MS } from "./browser.mjs";

const START_MS = 20_000;
const COOKIE_MS = 45_000;

/** One life of the phone. */
export class Phone {
  /** @type {import("node:child_process").ChildProcess} */
  #child;

  /** @type {string} */
  #profile;

  /**
   * @param {import("node:child_process").ChildProcess} child
   * @param {string} profile
   * @param {import("playwright-core").Browser} browser
   * @param {import("playwright-core").Page} page
   */
  constructor(child, profile, browser, page) {
    this.#child = child;
    this.#profile = profile;
    this.browser = browser;
    this.page = page;
  }

  /**
   * Waits until the browser has written a cookie to its disk, which it does up to half a minute late. A phone killed
   * before that asks for a new code, and the words are still there; but codes are rare, and a test would only wait.
   * @param {string} name
   */
  async remembers(name) {
    const files = ["Default/Cookies", "Default/Network/Cookies"].map((it) => join(this.#profile, it));
    for (const until = Date.now() + COOKIE_MS; Date.now() < until; await delay(500)) {
      const contents = await Promise.all(files.map((it) => readFile(it).catch(() => Buffer.alloc(0))));
      if (contents.some((it) => it.includes(name))) return;
    }
    throw new Error(`the browser has not written its cookies after ${COOKIE_MS} ms`);
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
    return new Phone(child, profile, browser, page);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}
