/** Both languages say everything, with the same placeholders, and the app asks for nothing they do not have. */
import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";

import { half } from "../build/catalogue.ts";

type Tree = { [key: string]: Tree | string };

const read = (locale: string): Tree =>
  JSON.parse(readFileSync(new URL(`../../packages/i18n/candidate/${locale}.json`, import.meta.url), "utf8")) as Tree;

function flat(tree: Tree, before = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") found.set(before + key, value);
    else for (const [inner, text] of flat(value, `${before}${key}.`)) found.set(inner, text);
  }
  return found;
}

const zh = flat(read("zh"));
const en = flat(read("en"));
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

const source = new URL("../src/", import.meta.url);
const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((it) => /\.(vue|ts)$/.test(it));
const sources = files.map((it) => [it, readFileSync(new URL(it, source), "utf8")] as const);

test("zh and en have the same keys", () => {
  expect([...en.keys()].sort()).toEqual([...zh.keys()].sort());
});

test("no text is empty, and both languages fill in the same values", () => {
  for (const [key, text] of zh) {
    expect(text.trim(), key).not.toBe("");
    expect(en.get(key)?.trim(), key).not.toBe("");
    expect(placeholders(en.get(key) ?? ""), key).toEqual(placeholders(text));
  }
});

test("every key the app names is in the catalogue", () => {
  const prefixes = new Set([...zh.keys()].map((it) => it.split(".")[0]));
  for (const [file, text] of sources) {
    for (const [, key] of text.matchAll(/(?<!=)["'`]([a-z_]+(?:\.[a-z_0-9]+)+)["'`]/g)) {
      const is_key = prefixes.has(key!.split(".")[0]!) && !key!.endsWith(".ts") && !key!.endsWith(".vue");
      const is_code = zh.has(`errors.${key!}`);
      const is_known = zh.has(key!) || [...zh.keys()].some((it) => it.startsWith(`${key}.`));
      if (is_key && !is_code) expect(is_known, `${key} in ${file}`).toBe(true);
    }
  }
});

test("no Chinese text stands in the code", () => {
  for (const [file, text] of sources) {
    const code = text
      .replace(/\/\*[\s\S]*?\*\//g, "")
      .replace(/^\s*\/\/.*$/gm, "")
      .replace(/<!--[\s\S]*?-->/g, "");
    expect(/\p{Script=Han}/u.exec(code)?.[0] ?? null, file).toBeNull();
  }
});

test("the halves of the catalogue make the whole, and titles come first", () => {
  const tree = read("zh");
  const [first, later] = [flat(half(tree, "first")), flat(half(tree, "later"))];
  expect([...new Set([...first.keys(), ...later.keys()])].sort()).toEqual([...zh.keys()].sort());
  expect(first.has("help.title")).toBe(true);
  expect(first.has("help.of.begin.a")).toBe(false);
});

test("there are twelve answers in the help centre", () => {
  expect([...zh.keys()].filter((it) => /^help\.of\.\w+\.q$/.test(it))).toHaveLength(12);
});
