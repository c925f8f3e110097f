/** A running demo company with a recruiter who reads the outbox, and the people it has invited. */

import { desktop, launch, phone } from "./browser.mjs";
import { Applicant } from "./applicant.mjs";
import { Hr } from "./hr.mjs";
import { startDemo } from "./server.mjs";

/** @typedef {import("playwright-core").Browser} Browser */
/** @typedef {{ name: string, link: string, contact: string }} Invited */

export class Stage {
  /** @type {Invited[]} */
  #waiting = [];

  /**
   * @param {Browser} browser
   * @param {import("./server.mjs").Server} server
   * @param {Hr} hr
   */
  constructor(browser, server, hr) {
    this.browser = browser;
    this.server = server;
    this.hr = hr;
  }

  static async set() {
    const browser = await launch();
    /** @type {import("./server.mjs").Server | undefined} */
    let server;
    try {
      server = await startDemo();
      const page = await (await desktop(browser)).newPage();
      const hr = new Hr(page, server.addresses.console, "zh");
      await hr.enterDemo(server.addresses.demo_link ?? "", "super_admin");
      const stage = new Stage(browser, server, hr);
      await stage.#gather();
      return stage;
    } catch (error) {
      // Nothing may be left running: it would keep the test process alive.
      await browser.close();
      await server?.stop();
      throw error;
    }
  }

  async #gather() {
    const links = (this.server.addresses.candidate_links ?? []).filter((it) => it.state === "invited");
    for (const { name, link } of links) {
      const { phone, email } = await this.hr.contactOf(name);
      this.#waiting.push({ name, link, contact: phone ?? email ?? "" });
    }
  }

  async strike() {
    await this.browser.close();
    await this.server.stop();
  }

  /** Somebody who was invited and has not opened the link; each person once. */
  nextInvited() {
    const invited = this.#waiting.shift();
    if (invited === undefined) throw new Error("the demo has no invited candidate left");
    return invited;
  }

  /**
   * Lets somebody open the link, prove the contact, agree and start, on a page of its own.
   * @param {Invited} invited
   * @param {import("playwright-core").Page} page
   * @param {"zh" | "en"} [locale]
   */
  async begin(invited, page, locale = "zh") {
    const applicant = await this.enter(invited, page, locale);
    await applicant.consent();
    await applicant.start();
    return applicant;
  }

  /**
   * Lets somebody open the link and prove the contact.
   * @param {Invited} invited
   * @param {import("playwright-core").Page} page
   * @param {"zh" | "en"} [locale]
   */
  async enter(invited, page, locale = "zh") {
    const applicant = new Applicant(page, locale);
    const since = Date.now();
    await applicant.enter(invited.link, invited.contact, () => this.hr.newestCode(since));
    return applicant;
  }

  /**
   * A fresh phone.
   * @param {"zh" | "en"} [locale]
   */
  async phonePage(locale = "zh") {
    return (await phone(this.browser, locale)).newPage();
  }

  /**
   * The interview of a person as HR sees it.
   * @param {Invited} invited
   */
  async application(invited) {
    const { items } = await this.hr.get(`/applications?q=${encodeURIComponent(invited.name)}`);
    return this.hr.get(`/applications/${items[0].id}`);
  }
}
