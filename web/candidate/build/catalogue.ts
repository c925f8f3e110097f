/** Build steps for texts: what is read late is fetched late, and vue-i18n brings only what the app uses. */
import type { Plugin } from "vite";

type Tree = { [key: string]: Tree | string };

/** Parts of the catalogue that no screen before the end of an interview shows. */
const LATE = [
  "application", "appeal", "help", "me", "messages", "my_data", "next_step", "not_assessable", "not_found", "report", "standing",
  "timeline", "withdraw",
];
/** Keys of late parts that a title or a link needs at once. */
const TITLE = "title";

/** The catalogue's early or late half. */
export function half(tree: Tree, wanted: "first" | "later"): Tree {
  const chosen: Tree = {};
  for (const [key, value] of Object.entries(tree)) {
    if (!LATE.includes(key)) {
      if (wanted === "first") chosen[key] = value;
    } else if (wanted === "later") {
      chosen[key] = value;
    } else if (typeof value !== "string" && typeof value[TITLE] === "string") {
      chosen[key] = { [TITLE]: value[TITLE] };
    }
  }
  return chosen;
}

/** Serves `zh.json?first` and `zh.json?later` (and `en`) as halves of one catalogue file. */
export function catalogue(): Plugin {
  return {
    name: "bole-catalogue",
    enforce: "pre",
    transform: {
      filter: { id: /i18n\/candidate\/(zh|en)\.json\?(first|later)$/ },
      handler(source, id) {
        const wanted = id.endsWith("?first") ? "first" : "later";
        const code = `export default JSON.parse(${JSON.stringify(JSON.stringify(half(JSON.parse(source) as Tree, wanted)))})`;
        return { code, moduleType: "js", map: null };
      },
    },
  };
}

/**
 * vue-i18n reads `getCurrentInstance` off Vue's whole namespace, which would put all of Vue into the app.
 * It is given that one function instead.
 */
export function leanI18n(): Plugin {
  const NAMESPACE = "import * as Vue from 'vue';";
  return {
    name: "bole-lean-i18n",
    enforce: "pre",
    apply: "build",
    transform: {
      filter: { id: /vue-i18n\.runtime\.mjs$/ },
      handler(source) {
        if (!source.includes(NAMESPACE)) throw new Error("vue-i18n has changed how it imports Vue");
        const lean = "import { getCurrentInstance as instance } from 'vue'; const Vue = { getCurrentInstance: instance };";
        return { code: source.replace(NAMESPACE, lean), map: null };
      },
    },
  };
}
