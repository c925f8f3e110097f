/** A running company with a member of staff who reads the outbox, and the people it has invited. */

import { desktop, launch, phone } from "./browser.mjs";
import { Applicant } from "./applicant.mjs";
import { Hr } from "./hr.mjs";
import { FOUNDERS } from "./people.mjs";
import { startDemo, startServe } from "./server.mjs";

/** @typedef {import("playwright-core").Browser} Browser */
/** @typedef {import("playwright-core").Page} Page */
/** @typedef {{ name: string, link: string, contact: string, application?: string, invitation?: string }} Invited */
/** @typedef {"passed" | "further_evaluation" | "failed"} Outcome */

/** Numbers of people made up by a test end in these four digits, counted up. */
const FIRST_PHONE = 3001;

export class Stage {
  /** @type {Invited[]} */
  #waiting = [];
  /** @type {any} The requisition that people are invited for. */
  #requisition = null;
  #next_phone = FIRST_PHONE;
  /** @type {string | null} The data directory, when it outlives the server. */
  #data = null;

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

  /**
   * A company of the test's own on a data directory, which can be killed and restarted.
   * @param {string} data
   */
  static async setUp(data) {
    const browser = await launch();
    /** @type {import("./server.mjs").Server | undefined} */
    let server;
    try {
      server = await startServe(data);
      const page = await (await desktop(browser)).newPage();
      const hr = new Hr(page, server.addresses.console, "zh");
      await hr.setUp(server.addresses.setup_link ?? "", FOUNDERS.zh);
      const stage = new Stage(browser, server, hr);
      stage.#data = data;
      await stage.#advertise();
      return stage;
    } catch (error) {
      await browser.close();
      await server?.stop();
      throw error;
    }
  }

  /** A department, a position, a published flow and a requisition. */
  async #advertise() {
    const { items } = await this.hr.get("/library");
    const { family, name } = items[0];
    const department = await this.post("/departments", { name: "客户服务部", parent_id: null });
    const position = await this.post("/positions", { department_id: department.id, title: name.zh, family, seats: 20 });
    const flow = await this.post("/flows", { department_id: department.id, family, copy_of: null, title: name });
    await this.post(`/flows/${flow.id}/publish`, { revision: flow.revision, note: "" });
    const cuts = { pass: 80, pool: 60 };
    const wanted = { position_id: position.id, title: name.zh, headcount: 20, description: "", flow_id: flow.id, cuts };
    this.#requisition = await this.post("/requisitions", wanted);
  }

  /** Ends the server as a power cut would, runs what happens meanwhile and starts it again at the same address. */
  async powerCut(meanwhile = async () => undefined) {
    if (this.#data === null) throw new Error("only a company with a data directory of its own comes back");
    const port = Number(new URL(this.server.addresses.candidate).port);
    await this.server.kill();
    await meanwhile();
    this.server = await startServe(this.#data, port);
  }

  /**
   * What the API answers the member of staff, asked from inside the page.
   * @param {string} path
   * @param {unknown} body
   * @returns {Promise<any>}
   */
  post(path, body) {
    return ask(this.hr.page, "console", path, body);
  }

  /**
   * Somebody new, invited by staff.
   * @param {string} name
   * @param {"zh" | "en"} [locale]
   * @returns {Promise<Invited>}
   */
  async invite(name, locale = "zh") {
    this.#requisition ??= await this.#findRequisition();
    const contact = `1990000${this.#next_phone}`;
    this.#next_phone += 1;
    const person = { requisition_id: this.#requisition.id, name, phone: contact, email: null, audience: "experienced" };
    const application = await this.post("/applications", { ...person, document_id: null, on_duplicate: "create", candidate_id: null });
    const { invitation, link } = await this.post(`/applications/${application.id}/invite`, { locale });
    return { name, link, contact, application: application.id, invitation: invitation.id };
  }

  async #findRequisition() {
    const { items } = await this.hr.get("/requisitions?status=open");
    return items.find((/** @type {any} */ it) => it.flow?.version);
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

  /** The link of somebody whose invitation has expired by the server's clock, from the message that brought it. */
  async expiredLink() {
    for (const { id } of (await this.hr.get("/applications?status=incomplete&limit=50")).items) {
      if ((await this.hr.get(`/applications/${id}`)).invitation?.status !== "expired") continue;
      for (const message of (await this.hr.get(`/applications/${id}/messages`)).items) {
        const { body } = await this.hr.get(`/messages/${message.id}`);
        const link = /https?:\S+\/i\/[\w-]+/.exec(body ?? "");
        if (link !== null) return link[0];
      }
    }
    throw new Error("the demo has nobody whose invitation has expired");
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
   * Holds a whole interview by the API that the app uses, signed in on this page: for tests of what comes after it.
   * @param {Page} page
   * @param {(number: number) => string} write
   * @param {{ until?: number }} [options] `until`: ends the interview early after so many answers.
   */
  async holdQuickly(page, write, { until = 60 } = {}) {
    // The app itself must not hold the interview at the same time.
    await page.goto(`${this.server.addresses.candidate}/help`);
    const client_id = crypto.randomUUID();
    let client_seq = 0;
    const command = async (/** @type {any} */ it) => {
      client_seq += 1;
      const commands = [{ client_at: Date.now(), ...it, client_seq }];
      const { acks, state } = await ask(page, "candidate", "/interview/commands", { client_id, commands });
      if (acks[0].result !== "applied") throw new Error(`${it.kind} was answered ${JSON.stringify(acks[0])}`);
      return state;
    };
    await command({ kind: "open" });
    await command({ kind: "consent", interview: true, ai_scoring: true });
    const { script } = await page.evaluate(async () => (await fetch("/api/interview")).json());
    const isMessage = (/** @type {string} */ id) => script.steps.find((/** @type {any} */ it) => it.id === id)?.kind === "message";
    let state = await command({ kind: "start" });
    for (let number = 1; state.phase === "running" && number <= until; number += 1) {
      const { slot, step } = state.current;
      const said = { kind: "answer", slot, revision: 1, text: write(number), elapsed_ms: 90_000, automatic: false };
      state = await command(isMessage(step) ? { kind: "pass_message", step } : said);
    }
    if (state.phase === "running") await command({ kind: "finish" });
  }

  /**
   * Gives a finished interview its result, as a person in review does.
   * @param {Invited} invited
   * @param {Outcome} outcome
   * @param {{ reason: string, note: string }} words
   */
  async release(invited, outcome, words) {
    const session = (await this.application(invited)).sessions.at(-1).id;
    const path = `/reviews/${session}`;
    let review = await this.hr.get(path);
    // Scoring is a job of its own; only then is it known whether the review is blind.
    for (let tries = 0; tries < 100 && review.assessment === null && !review.blind; tries += 1) {
      await this.hr.page.waitForTimeout(100);
      review = await this.hr.get(path);
    }
    const dimensions = review.competency.dimensions.map((/** @type {any} */ it) => it.key);
    if (review.blind) {
      const marks = dimensions.map((/** @type {string} */ dimension) => ({ dimension, level: 3 }));
      await this.post(`${path}/marks`, { marks });
    }
    for (const dimension of dimensions) await this.post(`${path}/open-evidence`, { dimension });
    await this.post(`${path}/release`, { outcome, ...words, decide_by: null });
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
    if (invited.application !== undefined) return this.hr.get(`/applications/${invited.application}`);
    const { items } = await this.hr.get(`/applications?q=${encodeURIComponent(invited.name)}`);
    return this.hr.get(`/applications/${items[0].id}`);
  }
}

/**
 * A write to the API from inside a page, so that cookies and origin are the real ones.
 * @param {Page} page
 * @param {"console" | "candidate"} client
 * @param {string} path
 * @param {unknown} body
 * @returns {Promise<any>}
 */
async function ask(page, client, path, body) {
  const { status, said } = await page.evaluate(
    async ([client, path, body]) => {
      const headers = { "content-type": "application/json", "x-bole-client": client };
      const response = await fetch(`/api${path}`, { method: "POST", headers, body: JSON.stringify(body) });
      return { status: response.status, said: await response.json().catch(() => ({})) };
    },
    /** @type {[string, string, unknown]} */ ([client, path, body]),
  );
  if (status >= 400) throw new Error(`POST ${path} answered ${status}: ${JSON.stringify(said)}`);
  return said;
}
