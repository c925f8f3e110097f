/** What this device believes of pending commands, and that repeating them changes nothing. */
import type { Command, CommandBody } from "@bole/api";
import { expect, test } from "vitest";

import { fold } from "../src/features/interview/engine/fold.ts";
import type { Snapshot } from "../src/features/interview/engine/model.ts";
import { lastWords } from "../src/features/interview/engine/outbox.ts";
import { remainingAt, spokenLimit } from "../src/features/interview/engine/time.ts";
import { outline, unfinished } from "../src/features/interview/outline.ts";
import { searchHelp } from "../src/features/help/search.ts";
import { sampleInterview } from "./fakeServer.ts";

function after(...bodies: CommandBody[]): Snapshot {
  const base: Snapshot = {
    interview: sampleInterview(),
    time: { remaining_ms: 600_000, as_of: 0, is_running: false },
  };
  return fold(base, bodies.map((it, at): Command => ({ ...it, client_seq: at + 1, client_at: at * 1_000 })));
}

const begun: CommandBody[] = [
  { kind: "consent", interview: true, ai_scoring: false },
  { kind: "start" },
  { kind: "pass_message", step: "welcome" },
];
const answer = (slot: string, text: string): CommandBody => ({
  kind: "answer", slot, revision: 9, text, elapsed_ms: 1_000, automatic: false,
});

test("an answer that mentions a term is followed up within the budget", () => {
  const { state } = after(...begun, answer("q1", "我们团队完成了")).interview;
  expect(state.current).toMatchObject({ slot: "q1/f", step: "q1", follow_up: { rule: "team" } });
  expect([state.follow_ups_asked, state.progress]).toEqual([1, { done: 1, total: 2 }]);
});

test("declining the interview changes nothing", () => {
  const { state, consents } = after({ kind: "consent", interview: false, ai_scoring: true }).interview;
  expect([state.phase, consents.interview]).toEqual(["consent", null]);
});

test("a second answer and an older draft do not replace what was answered", () => {
  const late: CommandBody = { kind: "save_draft", slot: "q1", revision: 20, text: "迟到" };
  const { answers } = after(...begun, answer("q1", "第一次"), answer("q1", "第二次"), late).interview;
  expect(answers["q1"]?.text).toBe("第一次");
});

test("commands that the server has already taken change nothing when they are applied again", () => {
  const commands = [...begun, answer("q1", "团队"), { kind: "skip_follow_up", slot: "q1/f" } as const, answer("q2", "好")];
  const once = after(...commands);
  const twice = fold(once, commands.map((it, at): Command => ({ ...it, client_seq: at + 1, client_at: 99_000 })));
  expect(twice.interview.state).toEqual(once.interview.state);
  expect(once.interview.state.status).toBe("pending_review");
});

test("ending early is incomplete, whatever was answered", () => {
  const { state } = after(...begun, answer("q1", "好"), { kind: "finish" }).interview;
  expect([state.status, state.phase, state.ended_by]).toEqual(["incomplete", "finished", "candidate"]);
});

test("the clock stands while away and follows the time factor", () => {
  const away = after(...begun, { kind: "leave" });
  expect(remainingAt(away.time, 900_000)).toBe(598_000);
  const looks = { text_size: "normal", contrast: "normal" } as const;
  const longer = after(...begun, { kind: "settings", time_factor: 2, ...looks });
  expect(remainingAt(longer.time, 3_000)).toBe(1_198_000);
  const unlimited = after(...begun, { kind: "settings", time_factor: 0, ...looks });
  expect(remainingAt(unlimited.time, 3_000)).toBeNull();
});

test("a limit is spoken once, when it is passed", () => {
  expect(spokenLimit(60_500, 59_900)).toBe(60);
  expect(spokenLimit(59_900, 58_900)).toBeNull();
  expect(spokenLimit(65_000, 5_000)).toBe(10);
  expect(spokenLimit(null, 5_000)).toBeNull();
});

test("the outline lists what is done, open and ahead, follow-ups included", () => {
  const { interview } = after(...begun, answer("q1", "团队"));
  expect(outline(interview).map((it) => [it.slot, it.state])).toEqual([
    ["q1", "answered"],
    ["q1/f", "current"],
    ["q2", "ahead"],
  ]);
  expect(unfinished(interview).map((it) => it.slot)).toEqual(["q1/f", "q2"]);
});

test("the last words of a page fit a request that outlives it, newest first kept", () => {
  const pending = [1, 2, 3].map((at) => ({
    command: { kind: "save_draft" as const, slot: `q${at}`, revision: 1, text: "长".repeat(10_000), client_seq: at, client_at: 0 },
    is_sent: false,
    is_stored: true,
  }));
  expect(lastWords(pending).map((it) => it.client_seq)).toEqual([3]);
});

test("help is found by words in any order and width", () => {
  const items = [{ key: "a", question: "断网了怎么办？", answer: "继续作答，WLAN 恢复后上传" }];
  expect(searchHelp(items, "上传 ｗｌａｎ")).toHaveLength(1);
  expect(searchHelp(items, "密码")).toHaveLength(0);
});
