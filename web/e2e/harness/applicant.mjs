/** What a candidate does in the app, one verb each. Screens are found by their texts, so this is the only place that knows them. */

import assert from "node:assert/strict";

import { PATIENCE_MS } from "./browser.mjs";
import { button, link } from "./controls.mjs";
import { texts } from "./texts.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** A candidate in front of one browser page. */
export class Applicant {
  #isPrepared = false;

  /**
   * @param {Page} page
   * @param {"zh" | "en"} locale
   */
  constructor(page, locale) {
    this.page = page;
    this.locale = locale;
    this.t = texts("candidate", locale);
  }

  /** The question, title or thanks that stands on top of the screen. */
  get heading() {
    return this.page.locator("main h1");
  }
  /** The field for the answer. */
  get answerField() {
    return this.page.getByLabel(this.t("question.answer"));
  }
  /** The way on after the end. */
  get doneLink() {
    return link(this.page, this.t("done.application"));
  }

  /** @param {string} address */
  async open(address) {
    if (!this.#isPrepared) {
      const preferences = JSON.stringify({ locale: this.locale, is_locale_chosen: true });
      await this.page.addInitScript((kept) => {
        if (localStorage.getItem("bole.preferences") === null) localStorage.setItem("bole.preferences", kept);
      }, preferences);
      this.#isPrepared = true;
    }
    await this.page.goto(address);
  }

  /**
   * Opens the invitation and proves the contact with the one-time code.
   * @param {string} invitation
   * @param {string} contact
   * @param {() => Promise<string>} readCode Reads the code the way the person would.
   */
  async enter(invitation, contact, readCode) {
    const { page, t } = this;
    await this.open(invitation);
    await link(page, t("invitation.begin")).or(link(page, t("invitation.go_on"))).click();
    await page.getByLabel(t("sign_in.contact")).fill(contact);
    await button(page, t("sign_in.send")).click();
    const field = page.getByLabel(t("sign_in.code"));
    await field.waitFor();
    // The sixth digit sends the code by itself.
    await field.fill(await readCode());
    await page.waitForURL("**/interview");
  }

  /** Agrees to the interview, and to scoring by machine unless told otherwise. */
  async consent({ aiScoring = true } = {}) {
    const { page, t } = this;
    await page.getByRole("checkbox", { name: t("consent.interview.title") }).check();
    await page.getByRole("checkbox", { name: t("consent.ai.title") }).setChecked(aiScoring);
    await button(page, t("consent.go")).click();
  }

  /** Starts the interview; the first question stands there afterwards. */
  async start() {
    await button(this.page, this.t("ready.start")).click();
    await this.#atQuestion();
  }

  /** Goes on with an interrupted interview. */
  async resume() {
    await button(this.page, this.t("resume.go_on")).click();
    await this.answerField.waitFor();
  }

  /** Waits until the app has everything it needs without a network. */
  async readyForOffline() {
    await this.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  }

  /**
   * Writes into the open question; the text may or may not be saved yet.
   * @param {string} text
   */
  async write(text) {
    await this.answerField.fill(text);
  }

  /**
   * Waits until the field holds this text; after a change of device it may have to be fetched first.
   * @param {string} text
   */
  async holds(text) {
    const until = Date.now() + PATIENCE_MS;
    let found = await this.answerField.inputValue();
    while (found !== text && Date.now() < until) {
      await this.page.waitForTimeout(50);
      found = await this.answerField.inputValue();
    }
    assert.equal(found, text);
  }

  /** Waits until the screen says that the server has the text. */
  async saved() {
    await this.page.getByText(this.t("save.saved"), { exact: true }).first().waitFor();
  }

  /** Waits until the screen says that this device alone has the text. */
  async savedOnDevice() {
    await this.page.getByText(this.t("save.on_device"), { exact: true }).first().waitFor();
  }

  /** Hands the open answer in and waits for what comes next. */
  async submit() {
    const before = await this.heading.innerText();
    await button(this.page, this.t("question.submit")).click();
    await this.page.waitForFunction((it) => document.querySelector("main h1")?.textContent?.trim() !== it.trim(), before);
  }

  /**
   * Answers everything that is asked until the end and returns the questions.
   * @param {(number: number) => string} write
   * @param {(question: string, isFollowUp: boolean) => Promise<void>} [look] Called at every question, before the answer.
   */
  async answerAll(write, look = async () => undefined) {
    /** @type {string[]} */
    const asked = [];
    for (let number = 1; number <= 60; number += 1) {
      await this.#atQuestion();
      if (await this.doneLink.isVisible()) return asked;
      const question = await this.heading.innerText();
      asked.push(question);
      await look(question, await this.page.getByText(this.t("question.why")).isVisible());
      await this.write(write(number));
      await this.saved();
      await this.submit();
    }
    throw new Error("the interview does not end after 60 questions");
  }

  /** Waits for a question or the end; texts to read in between are passed. */
  async #atQuestion() {
    const { page, t } = this;
    const goOn = button(page, t("action.go_on"));
    for (let messages = 0; messages < 10; messages += 1) {
      await this.answerField.or(this.doneLink).or(goOn).first().waitFor();
      if (!(await goOn.isVisible())) return;
      await goOn.click();
    }
  }

  /**
   * Opens a panel of the ⋯ menu.
   * @param {"progress" | "settings" | "leave" | "finish"} item
   */
  async openMenu(item) {
    await button(this.page, this.t("menu.open")).click();
    await this.page.getByRole("menuitem", { name: this.t(`menu.${item}`) }).click();
  }

  /** 保存并退出. */
  async leave() {
    await this.openMenu("leave");
    await button(this.page.getByRole("dialog"), this.t("menu.leave")).click();
  }

  /** 结束面试, with whatever is still open. */
  async finishEarly() {
    await button(this.page, this.t("interview.end")).click();
    await button(this.page.getByRole("dialog"), this.t("exit.finish.confirm")).click();
  }
}
