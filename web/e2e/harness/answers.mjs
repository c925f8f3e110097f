/** What the server has told the pages of a browser: so that a test knows data from texts, and what a role was told from what it sees. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

import kit from "element-plus/es/locale/lang/en.mjs";

/** @typedef {import("playwright-core").BrowserContext} BrowserContext */
/** @typedef {{ address: string, body: string }} Answer */
/** @typedef {{ reading: Set<Promise<void>>, bodies: Answer[], texts: Set<string>, joined: string, patterns: RegExp[], joinedOf: number }} Told */

/** @type {WeakMap<BrowserContext, Told>} */
const all = new WeakMap();

const OPENAPI = join(import.meta.dirname, "../../../openapi.json");
/** Codes such as `super_admin`, which nobody should read on a screen. */
const CODES = new Set([...readFileSync(OPENAPI, "utf8").matchAll(/"enum":\s*\[([^\]]*)\]/g)].flatMap(([, list = ""]) => JSON.parse(`[${list}]`)));
/** What the controls of the kit say by themselves. */
const KIT = [...texts(kit)];
/** Addresses that are examples by their name, and the shape of a provider's identifier. */
const EXAMPLE = /\S*example\.(com|cn)\S*|SMS_0+/g;
/** Days as the browser writes them in English. */
const DAY = /(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*, )?(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}(?: at \d{1,2}:\d{2} [AP]M)?/g;
/** What stands between pieces of data that a screen puts into one line. */
const BETWEEN = /\s*(?:[·/／,，、:：;；()（）|•…"“”→@#+]|\s[–—-]\s|\s{2,})+\s*/u;
/** Where a text of the company's own, such as a greeting, takes a name. */
const SLOT = /\{\w+\}/;

/**
 * Keeps every answer of the API from now on.
 * @param {BrowserContext} context
 */
export function listen(context) {
  /** @type {Told} */
  const told = { reading: new Set(), bodies: [], texts: new Set(), joined: "", patterns: [], joinedOf: -1 };
  all.set(context, told);
  context.on("response", (response) => {
    const address = new URL(response.url()).pathname;
    if (!address.startsWith("/api/")) return;
    /** @type {Promise<void>} */
    const reading = response.text().then(
      (body) => {
        told.bodies.push({ address, body });
        if (response.headers()["content-type"]?.includes("json")) for (const it of texts(JSON.parse(body))) told.texts.add(it);
      },
      // The page has gone on before the answer was there.
      () => undefined,
    );
    told.reading.add(reading);
    void reading.finally(() => told.reading.delete(reading));
  });
}

/**
 * Every answer so far.
 * @param {BrowserContext} context
 * @returns {Promise<Answer[]>}
 */
export async function answers(context) {
  return (await settled(context)).bodies;
}

/**
 * Words on a page that neither a catalogue nor the server has given.
 * @param {import("playwright-core").Page} page
 * @param {import("./layout.mjs").Words[]} words
 * @returns {Promise<string[]>}
 */
export async function untold(page, words) {
  const told = await settled(page.context());
  if (told.joinedOf !== told.texts.size) {
    told.joined = [...KIT, ...told.texts].filter((it) => !CODES.has(it)).join("\n");
    told.patterns = [...told.texts].filter((it) => SLOT.test(it)).flatMap(pattern);
    told.joinedOf = told.texts.size;
  }
  /** @type {Set<string>} */
  const found = new Set();
  for (const { text, place } of words) {
    if (told.joined.includes(text) || told.patterns.some((it) => it.test(text))) continue;
    const pieces = text.replace(EXAMPLE, "").replace(DAY, "").split(BETWEEN).filter((it) => /\p{L}{2}/u.test(it));
    const unknown = pieces.filter((it) => !told.joined.includes(it));
    if (unknown.length > 0) found.add(`"${unknown.join(" … ").slice(0, 60)}" is in no catalogue: ${place}`);
  }
  return [...found];
}

/**
 * A text with places to fill in, as it reads once they are filled; a text that is hardly more than such a place says nothing.
 * @param {string} template
 * @returns {RegExp[]}
 */
function pattern(template) {
  const parts = template.replace(/[^\p{L}\p{N}}]+$/u, "").split(SLOT);
  if (parts.join("").length < 12) return [];
  return [new RegExp(parts.map((it) => it.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join(".+"))];
}

/** @param {BrowserContext} context */
async function settled(context) {
  const told = all.get(context);
  if (told === undefined) throw new Error("nobody listens to this context");
  await Promise.all(told.reading);
  return told;
}

/**
 * Every text in a tree.
 * @param {any} node
 * @returns {Generator<string>}
 */
function* texts(node) {
  if (typeof node === "string") yield node.replace(/\s+/g, " ");
  else if (node !== null && typeof node === "object") for (const it of Object.values(node)) yield* texts(it);
}
