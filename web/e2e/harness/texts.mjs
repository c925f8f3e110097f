/** The applications' own texts, so that a test finds a button by what people read and a reworded button breaks no test. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "../../packages/i18n");

/**
 * A function from catalogue keys to texts.
 * @param {"candidate" | "console"} app
 * @param {"zh" | "en"} locale
 * @returns {(key: string, params?: Record<string, string | number>) => string}
 */
export function texts(app, locale) {
  const catalogue = JSON.parse(readFileSync(join(FOLDER, app, `${locale}.json`), "utf8"));
  return (key, params = {}) => {
    const text = find(catalogue, key);
    if (typeof text !== "string") throw new Error(`${app}/${locale}.json has no text ${key}`);
    return text.replace(/\{(\w+)\}/g, (whole, name) => String(params[name] ?? whole));
  };
}

/**
 * @param {any} node
 * @param {string} key
 * @returns {any} Keys are nested or flat, or partly both.
 */
function find(node, key) {
  if (node === undefined || typeof node !== "object") return undefined;
  if (key in node) return node[key];
  const parts = key.split(".");
  for (let length = parts.length - 1; length > 0; length -= 1) {
    const head = parts.slice(0, length).join(".");
    if (head in node) return find(node[head], parts.slice(length).join("."));
  }
  return undefined;
}
