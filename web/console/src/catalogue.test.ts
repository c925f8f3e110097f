import en from "@catalogue/en.json";
import zh from "@catalogue/zh.json";
import { describe, expect, it } from "vitest";
import { createI18n } from "vue-i18n";

type Node = string | { [key: string]: Node };

function flat(node: Node, path = ""): Map<string, string> {
  if (typeof node === "string") return new Map([[path, node]]);
  return new Map(Object.entries(node).flatMap(([key, value]) => [...flat(value, path ? `${path}.${key}` : key)]));
}
const texts = { zh: flat(zh as Node), en: flat(en as Node) };
const sources = import.meta.glob<string>("./**/*.{ts,vue}", { query: "?raw", import: "default", eager: true });
const rust = import.meta.glob<string>("../../../crates/*/src/**/*.rs", { query: "?raw", import: "default", eager: true });
const all = Object.entries(sources).filter(([path]) => !path.endsWith(".test.ts")).map(([, text]) => text).join("\n");

describe("the catalogues", () => {
  it("have the same keys in 中文 and English", () => {
    expect([...texts.zh.keys()].filter((it) => !texts.en.has(it))).toEqual([]);
    expect([...texts.en.keys()].filter((it) => !texts.zh.has(it))).toEqual([]);
  });

  it("use the same placeholders in both languages", () => {
    const names = (text: string) => [...new Set([...text.matchAll(/\{([a-z_]+)\}/g)].map((it) => it[1]))].sort();
    const differing = [...texts.zh].filter(([key, text]) => names(text).join() !== names(texts.en.get(key) ?? "").join());
    expect(differing.map(([key]) => key)).toEqual([]);
  });

  it("compile, every one of them", () => {
    const warnings: string[] = [];
    const i18n = createI18n({ legacy: false, locale: "zh", messages: { zh, en }, missingWarn: false });
    const warn = console.warn;
    console.warn = (text: string) => warnings.push(text);
    for (const locale of ["zh", "en"] as const) {
      i18n.global.locale.value = locale;
      for (const key of texts[locale].keys()) i18n.global.t(key, { count: 1 });
    }
    console.warn = warn;
    expect(warnings).toEqual([]);
  });

  it("hold every key the screens ask for", () => {
    const keys = [...all.matchAll(/\bt\(\s*["']([a-z_]+(?:\.[a-z_0-9]+)+)["']/g)].map((it) => it[1]!);
    expect(keys.length).toBeGreaterThan(300);
    expect(keys.filter((it) => !texts.zh.has(it))).toEqual([]);
  });

  it("hold a group for every family of keys built from a code", () => {
    const groups = [...all.matchAll(/\bt\(`([a-z_.]+)[._]\$\{/g), ...all.matchAll(/\bword\(["']([a-z_.]+)["']/g)].map((it) => it[1]!);
    const keys = [...texts.zh.keys()];
    expect(groups.filter((group) => !keys.some((key) => key.startsWith(`${group}.`) || key.startsWith(`${group}_`)))).toEqual([]);
  });

  it("put every refusal of the server into words", () => {
    const files = Object.values(rust);
    expect(files.length).toBeGreaterThan(0);
    const codes = new Set(files.flatMap((text) => [...text.matchAll(/Kind::\w+,\s*"([a-z_]+\.[a-z_]+)"/g)].map((it) => it[1]!)));
    const hidden = ["vault.", "template.", "root."];
    const missing = [...codes].filter((it) => !hidden.some((prefix) => it.startsWith(prefix)) && !texts.zh.has(`errors.${it}`));
    expect(missing.sort()).toEqual([]);
  });

  it("put every problem of a flow into words", () => {
    const check = Object.entries(rust).find(([path]) => path.endsWith("bole-domain/src/flow/check.rs"))?.[1] ?? "";
    const codes = [...check.matchAll(/"(flow\.[a-z_0-9]+)"/g)].map((it) => it[1]!);
    expect(codes.length).toBeGreaterThan(20);
    expect(codes.filter((it) => !texts.zh.has(`errors.${it}`))).toEqual([]);
  });
});

describe("the structure", () => {
  it("lets no feature import another feature", () => {
    const crossing = Object.entries(sources).flatMap(([path, text]) => {
      const own = /^\.\/features\/([a-z]+)\//.exec(path)?.[1];
      if (!own) return [];
      const imported = [...text.matchAll(/from "(?:@\/features|\.\.)\/([a-z]+)/g)].map((it) => it[1]!);
      return imported.filter((it) => it !== own && !["shared", "api"].includes(it)).map((it) => `${path} -> ${it}`);
    });
    expect(crossing).toEqual([]);
  });

  it("keeps every file under 300 lines", () => {
    expect(Object.entries(sources).filter(([, text]) => text.split("\n").length > 300).map(([path]) => path)).toEqual([]);
  });

  it("gives every empty list a sentence and a way on", () => {
    const wrong = Object.entries(sources).filter(([path]) => path.endsWith(".vue")).flatMap(([path, text]) => [...text.matchAll(/<EmptyState\b([\s\S]*?)(\/>|<\/EmptyState>)/g)].flatMap(([whole, inner, end]) => {
      const goesOn = end === "/>" ? / :?to="/.test(inner!) && / :?label="/.test(inner!) : /<(ElButton|RouterLink|slot)/.test(inner!);
      return / :?text="/.test(inner!) && goesOn ? [] : [`${path}: ${whole.slice(0, 120)}`];
    }));
    expect(wrong).toEqual([]);
  });

  it("offers no filter for sex, age or origin", () => {
    const filters = sources["./features/application/ApplicationFilters.vue"] ?? "";
    expect(filters).not.toMatch(/["'`.](gender|sex|age|birth|native_place)["'`]/);
  });
});
