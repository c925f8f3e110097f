/**
 * Every role walks the whole console, and a candidate the app: what is theirs is there, what is not theirs does not exist.
 * The tables say what each role has; a page that is added to the router needs a row.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { answers } from "../harness/answers.mjs";
import { desktop } from "../harness/browser.mjs";
import { button } from "../harness/controls.mjs";
import { Hr } from "../harness/hr.mjs";
import { routes } from "../harness/routes.mjs";
import { Stage } from "../harness/stage.mjs";

/** @typedef {"recruiter" | "hiring_manager" | "reviewer" | "interviewer" | "auditor" | "system_admin" | "hr_admin"} Role */

/** One letter per role, so that a row of the tables is one line. @type {Record<Role, string>} */
const LETTERS = { recruiter: "r", hiring_manager: "h", reviewer: "v", interviewer: "i", auditor: "a", system_admin: "s", hr_admin: "p" };
const ROLES = /** @type {Role[]} */ (Object.keys(LETTERS));

/**
 * Who has which page, by its address in the router. The super admin has every one and walks them in `console-screens`.
 * Flows, models and questions of the whole company are not in the hiring manager's branch.
 */
const PAGES = /** @type {Record<string, string>} */ ({
  "/": "rhvap",
  "/requisitions": "rhvap",
  "/requisitions/:id": "rhvap",
  "/candidates": "rhviap",
  "/candidates/:id": "rhviap",
  "/candidates/:id/report": "rhvap",
  "/monitor": "rhvap",
  "/reviews": "vp",
  "/reviews/:id": "vp",
  "/flows": "rhvap",
  "/flows/:id": "rvap",
  "/library": "rhvap",
  "/library/:family": "rhvap",
  "/models/:id?": "rvap",
  "/bank": "rhvap",
  "/bank/:id": "rvap",
  "/organisation": "rhvap",
  "/organisation/imports": "p",
  "/organisation/imports/:id": "p",
  "/notices": "rhviasp",
  "/privacy": "p",
  "/outbox": "rap",
  "/settings/staff": "sp",
  "/settings/roles": "asp",
  "/settings/mail": "s",
  "/settings/sms": "s",
  "/settings/templates": "rap",
  "/settings/trail": "a",
  "/settings/company": "rhviasp",
  "/settings/account": "rhviasp",
  "/settings/delivery": "s",
  "/settings/modules": "",
  "/settings/region": "s",
  "/settings/system": "s",
  "/privacy/retention": "p",
  "/candidates/bulk": "rp",
  "/candidates/bulk/:id": "rp",
  "/candidates/exports": "rp",
  "/candidates/tags": "rhviap",
  "/:rest(.*)*": "",
});
/** Before sign-in there are no roles. */
const OPEN = ["/sign-in", "/setup", "/activate", "/demo"];

/** What stands in the navigation, in this order. */
const NAVIGATION = /** @type {const} */ ([
  ["workbench", "rhvap"],
  ["requisitions", "rhvap"],
  ["candidates", "rhviap"],
  ["monitor", "rhvap"],
  ["reviews", "vp"],
  ["flows", "rhvap"],
  ["organisation", "rhvap"],
  ["outbox", "rap"],
  ["privacy", "p"],
  ["settings", "asp"],
]);

/** Who may do what, by the words on the button. */
const DEEDS = /** @type {const} */ ([
  ["/requisitions", "requisition.new", "rp"],
  ["/candidates", "application.new", "rp"],
  ["/candidates/:id", "application.move", "rp"],
  ["/candidates/:id", "report.open", "rhvap"],
  ["/candidates/:id", "privacy.ask_erasure", "rp"],
  ["/candidates/:id", "privacy.hold", "p"],
  ["/candidates/:id", "do.look", "rp"],
  ["/monitor", "monitor.extend_all", "rp"],
  ["/flows", "flow.new", "rp"],
  ["/models/:id?", "competency.new", "rp"],
  ["/organisation", "position.new", "p"],
  ["/organisation", "import.open", "p"],
  ["/settings/staff", "staff.new", "sp"],
]);

/** What of a person each role reads, on the person's page. */
const FIELDS = /** @type {const} */ ([
  ["name", "rhvip"],
  ["contact", "rhvp"],
  ["score", "rhvap"],
  ["words", "rhvip"],
]);

/** @type {Stage} */
let stage;
/** @type {Record<string, string>} Addresses with the identifiers of the demo, by the router's. */
let addresses;
/** @type {any} Somebody with a result, in the branch of every role, whom the interviewer meets. */
let person;
/** @type {string[]} */
let names;
before(async () => {
  stage = await Stage.set();
  const { hr } = stage;
  const people = (await hr.get("/applications?limit=100")).items;
  names = [...new Set(people.map((/** @type {any} */ it) => it.name))];
  person = await chosen(people);
  const first = async (/** @type {string} */ path) => (await hr.get(path)).items[0];
  const [requisition, review, flow] = [person.requisition.id, await first("/reviews"), await first("/flows")];
  const [family, model, question] = [await first("/library"), await first("/competency-models"), await first("/bank-questions?own=true")];
  /** @type {Record<string, string>} */
  const ids = {
    "/requisitions/:id": requisition,
    "/candidates/:id": person.id,
    "/candidates/:id/report": person.id,
    "/reviews/:id": review.session_id,
    "/flows/:id": flow.id,
    "/library/:family": family.family,
    "/models/:id?": model.id,
    "/bank/:id": question.id,
    "/organisation/imports/:id": await hr.bringSheet(),
    "/candidates/bulk/:id": (await hr.get("/bulk-runs")).items?.[0]?.id,
    "/:rest(.*)*": "no-such-page",
  };
  addresses = Object.fromEntries(Object.keys(PAGES).map((it) => [it, it.replace(/:\w+(\(\.\*\)\*|\?)?/, ids[it] ?? "")]));
});
after(() => stage?.strike());

/**
 * Somebody with a released result and answers in the hiring manager's branch, who is then given to the interviewer.
 * @param {any[]} people
 */
async function chosen(people) {
  const { hr } = stage;
  const seen = await as("hiring_manager", async (manager) => (await manager.get("/applications?limit=100")).items);
  const reach = new Set(seen.map((/** @type {any} */ it) => it.id));
  const found = people.find((it) => it.outcome !== null && it.total !== null && reach.has(it.id));
  assert.ok(found, "the demo has nobody with a result in the hiring manager's branch");
  const { items } = await hr.get("/staff");
  const interviewer = items.find((/** @type {any} */ it) => it.role === "interviewer");
  const status = await hr.page.evaluate(
    async ([id, staff_ids]) => {
      const headers = { "content-type": "application/json", "x-bole-client": "console" };
      return (await fetch(`/api/applications/${id}/assignees`, { method: "PUT", headers, body: JSON.stringify({ staff_ids }) })).status;
    },
    /** @type {const} */ ([found.id, [interviewer.id]]),
  );
  assert.ok(status < 300, `assigning answered ${status}`);
  return hr.get(`/applications/${found.id}`);
}

/**
 * @template T
 * @param {Role} role
 * @param {(hr: Hr) => Promise<T>} work
 */
async function as(role, work) {
  const context = await desktop(stage.browser, "en");
  const hr = new Hr(await context.newPage(), stage.server.addresses.console, "en");
  await hr.enterDemo(stage.server.addresses.demo_link ?? "", role);
  try {
    return await work(hr);
  } finally {
    await context.close();
  }
}

/**
 * Goes to an address as the application itself does, which fetches what a fresh page would, and waits until all is there.
 * @param {Hr} hr
 * @param {string} address
 */
async function visit(hr, address) {
  await hr.page.evaluate(async (path) => {
    const vue = /** @type {any} */ (document.querySelector("#app")).__vue_app__;
    await vue.config.globalProperties.$router.push(path);
  }, address);
  await hr.page.locator("main h1").first().waitFor();
  await hr.page.waitForFunction(() => document.querySelector("main .loading, main [aria-busy=true]") === null);
}

test("the table has a row for every page of the console", () => {
  assert.deepEqual(routes("console").filter((it) => !OPEN.includes(it) && !(it in PAGES)), []);
});

const known = routes("console");
/** The pages that this console has, and of which the demo has something to show. */
const pages = () => Object.entries(PAGES).filter(([path]) => known.includes(path) && (path === "/" || !addresses[path]?.endsWith("/")));

for (const role of ROLES) {
  const letter = LETTERS[role];

  test(`a ${role} has what is theirs, and nothing else exists`, async () => {
    await as(role, async (hr) => {
      const { page, t } = hr;
      /** @type {string[]} */
      const wrong = [];
      /** @type {string[]} */
      const refused = [];
      page.on("response", (it) => {
        if (it.status() >= 400) refused.push(`${it.status()} ${new URL(it.url()).pathname}`);
      });
      const rail = page.getByRole("navigation", { name: t("shell.navigation") });
      const offered = await rail.locator("a > span").allInnerTexts();
      assert.deepEqual(offered, NAVIGATION.filter(([, whose]) => whose.includes(letter)).map(([key]) => t(`nav.${key}`)));

      await hr.open("/settings/sms");
      await page.locator("main h1").first().waitFor();
      const missing = page.locator("main").getByRole("heading", { name: t("state.not_found.title") });
      for (const [path, whose] of pages()) {
        refused.length = 0;
        await visit(hr, addresses[path] ?? path);
        // Who has no workbench begins with the first thing they have.
        if (path === "/" && new URL(page.url()).pathname !== "/") continue;
        const isMissing = (await missing.count()) > 0;
        if (isMissing && whose.includes(letter)) wrong.push(`${path} is missing`);
        if (!isMissing && !whose.includes(letter)) wrong.push(`${path} is there: ${await page.locator("main").innerText()}`.slice(0, 90));
        if (whose.includes(letter)) wrong.push(...refused.map((it) => `${path} asks for what is refused: ${it}`));
        for (const [place, key, who] of DEEDS) {
          if (place !== path || !whose.includes(letter)) continue;
          const isThere = (await page.getByRole("button", { name: new RegExp(`^${t(key)}`) }).filter({ visible: true }).count()) > 0;
          if (isThere !== who.includes(letter)) wrong.push(`${path}: "${t(key)}" is ${isThere ? "there" : "missing"}`);
        }
      }
      assert.deepEqual(wrong, []);
    });
  });
}

/** What each field of the person looks like on a page. */
const looks = () => ({
  name: person.candidate.name,
  contact: person.candidate.phone_masked ?? person.candidate.email_masked,
  score: String(person.assessment.total),
  words: person.answers.find((/** @type {any} */ it) => it.text.length > 12).text.slice(0, 12),
});

for (const role of ROLES.filter((it) => it !== "system_admin")) {
  test(`a ${role} reads of a person what the role may, in the list and on the page`, async () => {
    await as(role, async (hr) => {
      const { page } = hr;
      const shown = looks();
      let text = "";
      for (const tab of ["resume", "interview", "assessment", "record"]) {
        await visit(hr, `/candidates/${person.id}?tab=${tab}`);
        text += `${await page.locator("main").innerText()}\n`;
      }
      const found = FIELDS.filter(([field]) => text.includes(shown[field])).map(([field]) => field);
      assert.deepEqual(found, FIELDS.filter(([, whose]) => whose.includes(LETTERS[role])).map(([field]) => field));
      // The list shows no more than the page.
      await visit(hr, `/candidates?q=${encodeURIComponent(FIELDS[0][1].includes(LETTERS[role]) ? shown.name : "")}`);
      const list = await page.locator("main").innerText();
      const more = FIELDS.filter(([field, whose]) => !whose.includes(LETTERS[role]) && field !== "score" && list.includes(shown[field]));
      assert.deepEqual(more, []);
    });
  });
}

test("an auditor meets no name, on no page and in no answer of the server", async () => {
  await as("auditor", async (hr) => {
    const told = await answers(hr.page.context());
    // The page that leads into the demo names everybody, before anybody is an auditor.
    const before = told.length;
    /** @type {string[]} */
    const met = [];
    const tabs = ["resume", "interview", "assessment", "record", "messages"].map((it) => `/candidates/${person.id}?tab=${it}`);
    const theirs = pages().filter(([, whose]) => whose.includes(LETTERS.auditor)).map(([path]) => addresses[path] ?? path);
    for (const address of [...theirs, ...tabs]) {
      await visit(hr, address);
      const dom = await hr.page.content();
      for (const name of names) if (dom.includes(name)) met.push(`${name} on ${address}`);
    }
    for (const { address, body } of (await answers(hr.page.context())).slice(before)) {
      for (const name of names) if (body.includes(name)) met.push(`${name} in ${address}`);
    }
    assert.deepEqual([...new Set(met)], []);
  });
});

test("a system administrator is told nothing of candidates", async () => {
  await as("system_admin", async (hr) => {
    const before = (await answers(hr.page.context())).length;
    const theirs = pages().filter(([, whose]) => whose.includes(LETTERS.system_admin)).map(([path]) => addresses[path] ?? path);
    for (const address of theirs) await visit(hr, address);
    const { phone_masked, email_masked } = person.candidate;
    const secrets = [...names, person.id, person.candidate.id, phone_masked, email_masked].filter((it) => it);
    const met = (await answers(hr.page.context())).slice(before).flatMap(({ address, body }) => secrets.filter((it) => body.includes(it)).map((it) => `${it} in ${address}`));
    assert.deepEqual(met, []);
  });
});

test("a candidate has an application, an interview, messages and data of their own, and the console does not exist", async () => {
  const invited = stage.nextInvited();
  const page = await stage.phonePage("en");
  const { t } = await stage.enter(invited, page, "en");
  const refused = (await Promise.all(
    ["/applications", "/reviews", "/messages", "/staff", "/trail", `/applications/${person.id}`, "/overview"].map((path) =>
      page.evaluate(async (at) => (await fetch(`/api${at}`)).status, path),
    ),
  )).filter((it) => it !== 401 && it !== 403 && it !== 404);
  assert.deepEqual(refused, [], "the candidate's own session opens something of the staff's");
  await page.goto(`${stage.server.addresses.candidate}/application`);
  const bar = page.getByRole("navigation", { name: t("tabs.label") });
  await bar.waitFor();
  const tabs = await bar.getByRole("link").allInnerTexts();
  assert.deepEqual(tabs.map((it) => it.trim().split("\n")[0]), ["home", "interview", "messages", "me"].map((it) => t(`tabs.${it}`)));
  for (const path of ["/application", "/messages", "/me", "/me/looks", "/my-data", "/help"]) {
    await page.goto(stage.server.addresses.candidate + path);
    await page.locator("main h1").waitFor();
    assert.equal(await page.getByRole("heading", { name: t("not_found.title") }).count(), 0, path);
  }
  for (const path of ["/candidates", "/reviews", "/settings/staff", `/candidates/${person.id}`]) {
    await page.goto(stage.server.addresses.candidate + path);
    await page.getByRole("heading", { name: t("not_found.title") }).waitFor();
  }
  const others = names.filter((it) => it !== invited.name);
  const met = (await answers(page.context())).flatMap(({ address, body }) => others.filter((it) => body.includes(it)).map((it) => `${it} in ${address}`));
  assert.deepEqual(met, []);
  // Outside an interview the menu has nothing of one.
  await button(page, t("menu.open")).click();
  assert.deepEqual(await page.getByRole("menuitem").allInnerTexts(), [t("menu.settings")]);
  await page.context().close();
});
