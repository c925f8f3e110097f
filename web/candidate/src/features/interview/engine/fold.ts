/**
 * What pending commands will do to an interview: the mirror of the server's `advance`, run while it cannot be reached.
 *
 * The server's word replaces the result as soon as it arrives. Commands the server would refuse change nothing here.
 */

import type { Command, EndedBy, InterviewState, InterviewView, SessionStatus, SlotState } from "@bole/api";
import { countCharacters, findQuestion, findStep, followUp, nextStep, progress } from "@bole/script";

import { FOLLOW_UP_SUFFIX, answerIn, isFollowUp, stepOf } from "./model.ts";
import type { RemainingTime, Snapshot } from "./model.ts";
import { rebased } from "./time.ts";

export function fold(base: Snapshot, commands: readonly Command[]): Snapshot {
  return commands.reduce(applied, base);
}

/** What the server has confirmed beyond its state: the texts, consents and settings of commands that took effect. */
export function learned(interview: InterviewView, effective: readonly Command[]): InterviewView {
  return effective.reduce((before, it) => {
    switch (it.kind) {
      case "save_draft":
      case "answer": {
        if (answerIn(before, it.slot).revision > it.revision) return before;
        const answer = { text: it.text, revision: it.revision, answered: it.kind === "answer" };
        return { ...before, answers: { ...before.answers, [it.slot]: answer } };
      }
      case "consent":
        return { ...before, consents: { interview: it.interview, ai_scoring: it.ai_scoring } };
      case "settings": {
        const { time_factor, text_size, contrast } = it;
        return { ...before, settings: { time_factor, text_size, contrast } };
      }
      case "restart":
        return { ...before, answers: {} };
      default:
        return before;
    }
  }, interview);
}

function applied(before: Snapshot, command: Command): Snapshot {
  const { interview } = before;
  const { phase, status } = interview.state;
  const is_open = status === "invited" || status === "interviewing";
  switch (command.kind) {
    case "open":
      return before;
    case "consent": {
      if (!is_open || !command.interview) return before;
      const consents = { interview: true, ai_scoring: command.ai_scoring };
      const next = { ...before, interview: { ...interview, consents } };
      return phase === "consent" ? withState(next, { phase: "ready" }) : next;
    }
    case "settings":
      return is_open ? accommodated(before, command) : before;
    case "start":
      return phase === "ready" ? started(before, command.client_at) : before;
    case "save_draft":
      return written(before, command.slot, command.text, command.revision, false);
    case "answer":
      return answered(before, command);
    case "skip_follow_up":
      return passed(before, command.slot, true, command.client_at);
    case "pass_message":
      return passed(before, command.step, false, command.client_at);
    case "leave":
      return phase === "running" ? moved(before, "left", command.client_at) : before;
    case "resume":
      return phase === "left" ? moved(before, "running", command.client_at) : before;
    case "restart":
      return phase === "left" ? restarted(before, command.client_at) : before;
    case "finish":
      return status === "interviewing" ? ended(before, "incomplete", "candidate", command.client_at) : before;
  }
}

function withState(before: Snapshot, changes: Partial<InterviewState>): Snapshot {
  const state = { ...before.interview.state, ...changes };
  return { ...before, interview: { ...before.interview, state } };
}

function limitOf(interview: InterviewView, factor: number): number | null {
  const limit = interview.script.time_limit_ms;
  return limit === null || factor === 0 ? null : limit * factor;
}

function accommodated(before: Snapshot, command: Command & { kind: "settings" }): Snapshot {
  const { time_factor, text_size, contrast } = command;
  const old = limitOf(before.interview, before.interview.settings.time_factor);
  const limit = limitOf(before.interview, time_factor);
  const time = rebased(before.time, command.client_at, before.time.is_running);
  const used = old === null || time.remaining_ms === null ? 0 : old - time.remaining_ms;
  const interview = { ...before.interview, settings: { time_factor, text_size, contrast } };
  return { interview, time: { ...time, remaining_ms: limit === null ? null : limit - used } };
}

function started(before: Snapshot, at: number): Snapshot {
  const limit = limitOf(before.interview, before.interview.settings.time_factor);
  const time: RemainingTime = { remaining_ms: limit, as_of: at, is_running: true };
  const running = withState({ ...before, time }, { status: "interviewing", phase: "running", may_restart: true });
  return entered(running, before.interview.script.start, at);
}

function moved(before: Snapshot, phase: "left" | "running", at: number): Snapshot {
  return withState({ ...before, time: rebased(before.time, at, phase === "running") }, { phase });
}

function restarted(before: Snapshot, at: number): Snapshot {
  const limit = limitOf(before.interview, before.interview.settings.time_factor);
  const interview = { ...before.interview, answers: {} };
  return withState(
    { interview, time: { remaining_ms: limit, as_of: at, is_running: false } },
    { status: "invited", phase: "ready", current: null, slots: [], follow_ups_asked: 0, ended_by: null },
  );
}

function ended(before: Snapshot, status: SessionStatus, by: EndedBy, at: number): Snapshot {
  const time = rebased(before.time, at, false);
  return withState({ ...before, time }, { status, phase: "finished", current: null, ended_by: by });
}

function slotIn(state: InterviewState, slot: string): SlotState {
  return state.slots.find((it) => it.slot === slot) ?? { slot, answered: false, skipped: false, revision: 0 };
}

function isDone(state: InterviewState, slot: string): boolean {
  const it = slotIn(state, slot);
  return it.answered || it.skipped;
}

function withSlot(state: InterviewState, changed: SlotState): SlotState[] {
  const others = state.slots.filter((it) => it.slot !== changed.slot);
  const at = state.slots.findIndex((it) => it.slot === changed.slot);
  const place = at < 0 ? others.length : at;
  return [...others.slice(0, place), changed, ...others.slice(place)];
}

function written(before: Snapshot, slot: string, text: string, revision: number, is_answer: boolean): Snapshot {
  const { state } = before.interview;
  const known = slotIn(state, slot);
  const may_write = state.status === "interviewing" && !isDone(state, slot);
  if (!may_write || (!is_answer && known.revision >= revision)) return before;
  const top = Math.max(known.revision, revision);
  const answers = { ...before.interview.answers, [slot]: { text, revision: top, answered: is_answer } };
  const slots = withSlot(state, { slot, answered: is_answer, skipped: false, revision: top });
  return withState({ ...before, interview: { ...before.interview, answers } }, { slots });
}

function answered(before: Snapshot, command: Command & { kind: "answer" }): Snapshot {
  const after = written(before, command.slot, command.text, command.revision, true);
  if (after === before) return before;
  const { interview } = after;
  const question = isFollowUp(command.slot) ? null : findQuestion(interview.script, command.slot);
  const asked = interview.state.follow_ups_asked;
  const further =
    question === null
      ? null
      : followUp(question, command.text, interview.locale, asked, interview.script.follow_up_budget);
  if (further === null) return onward(after, stepOf(command.slot), command.client_at);
  const slot = command.slot + FOLLOW_UP_SUFFIX;
  const follow_up = { rule: further.rule, ask: further.ask, why: further.why };
  return withProgress(
    withState(after, {
      follow_ups_asked: asked + 1,
      current: { slot, step: command.slot, entered_at: command.client_at, follow_up },
    }),
  );
}

function passed(before: Snapshot, slot: string, skipped: boolean, at: number): Snapshot {
  const { state } = before.interview;
  if (state.current?.slot !== slot || state.status !== "interviewing") return before;
  const slots = withSlot(state, { ...slotIn(state, slot), answered: !skipped, skipped });
  return onward(withState(before, { slots }), stepOf(slot), at);
}

/** Goes on from a step that is done. */
function onward(before: Snapshot, step: string, at: number): Snapshot {
  const { interview } = before;
  const characters = countCharacters(answerIn(interview, step).text);
  const next = nextStep(interview.script, step, { audience: interview.audience, characters });
  return next === null ? completed(before, at) : entered(before, next.id, at);
}

function entered(before: Snapshot, step: string, at: number): Snapshot {
  const { script, state } = before.interview;
  const found = findStep(script, step);
  if (found === null || found.kind === "end") return completed(before, at);
  if (isDone(state, step)) return onward(before, step, at);
  return withProgress(withState(before, { current: { slot: step, step, entered_at: at, follow_up: null } }));
}

function completed(before: Snapshot, at: number): Snapshot {
  return withProgress(ended(before, "pending_review", "candidate", at));
}

function withProgress(before: Snapshot): Snapshot {
  const { script, state, audience } = before.interview;
  const done = state.slots.filter((it) => it.answered && findQuestion(script, it.slot) !== null).map((it) => it.slot);
  return withState(before, { progress: progress(script, done, state.current?.step ?? null, audience) });
}
