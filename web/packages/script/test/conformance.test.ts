/** Runs the cases that the Rust runner is checked against too. */
import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as runner from "../src/index.ts";
import type { Audience, Locale, Script } from "../src/index.ts";

interface Input {
  script: string;
  step: string;
  text: string;
  repeat?: number;
  locale: Locale;
  audience: Audience;
  characters: number;
  asked: number;
  budget: number;
  answered: string[];
  current: string | null;
}
interface Case {
  name: string;
  function: string;
  input: Input;
  expected: unknown;
}
interface CaseFile {
  scripts: Record<string, Script>;
  cases: Case[];
}

const folder = new URL("../../../../crates/bole-domain/conformance/", import.meta.url);

function run({ scripts }: CaseFile, { function: called, input }: Case): unknown {
  const script = scripts[input.script]!;
  const text = (input.text ?? "").repeat(input.repeat ?? 1);
  switch (called) {
    case "next_step":
      return runner.nextStep(script, input.step, input)?.id ?? null;
    case "follow_up":
      return runner.followUp(runner.findQuestion(script, input.step)!, text, input.locale, input.asked, input.budget);
    case "length_hint":
      return runner.lengthHint(text, input.locale);
    case "progress":
      return runner.progress(script, input.answered, input.current, input.audience);
    case "count_characters":
      return runner.countCharacters(text);
    case "count_words":
      return runner.countWords(text);
    default:
      throw new Error(`no function ${called}`);
  }
}

const files = readdirSync(folder).filter((it) => it.startsWith("script") && it.endsWith(".json"));

test("the shared cases are there", () => {
  expect(files).toContain("script.json");
});

for (const file of files) {
  const content = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as CaseFile;
  describe(file, () => {
    test.each(content.cases)("$function: $name", (it) => {
      expect(run(content, it)).toEqual(it.expected);
    });
  });
}
