// Prints what a phone must fetch (JS and CSS, gzip) before the first question, and fails above the budget.
import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET_KB = 90;
/** The screens from the link to the first question. */
const ENTRIES = [
  "index.html",
  "src/routes/InvitationPage.vue",
  "src/routes/SignInPage.vue",
  "src/routes/InterviewPage.vue",
];
const CATALOGUE = "zh.json?first";

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const files = new Set();

function take(key) {
  const chunk = manifest[key];
  if (chunk === undefined) throw new Error(`the build has no ${key}`);
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const it of chunk.css ?? []) files.add(it);
  for (const it of chunk.imports ?? []) take(it);
}
for (const key of ENTRIES) take(key);
take(Object.keys(manifest).find((it) => it.endsWith(`candidate/${CATALOGUE}`)));

const sizeOf = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
let total = 0;
for (const file of [...files].sort()) {
  const size = sizeOf(file);
  total += size;
  console.log(`${(size / 1024).toFixed(1).padStart(7)} KB  ${file}`);
}
const all = readdirSync(new URL("assets/", dist)).filter((it) => /\.(js|css)$/.test(it));
const everything = all.reduce((sum, it) => sum + sizeOf(`assets/${it}`), 0);
console.log(`${(total / 1024).toFixed(1).padStart(7)} KB  before the first question (budget ${BUDGET_KB} KB)`);
console.log(`${(everything / 1024).toFixed(1).padStart(7)} KB  everything, both languages`);
if (total > BUDGET_KB * 1024) {
  console.error("The candidate app is over its budget.");
  process.exit(1);
}
