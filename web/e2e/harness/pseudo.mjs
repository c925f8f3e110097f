/**
 * Two trial languages, made from the English texts while a page is open: `en-XA` is accented, bracketed and 40 % longer,
 * `ar-XB` is written from right to left. Nothing of them is in the applications, so nobody can be offered one.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {"en-XA" | "ar-XB"} Trial */
/** @typedef {"candidate" | "console"} App */

const FOLDER = join(import.meta.dirname, "../../packages/i18n");
const PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ACCENTED = "åƀçðéƒĝĥîĵķļṁñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ";
/** What a text grows by; words, so that it breaks where a longer language would. */
const MORE = "öñé ţŵö ţĥŕéé ƒöûŕ ƒîṽé šîẋ šéṽéñ éîĝĥţ ñîñé ţéñ ";
const LONGER = 0.4;
/** A placeholder or a quoted character of the catalogue, which stays as it is. */
const SLOT = /(\{'[^']*'\}|\{\w+\})/;
const [RIGHT_TO_LEFT, END] = ["\u202e", "\u202c"];

/**
 * `Save {name}` becomes `[Šåṽé {name} öñé]`.
 * @param {string} text
 */
export function accented(text) {
  if (!/[a-z]/i.test(text)) return text;
  const parts = text.split(SLOT).map((it, at) => (at % 2 === 1 ? it : it.replace(/[a-z]/gi, (letter) => ACCENTED[PLAIN.indexOf(letter)] ?? letter)));
  const room = Math.ceil(text.length * LONGER);
  const more = MORE.repeat(Math.ceil(room / MORE.length)).slice(0, room).trim();
  return `[${parts.join("")} ${more}]`;
}

/**
 * Every word is written from right to left; placeholders stay.
 * @param {string} text
 */
export function mirrored(text) {
  return text
    .split(SLOT)
    .map((it, at) => (at % 2 === 1 ? it : it.replace(/[a-z]+/gi, (word) => `${RIGHT_TO_LEFT}${word}${END}`)))
    .join("");
}

/**
 * @param {any} node
 * @param {(text: string) => string} change
 * @returns {any}
 */
function each(node, change) {
  if (typeof node === "string") return change(node);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, each(value, change)]));
}

/** @type {Map<string, unknown>} */
const made = new Map();

/**
 * @param {App} app
 * @param {Trial | null} trial
 */
function catalogue(app, trial) {
  const key = `${app} ${trial}`;
  if (!made.has(key)) {
    const english = JSON.parse(readFileSync(join(FOLDER, app, "en.json"), "utf8"));
    made.set(key, each(english, trial === "en-XA" ? accented : trial === "ar-XB" ? mirrored : (it) => it));
  }
  return made.get(key);
}

/**
 * Shows a page that is open in English in a trial language, or in English again. The page is not loaded anew: what it shows
 * is the same screen in the same state.
 * @param {import("playwright-core").Page} page
 * @param {App} app
 * @param {Trial | null} trial
 */
export async function speak(page, app, trial) {
  await page.evaluate(
    async ([texts, isMirrored]) => {
      const vue = /** @type {any} */ (document.querySelector("#app")).__vue_app__;
      const { global } = vue._context.provides[vue.__VUE_I18N_SYMBOL__];
      global.setLocaleMessage("en", texts);
      // Only a change of language makes the texts be read again.
      global.locale.value = "zh";
      global.locale.value = "en";
      document.documentElement.dir = isMirrored ? "rtl" : "ltr";
      // Two frames, so that what measures itself has done so, and whatever moves to its new place has arrived.
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      await Promise.allSettled(document.getAnimations().filter((it) => it instanceof CSSTransition).map((it) => it.finished));
    },
    /** @type {[any, boolean]} */ ([catalogue(app, trial), trial === "ar-XB"]),
  );
}
