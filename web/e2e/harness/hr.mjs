/** What people in HR do in the console, one verb each. Screens are found by their texts, so this is the only place that knows them. */

import { button, choose, dialog, pick } from "./controls.mjs";
import { texts } from "./texts.mjs";
import { totp } from "./totp.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {{ email: string, password: string, secret: string, code: string }} Account */
/** @typedef {{ company: string, name: string, email: string, password: string }} Founder */
/** @typedef {{ name: string, phone: string, email: string, file: { name: string, mimeType: string, buffer: Buffer } }} Applicant */

/** A member of staff in front of one browser page. */
export class Hr {
  #isPrepared = false;

  /**
   * @param {Page} page
   * @param {string} origin The console's address.
   * @param {"zh" | "en"} locale
   */
  constructor(page, origin, locale) {
    this.page = page;
    this.origin = origin;
    this.locale = locale;
    this.t = texts("console", locale);
  }

  /**
   * Opens a page of the console in this person's language.
   * @param {string} address A path, or a whole link as it was handed over.
   */
  async open(address) {
    if (!this.#isPrepared) {
      await this.page.addInitScript((locale) => localStorage.setItem("bole.console.locale", locale), this.locale);
      this.#isPrepared = true;
    }
    await this.page.goto(new URL(address, this.origin).href);
  }

  /**
   * Follows the one-time set-up link of a new deployment.
   * @param {string} link
   * @param {Founder} founder
   * @returns {Promise<Account>}
   */
  async setUp(link, founder) {
    const { page, t } = this;
    await this.open(link);
    await page.getByLabel(t("field.company")).fill(founder.company);
    await page.getByLabel(t("field.name"), { exact: true }).fill(founder.name);
    await page.getByLabel(t("field.email"), { exact: true }).fill(founder.email);
    await page.getByLabel(t("field.password"), { exact: true }).fill(founder.password);
    const secret = await page.getByLabel(t("enrolment.secret")).inputValue();
    const code = totp(secret);
    await page.getByLabel(t("enrolment.code")).fill(code);
    await button(page, t("enrolment.setup.do")).click();
    await pick(page.locator("main"), t("enrolment.codes_kept"));
    await button(page, t("enrolment.go_on")).click();
    await page.getByRole("navigation", { name: t("shell.navigation") }).waitFor();
    return { email: founder.email, password: founder.password, secret, code };
  }

  /**
   * @param {Account} account
   * @param {string} code A code that was not used before.
   */
  async signIn(account, code) {
    const { page, t } = this;
    await this.open("/sign-in");
    await page.getByLabel(t("field.email")).fill(account.email);
    await page.getByLabel(t("field.password"), { exact: true }).fill(account.password);
    await page.getByLabel(t("sign_in.code"), { exact: true }).fill(code);
    await button(page, t("do.sign_in")).click();
  }

  /**
   * Enters the demo company in a role.
   * @param {string} link
   * @param {"super_admin" | "hr_admin" | "recruiter" | "reviewer" | "hiring_manager" | "interviewer" | "auditor" | "system_admin"} role
   */
  async enterDemo(link, role) {
    const { page, t } = this;
    await this.open(link);
    await page.getByRole("button", { name: t(`roles.${role}`) }).first().click();
    await page.getByRole("navigation", { name: t("shell.navigation") }).waitFor();
  }

  /** @param {string} name */
  async addDepartment(name) {
    const { page, t } = this;
    await this.open("/organisation");
    await button(page, t("department.new")).click();
    const form = dialog(page, t("department.new"));
    await form.getByLabel(t("department.name")).fill(name);
    await button(form, t("do.save")).click();
    await form.waitFor({ state: "hidden" });
  }

  /**
   * @param {{ title: string, department: string, family: string, seats: number }} position
   */
  async addPosition(position) {
    const { page, t } = this;
    await this.open("/organisation");
    await button(page, t("position.new")).click();
    const form = dialog(page, t("position.new"));
    await form.getByLabel(t("position.title_field")).fill(position.title);
    await choose(page, form, t("field.department"), position.department);
    await choose(page, form, t("position.family"), position.family);
    await form.getByRole("spinbutton", { name: t("seats.title") }).fill(String(position.seats));
    await button(form, t("do.save")).click();
    await form.waitFor({ state: "hidden" });
  }

  /**
   * Makes a flow from a family of the library and publishes it as it is.
   * @param {string} family The family's name in this person's language.
   * @returns {Promise<string>} What the flow is called.
   */
  async publishFlow(family) {
    const { page, t } = this;
    await this.open("/flows");
    await button(page, t("flow.new")).click();
    const form = dialog(page, t("flow.new"));
    await choose(page, form, t("flow.start"), t("flow.start_family", { name: family }));
    await button(form, t("flow.create")).click();
    await page.getByText(t("flow.ready")).waitFor();
    const title = await page.getByRole("heading", { level: 1 }).innerText();
    await button(page, t("flow.publish")).click();
    const publish = dialog(page, t("flow.publish_title", { number: 1 }));
    await button(publish, t("flow.publish")).click();
    await page.getByText(t("flow.version", { number: 1 }), { exact: true }).waitFor();
    return title.trim();
  }

  /**
   * @param {{ position: string, title: string, headcount: number, flow: string }} requisition
   */
  async addRequisition(requisition) {
    const { page, t } = this;
    await this.open("/requisitions");
    await button(page, t("requisition.new")).click();
    const form = dialog(page, t("requisition.new"));
    await choose(page, form, t("field.position"), new RegExp(requisition.position));
    await form.getByLabel(t("requisition.title_field")).fill(requisition.title);
    await form.getByRole("spinbutton", { name: t("requisition.headcount") }).fill(String(requisition.headcount));
    await choose(page, form, t("requisition.flow"), new RegExp(requisition.flow));
    await button(form, t("requisition.request")).click();
    await page.getByRole("heading", { level: 1, name: requisition.title }).waitFor();
  }

  /**
   * Adds a candidate from a résumé on the page of a requisition, then lands on the candidate's page.
   * @param {Applicant} applicant
   */
  async addApplicant(applicant) {
    const { page, t } = this;
    await button(page, t("application.new")).click();
    const form = dialog(page, t("application.new"));
    await form.getByLabel(t("document.choose")).setInputFiles(applicant.file);
    await form.getByRole("region", { name: t("document.text") }).getByText(applicant.email).waitFor();
    await form.getByLabel(t("field.name"), { exact: true }).fill(applicant.name);
    await form.getByLabel(t("field.phone")).fill(applicant.phone);
    await form.getByLabel(t("field.email")).fill(applicant.email);
    await button(form, t("application.create")).click();
    await page.getByRole("heading", { level: 1, name: applicant.name }).waitFor();
  }

  /**
   * Hands the same résumé in once more and stops at the question whether this is the same person.
   * @param {string} requisition The title of the requisition.
   * @param {Applicant} applicant
   * @returns {Promise<string>} The question with everybody it may be.
   */
  async meetAgain(requisition, applicant) {
    const { page, t } = this;
    await this.open("/requisitions");
    await page.getByRole("link", { name: requisition }).first().click();
    await button(page, t("application.new")).click();
    const form = dialog(page, t("application.new"));
    await form.getByLabel(t("document.choose")).setInputFiles(applicant.file);
    const question = form.getByRole("group", { name: t("duplicate.title") });
    await question.waitFor();
    await button(form, t("application.create")).click();
    await form.getByText(t("duplicate.decide")).waitFor();
    const asked = await question.innerText();
    await button(form, t("do.cancel")).click();
    return asked;
  }

  /**
   * Invites the person whose page is open.
   * @param {string} name
   * @returns {Promise<string>} The link, which is shown once.
   */
  async invite(name) {
    const { page, t } = this;
    await button(page, t("next.invite.do")).click();
    const form = dialog(page, t("invite.title", { name }));
    await pick(form, t(`language.${this.locale}`));
    await button(form, t("invite.do")).click();
    const link = await form.getByLabel(t("invite.link")).inputValue();
    await button(form, t("do.done")).click();
    return link;
  }

  /**
   * Reviews the interview of the person: marks blind where that is asked for, opens every piece of evidence, approves.
   * @param {string} name
   */
  async approve(name) {
    const { page, t } = this;
    await this.open("/reviews");
    await page.getByRole("link", { name }).click();
    await page.getByRole("heading", { level: 1, name: t("review.of", { name }) }).waitFor();
    const show = button(page, t("review.show_result"));
    const approve = button(page, t("review.approve"));
    await show.or(approve).first().waitFor();
    if (await show.isVisible()) {
      for (const dimension of await page.locator("fieldset").filter({ has: page.locator("legend") }).all()) {
        await dimension.locator("label").nth(2).click();
      }
      await show.click();
    }
    for (const evidence of await page.getByRole("button", { expanded: false, name: /\d/ }).all()) {
      if (await evidence.isVisible()) await evidence.click();
    }
    await approve.click();
    const reason = dialog(page, t("review.other_title"));
    const released = page.getByText(t("review.released"), { exact: true });
    await reason.or(released).first().waitFor();
    if (await reason.isVisible()) await this.#giveReason(reason);
    await released.waitFor();
  }

  /**
   * Gives every dimension a level and a reason, where the candidate declined scoring by machine and the page leads from one to the next.
   * @param {number} level
   * @param {string} reason
   */
  async scoreAll(level, reason) {
    const { page, t } = this;
    const next = page.getByRole("button", { name: new RegExp(`^\\s*${t("review.person_do", { name: "" })}`) });
    const approve = button(page, t("review.approve"));
    for (let dimension = 0; dimension < 12; dimension += 1) {
      await next.or(approve).first().waitFor();
      if (await approve.isVisible()) return;
      await next.click();
      const form = page.getByRole("dialog").filter({ visible: true });
      await form.locator("fieldset label").nth(level - 1).click();
      await form.getByLabel(t("form.reason")).fill(reason);
      await button(form, t("do.save")).click();
      await form.waitFor({ state: "hidden" });
    }
    throw new Error("there are more than 12 dimensions to score");
  }

  /** @param {import("playwright-core").Locator} form The dialog of a result that needs a reason. */
  async #giveReason(form) {
    const { t } = this;
    await pick(form, t("outcome.passed"));
    await form.locator("#outcome-reason").fill(this.locale === "zh" ? "回答具体，经电话核实。" : "Specific answers, confirmed by telephone.");
    await button(form, t("review.release")).click();
  }

  /**
   * Phone and e-mail of a person, as the candidate page shows them after asking.
   * @param {string} name
   * @returns {Promise<{ phone: string | null, email: string | null }>}
   */
  async contactOf(name) {
    const { items } = await this.get(`/applications?q=${encodeURIComponent(name)}`);
    return this.get(`/applications/${items[0].id}/contact`);
  }

  /**
   * What the API answers this person, asked from inside the page so that cookies and origin are the real ones.
   * @param {string} path
   * @returns {Promise<any>}
   */
  get(path) {
    return this.page.evaluate(async (path) => (await fetch(`/api${path}`)).json(), path);
  }

  /**
   * Brings a sheet of the organisation with one fault, which is not committed.
   * @returns {Promise<string>} The import's identifier.
   */
  bringSheet() {
    return this.page.evaluate(async () => {
      const rows = ["上级部门,部门,类型,岗位,编制,在职人数", ",云岭测试公司,公司,,,", "云岭测试公司,测试客服部,,测试客服,十,3"];
      const body = new FormData();
      body.append("file", new Blob([rows.join("\n")], { type: "text/csv" }), "编制.csv");
      const response = await fetch("/api/organisation-imports", { method: "POST", headers: { "x-bole-client": "console" }, body });
      return (await response.json()).id;
    });
  }

  /**
   * The newest one-time code in the outbox. The demo and a deployment without mail keep messages there.
   * @param {number} since Codes of earlier messages do not count.
   * @returns {Promise<string>}
   */
  async newestCode(since) {
    for (let tries = 0; tries < 50; tries += 1) {
      const { items } = await this.get("/messages");
      for (const message of items.filter((/** @type {any} */ it) => it.created_at >= since)) {
        const { body } = await this.get(`/messages/${message.id}`);
        // Links are left out: a token may hold six digits in a row.
        const found = /(?<![0-9A-Za-z_-])\d{6}(?![0-9A-Za-z_-])/.exec(body.replace(/https?:\S+/g, ""));
        if (found) return found[0];
      }
      await this.page.waitForTimeout(200);
    }
    throw new Error("no message with a one-time code arrived within 10 s");
  }
}
