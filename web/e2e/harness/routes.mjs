/** The addresses of an application, read from its router, so that no screen is left out of the walks. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @param {import("./pseudo.mjs").App} app
 * @returns {string[]} Such as `/flows/:id`; addresses that only lead on are left out.
 */
export function routes(app) {
  const source = readFileSync(join(import.meta.dirname, "../..", app, "src/router.ts"), "utf8");
  const found = [...source.matchAll(/\{ path: "([^"]*)", component:/g)].map(([, path]) => path ?? "");
  const leadOn = [...source.matchAll(/\{ path: "([^"]*)", redirect:/g)];
  assert.equal(found.length + leadOn.length, source.split(/^\s*\{ path: "/m).length - 1, "a route is written in a way that this test cannot read");
  return [...new Set(found.map((it) => (it.startsWith("/") ? it : `/${it}`)))];
}
