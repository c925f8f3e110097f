/** The questions of an interview as a list: done, open, still to come. Pure. */
import type { InterviewView } from "@bole/api";
import { UNLIMITED_CHARACTERS, countCharacters, findStep, nextStep } from "@bole/script";
import type { QuestionStep } from "@bole/script";

import { FOLLOW_UP_SUFFIX, answerIn } from "./engine/model.ts";

export interface OutlineItem {
  slot: string;
  question: QuestionStep;
  is_follow_up: boolean;
  state: "answered" | "skipped" | "current" | "ahead";
}

export function outline(interview: InterviewView): OutlineItem[] {
  const { state, script, audience } = interview;
  const items: OutlineItem[] = [];
  const add = (slot: string, question: QuestionStep, is_follow_up: boolean) => {
    const known = state.slots.find((it) => it.slot === slot);
    const done = known?.skipped ? "skipped" : known?.answered ? "answered" : null;
    items.push({ slot, question, is_follow_up, state: done ?? (state.current?.slot === slot ? "current" : "ahead") });
  };
  const addWithFollowUp = (question: QuestionStep) => {
    add(question.id, question, false);
    const follow_up = question.id + FOLLOW_UP_SUFFIX;
    const is_asked = state.current?.slot === follow_up || state.slots.some((it) => it.slot === follow_up);
    if (is_asked) add(follow_up, question, true);
  };
  let at = findStep(script, script.start);
  for (let turn = 0; turn < script.steps.length && at !== null; turn += 1) {
    const { id } = at;
    const is_done = state.slots.some((it) => it.slot === id && (it.answered || it.skipped));
    if (at.kind === "question") addWithFollowUp(at);
    const characters = is_done ? countCharacters(answerIn(interview, id).text) : UNLIMITED_CHARACTERS;
    at = nextStep(script, id, { audience, characters });
  }
  return items;
}

export function unfinished(interview: InterviewView): OutlineItem[] {
  return outline(interview).filter((it) => it.state === "current" || it.state === "ahead");
}
