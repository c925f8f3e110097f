/** What the browser tests rest on: the second factor, axe, and the two screens. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { violations } from "../harness/axe.mjs";
import { desktop, launch, phone, watchForFaults } from "../harness/browser.mjs";
import { switchOn } from "../harness/phone.mjs";
import { temporaryDirectory } from "../harness/server.mjs";
import { totp } from "../harness/totp.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

test("one-time passwords equal the vectors of RFC 6238", () => {
  const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  assert.equal(totp(secret, 59_000), "287082");
  assert.equal(totp(secret, 1_111_111_109_000), "081804");
  assert.equal(totp(secret, 20_000_000_000_000), "353130");
});

test("axe finds a button without a name and nothing on a sound page", async () => {
  const page = await (await desktop(browser)).newPage();
  const body = (/** @type {string} */ inner) =>
    `<!doctype html><html lang="zh"><title>页面</title><main><h1>页面</h1>${inner}</main></html>`;
  await page.setContent(body("<button></button>"));
  assert.match((await violations(page)).join("\n"), /button-name/);
  await page.setContent(body("<button>保存</button>"));
  assert.deepEqual(await violations(page), []);
  await page.context().close();
});

test("axe runs on a page whose policy allows no foreign script", async () => {
  const page = await (await desktop(browser)).newPage();
  const faults = watchForFaults(page);
  await page.route("http://bole.localhost/", (route) =>
    route.fulfill({
      contentType: "text/html",
      headers: { "content-security-policy": "default-src 'self'; script-src 'self'" },
      body: '<!doctype html><html lang="zh"><title>页面</title><main><h1>页面</h1><button></button></main></html>',
    }),
  );
  await page.goto("http://bole.localhost/");
  assert.match((await violations(page)).join("\n"), /button-name/);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("the phone is 360 px wide and speaks the language asked for", async () => {
  const context = await phone(browser, "en");
  const page = await context.newPage();
  const faults = watchForFaults(page);
  await page.setContent("<!doctype html><meta name=viewport content='width=device-width'><script>throw new Error('planted')</script>");
  assert.equal(await page.evaluate(() => innerWidth), 360);
  assert.equal(await page.evaluate(() => navigator.language), "en-GB");
  assert.match(faults.join(), /planted/);
  await context.close();
});

test("a killed phone keeps what its database has committed", async (t) => {
  const profile = await temporaryDirectory();
  /** @type {import("../harness/phone.mjs").Phone[]} */
  const lives = [];
  t.after(async () => {
    for (const life of lives) await life.kill();
    await profile.remove();
  });
  const sound = { contentType: "text/html", body: "<!doctype html><title>x</title>" };
  const visit = async () => {
    const it = await switchOn(profile.path);
    lives.push(it);
    await it.page.route("http://bole.localhost/", (route) => route.fulfill(sound));
    await it.page.goto("http://bole.localhost/");
    return it;
  };
  const first = await visit();
  await first.page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open("kept", 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore("words");
        opening.onerror = reject;
        opening.onsuccess = () => {
          const writing = opening.result.transaction("words", "readwrite", { durability: "strict" });
          writing.objectStore("words").put("已写下", "draft");
          writing.oncomplete = resolve;
        };
      }),
  );
  await first.kill();
  const second = await visit();
  const kept = await second.page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open("kept", 1);
        opening.onerror = reject;
        opening.onsuccess = () => {
          const reading = opening.result.transaction("words").objectStore("words").get("draft");
          reading.onsuccess = () => resolve(reading.result);
        };
      }),
  );
  assert.equal(kept, "已写下");
});
