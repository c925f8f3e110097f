/** The engine's promises: nothing called saved is lost, nothing arrives twice, the words on the screen are true. */
import { ApiError } from "@bole/api";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { InterviewEngine } from "../src/features/interview/engine/engine.ts";
import type { TabLocks } from "../src/features/interview/engine/identity.ts";
import { MemoryStore } from "../src/features/interview/engine/store.ts";
import { FakeServer } from "./fakeServer.ts";

const answers = (ai_scoring: boolean) => [
  { purpose: "interview", is_given: true, version: 1 },
  { purpose: "ai_scoring", is_given: ai_scoring, version: 1 },
];

/** A disk that lasts, as the sealed store is. */
class Disk extends MemoryStore {
  override readonly is_lasting = true as unknown as false;
  is_full = false;
  override async putPending(...it: Parameters<MemoryStore["putPending"]>): Promise<void> {
    if (this.is_full) throw new Error("QuotaExceededError");
    return super.putPending(...it);
  }
  override async putDraft(...it: Parameters<MemoryStore["putDraft"]>): Promise<void> {
    if (this.is_full) throw new Error("QuotaExceededError");
    return super.putDraft(...it);
  }
}

class Locks implements TabLocks {
  readonly held = new Set<string>();
  async take(name: string): Promise<boolean> {
    if (this.held.has(name)) return false;
    this.held.add(name);
    return true;
  }
}

const network = { is_online: true, is_visible: true };
const engines: InterviewEngine[] = [];

function open(server: FakeServer, store = new Disk(), locks = new Locks()): InterviewEngine {
  const engine = new InterviewEngine({
    api: server.api,
    store,
    locks,
    now: () => Date.now(),
    random: () => 0.5,
    isOnline: () => network.is_online,
    isVisible: () => network.is_visible,
    announce: () => undefined,
    changed: () => undefined,
  });
  engines.push(engine);
  return engine;
}

const settle = () => vi.advanceTimersByTimeAsync(50);

async function running(server: FakeServer, store = new Disk(), locks = new Locks()): Promise<InterviewEngine> {
  const engine = open(server, store, locks);
  await engine.load();
  await settle();
  engine.consent(answers(true));
  engine.start();
  engine.passMessage("welcome");
  await settle();
  expect(engine.screen).toBe("question");
  return engine;
}

/** The tab is gone without a word: timers stop, its lock is released. */
function kill(engine: InterviewEngine, locks: Locks): void {
  engine.stop();
  locks.held.clear();
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  network.is_online = true;
  network.is_visible = true;
});
afterEach(() => {
  for (const engine of engines.splice(0)) engine.stop();
  vi.useRealTimers();
});

test("from consent to the end, each screen follows its state", async () => {
  const server = new FakeServer(Date.now);
  const engine = open(server);
  expect(engine.screen).toBe("loading");
  await engine.load();
  expect(engine.screen).toBe("consent");
  engine.consent(answers(false));
  expect(engine.screen).toBe("ready");
  engine.start();
  expect(engine.screen).toBe("message");
  engine.passMessage("welcome");
  expect([engine.screen, engine.state?.current?.slot]).toEqual(["question", "q1"]);
  engine.typed("q1", "我和团队一起解决了投诉。");
  engine.answer("q1");
  expect(engine.state?.current?.slot).toBe("q1/f");
  expect(engine.state?.current?.follow_up?.ask).toContain("我和团队一起解决了投诉");
  engine.skipFollowUp("q1/f");
  engine.typed("q2", "完成");
  engine.answer("q2");
  expect(engine.screen).toBe("finished");
  await settle();
  expect([server.state.status, engine.state?.status, engine.backlog]).toEqual(["pending_review", "pending_review", 0]);
  expect(server.answers["q1"]?.text).toBe("我和团队一起解决了投诉。");
});

test("a text is called saved only after the acknowledgement", async () => {
  const server = new FakeServer(Date.now);
  const engine = await running(server);
  expect(engine.saveStateOf("q1")).toBe("empty");
  engine.typed("q1", "你好");
  expect(engine.saveStateOf("q1")).toBe("saving");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(engine.saveStateOf("q1")).toBe("saved");
  expect(server.answers["q1"]?.text).toBe("你好");
});

test("typing without a pause is saved at least every three seconds", async () => {
  const server = new FakeServer(Date.now);
  const engine = await running(server);
  for (let at = 1; at <= 8; at += 1) {
    engine.typed("q1", "字".repeat(at));
    await vi.advanceTimersByTimeAsync(500);
  }
  expect(server.answers["q1"]?.text.length).toBeGreaterThanOrEqual(6);
});

test("without a network the words are on the device and the interview goes on", async () => {
  const server = new FakeServer(Date.now);
  const engine = await running(server);
  server.is_down = true;
  engine.typed("q1", "断网时写的");
  await vi.advanceTimersByTimeAsync(2_000);
  expect([engine.saveStateOf("q1"), engine.is_offline]).toEqual(["on_device", true]);
  engine.answer("q1");
  engine.typed("q2", "第二题");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(engine.state?.current?.slot).toBe("q2");
  engine.answer("q2");
  expect(engine.screen).toBe("finished");
  expect(server.answers["q1"]).toBeUndefined();
  server.is_down = false;
  engine.wake();
  await settle();
  expect(server.answers["q1"]).toMatchObject({ text: "断网时写的", answered: true });
  expect([server.answers["q2"]?.text, server.state.status, engine.backlog]).toEqual(["第二题", "pending_review", 0]);
});

test("an answer of the server that is lost on its way has no second effect", async () => {
  const server = new FakeServer(Date.now);
  const engine = await running(server);
  engine.typed("q1", "只算一次");
  server.loses_next_answer = true;
  engine.answer("q1");
  await vi.advanceTimersByTimeAsync(3_000);
  expect(server.log.filter((it) => it.kind === "answer")).toHaveLength(1);
  expect([engine.backlog, engine.state?.current?.slot]).toEqual([0, "q2"]);
});

test("a killed tab goes on as the same writer with everything it had on its disk", async () => {
  const server = new FakeServer(Date.now);
  const [disk, locks] = [new Disk(), new Locks()];
  const first = await running(server, disk, locks);
  server.is_down = true;
  first.typed("q1", "被杀死之前");
  await vi.advanceTimersByTimeAsync(300);
  kill(first, locks);
  const second = open(server, disk, locks);
  await second.load();
  expect(second.screen).toBe("resume");
  expect(second.textOf("q1")).toBe("被杀死之前");
  second.resume();
  expect(second.screen).toBe("question");
  server.is_down = false;
  second.retry();
  await settle();
  expect(server.answers["q1"]?.text).toBe("被杀死之前");
  expect(server.history).toEqual([]);
  const seqs = server.log.map((it) => it.client_seq);
  expect(new Set(seqs).size).toBe(seqs.length);
});

test("a text that a dead phone had only on its disk is sent as soon as the page stands again", async () => {
  const server = new FakeServer(Date.now);
  const [disk, locks] = [new Disk(), new Locks()];
  const first = await running(server, disk, locks);
  network.is_online = false;
  first.typed("q1", "只在手机上");
  await vi.advanceTimersByTimeAsync(300);
  expect(first.saveStateOf("q1")).toBe("on_device");
  kill(first, locks);
  network.is_online = true;
  const second = open(server, disk, locks);
  await second.load();
  await settle();
  expect([second.screen, second.saveStateOf("q1"), server.answers["q1"]?.text]).toEqual(["resume", "saved", "只在手机上"]);
});

test("a phone that dies while the outbox is being written still has the text", async () => {
  const server = new FakeServer(Date.now);
  const [disk, locks] = [new Disk(), new Locks()];
  const first = await running(server, disk, locks);
  network.is_online = false;
  first.typed("q1", "正要放进发件箱");
  await vi.advanceTimersByTimeAsync(300);
  disk.putPending = () => new Promise(() => undefined);
  await vi.advanceTimersByTimeAsync(2_000);
  kill(first, locks);
  network.is_online = true;
  Reflect.deleteProperty(disk, "putPending");
  const second = open(server, disk, locks);
  await second.load();
  await settle();
  expect(server.answers["q1"]?.text).toBe("正要放进发件箱");
});

test("the time left never goes up by the network's delay, and does by an extension", async () => {
  const server = new FakeServer(Date.now);
  const engine = await running(server);
  const delay = (ms: number) =>
    server.change((it) => ({ ...it, time: { ...it.time, remaining_ms: it.time.remaining_ms! + ms } }));
  let before = engine.remaining_ms!;
  for (const ms of [800, -400, 1_200]) {
    delay(ms);
    await vi.advanceTimersByTimeAsync(11_000);
    expect(engine.remaining_ms!).toBeLessThan(before);
    before = engine.remaining_ms!;
  }
  delay(300_000);
  engine.wake();
  await settle();
  expect(engine.remaining_ms!).toBeGreaterThan(before + 280_000);
});

test("starting over clears this device and the interview, and new words are not taken for old", async () => {
  const server = new FakeServer(Date.now);
  const engine = await running(server);
  engine.typed("q1", "第一次");
  await vi.advanceTimersByTimeAsync(1_500);
  engine.leave();
  await settle();
  expect(engine.screen).toBe("resume");
  engine.restart();
  expect([engine.screen, engine.textOf("q1")]).toEqual(["ready", ""]);
  engine.start();
  engine.passMessage("welcome");
  engine.typed("q1", "第二次");
  await vi.advanceTimersByTimeAsync(1_500);
  expect([server.answers["q1"]?.text, server.answers["q1"]?.revision]).toEqual(["第二次", 1]);
});

test("a second tab is another writer, is asked before it goes on, and the first learns of it", async () => {
  const server = new FakeServer(Date.now);
  const [disk, locks] = [new Disk(), new Locks()];
  const first = await running(server, disk, locks);
  first.typed("q1", "第一个窗口");
  await vi.advanceTimersByTimeAsync(1_500);
  const second = open(server, disk, locks);
  await second.load();
  expect(second.screen).toBe("elsewhere");
  second.resume();
  await settle();
  expect([second.screen, second.textOf("q1")]).toEqual(["question", "第一个窗口"]);
  await first.refresh();
  expect(first.screen).toBe("elsewhere");
  first.typed("q1", "不会覆盖");
  first.flush();
  await settle();
  expect(server.answers["q1"]?.text).toBe("第一个窗口");
  first.resume();
  await settle();
  expect(first.screen).toBe("question");
});

test("an extension by HR is seen with the next heartbeat", async () => {
  const server = new FakeServer(Date.now);
  const engine = await running(server);
  const before = engine.remaining_ms!;
  server.change((it) => ({ ...it, time: { ...it.time, remaining_ms: it.time.remaining_ms! + 300_000 } }));
  await vi.advanceTimersByTimeAsync(12_000);
  expect(engine.remaining_ms).toBeGreaterThan(before + 280_000);
});

test("the remaining time is spoken at sixty, thirty and ten seconds only", async () => {
  const server = new FakeServer(Date.now);
  const engine = await running(server);
  const spoken: number[] = [];
  for (let at = 0; at < 600; at += 1) {
    await vi.advanceTimersByTimeAsync(1_000);
    if (engine.spoken !== null && spoken.at(-1) !== engine.spoken) spoken.push(engine.spoken);
  }
  expect(spoken).toEqual([60, 30, 10]);
  await settle();
  expect(engine.screen).toBe("time_up");
});

test("what was being written when the time ran out is saved", async () => {
  const server = new FakeServer(Date.now);
  const engine = await running(server);
  await vi.advanceTimersByTimeAsync(598_000);
  engine.typed("q1", "最后一句");
  await vi.advanceTimersByTimeAsync(4_000);
  expect([engine.screen, server.answers["q1"]?.text]).toEqual(["time_up", "最后一句"]);
});

test("an interview the server paused for silence goes on by itself while the candidate is there", async () => {
  const server = new FakeServer(Date.now);
  const engine = await running(server);
  server.pause();
  await vi.advanceTimersByTimeAsync(12_000);
  await settle();
  expect([server.state.phase, engine.screen]).toEqual(["running", "question"]);
});

test("a full disk without a network is told, not hidden", async () => {
  const server = new FakeServer(Date.now);
  const disk = new Disk();
  const engine = await running(server, disk);
  server.is_down = true;
  disk.is_full = true;
  engine.typed("q1", "没有地方放");
  await vi.advanceTimersByTimeAsync(2_000);
  expect([engine.saveStateOf("q1"), engine.has_unsaved_text]).toEqual(["failed", true]);
  disk.is_full = false;
  server.is_down = false;
  engine.retry();
  await vi.advanceTimersByTimeAsync(2_000);
  expect([engine.saveStateOf("q1"), engine.has_unsaved_text]).toEqual(["saved", false]);
});

test("a command the server cannot take is dropped and does not hold up the others", async () => {
  const server = new FakeServer(Date.now);
  const engine = await running(server);
  server.refusal = new ApiError("request.invalid", "invalid");
  engine.typed("q1", "甲");
  engine.flush();
  await settle();
  expect([engine.problem, engine.backlog]).toEqual(["request.invalid", 0]);
  server.refusal = null;
  engine.typed("q1", "甲乙");
  await vi.advanceTimersByTimeAsync(1_500);
  expect(server.answers["q1"]?.text).toBe("甲乙");
});

test("a withdrawn invitation closes the interview and stops sending", async () => {
  const server = new FakeServer(Date.now);
  const engine = await running(server);
  server.refusal = new ApiError("invitation.withdrawn", "gone");
  engine.typed("q1", "还在写");
  await vi.advanceTimersByTimeAsync(5_000);
  expect([engine.screen, engine.closed_by]).toEqual(["closed", "invitation.withdrawn"]);
  const { requests } = server;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.requests).toBe(requests);
});

test("a session that ran out asks to sign in and keeps the words", async () => {
  const server = new FakeServer(Date.now);
  const engine = await running(server);
  server.refusal = new ApiError("candidate.signed_out", "unauthenticated");
  engine.typed("q1", "继续写");
  await vi.advanceTimersByTimeAsync(1_500);
  expect([engine.screen, engine.textOf("q1")]).toEqual(["signed_out", "继续写"]);
  server.refusal = null;
  await engine.load();
  await settle();
  expect(server.answers["q1"]?.text).toBe("继续写");
});

test("ending early leaves the interview incomplete and nothing on this device", async () => {
  const server = new FakeServer(Date.now);
  const disk = new Disk();
  const engine = await running(server, disk);
  engine.typed("q1", "写了一半");
  engine.finish();
  await settle();
  expect([engine.screen, server.state.status, server.answers["q1"]?.text]).toEqual(["finished", "incomplete", "写了一半"]);
  expect([await disk.lastSession(), await disk.drafts("s1"), await disk.clients("s1")]).toEqual([null, [], []]);
});

test("ten thousand characters are kept and no more, counted by code points", async () => {
  const engine = await running(new FakeServer(Date.now));
  engine.typed("q1", "𠮷".repeat(10_050));
  expect([...engine.textOf("q1")].length).toBe(10_000);
});

test("nothing known and no network is an honest screen, and it recovers", async () => {
  const server = new FakeServer(Date.now);
  server.is_down = true;
  const engine = open(server);
  await engine.load();
  expect([engine.screen, engine.unreachable_by]).toEqual(["unreachable", "network.unreachable"]);
  server.is_down = false;
  await vi.advanceTimersByTimeAsync(3_000);
  expect(engine.screen).toBe("consent");
});

test("time that HR adds is on the screen within two seconds, and said", async () => {
  const server = new FakeServer(() => Date.now());
  const engine = await running(server);
  await vi.advanceTimersByTimeAsync(3_000);
  const before = engine.remaining_ms ?? 0;
  server.extend(300_000);
  await vi.advanceTimersByTimeAsync(1_900);
  expect((engine.remaining_ms ?? 0) - before).toBeGreaterThan(295_000);
  expect(engine.added_minutes).toBe(5);
  engine.dismissAdded();
  expect(engine.added_minutes).toBe(0);
});
