/** A server of one interview for tests: applies commands once, keeps a lease, can lose answers and refuse to speak. */
import { ApiError } from "@bole/api";
import type { Ack, Command, CommandsView, HeartbeatView, InterviewView, WatchView } from "@bole/api";
import type { Script, ScriptStep } from "@bole/script";

import { fold } from "../src/features/interview/engine/fold.ts";
import type { Snapshot } from "../src/features/interview/engine/model.ts";
import { rebased, remainingAt } from "../src/features/interview/engine/time.ts";

const both = (zh: string, en: string) => ({ zh, en });

function question(id: string, next: string, follows = false): ScriptStep {
  const rule = {
    key: "team",
    when: { kind: "mentions" as const, terms: { zh: ["团队"], en: ["team"] } },
    ask: both("你提到“{quote}”，能具体说说吗？", "You mentioned “{quote}”. Tell me more?"),
    why: both("想了解你的角色", "To understand your part"),
  };
  return {
    kind: "question",
    id,
    question: id,
    title: both(`题目 ${id}`, `Question ${id}`),
    text: both("请描述一次经历", "Describe an experience"),
    hint: both("背景、任务、行动、结果", "Situation, task, action, result"),
    answer_ms: 180_000,
    follow_ups: follows ? [rule] : [],
    next,
    jumps: [],
  };
}

export function sampleScript(): Script {
  return {
    schema: 1,
    flow_version: "v1",
    title: both("客服专员初面", "Customer service interview"),
    follow_up_budget: 1,
    time_limit_ms: 600_000,
    greetings: [],
    dimensions: [],
    start: "welcome",
    steps: [
      { kind: "message", id: "welcome", text: both("欢迎", "Welcome"), next: "q1", jumps: [] },
      question("q1", "q2", true),
      question("q2", "end"),
      { kind: "end", id: "end" },
    ],
  };
}

export function sampleInterview(): InterviewView {
  return {
    session_id: "s1",
    company: "示例公司",
    job_title: "客服专员",
    candidate_name: "张示例",
    audience: "experienced",
    locale: "zh",
    expires_at: 1_000_000_000,
    script: sampleScript(),
    state: {
      status: "invited",
      phase: "consent",
      current: null,
      progress: { done: 0, total: 2 },
      remaining_ms: 600_000,
      extended_ms: 0,
      slots: [],
      follow_ups_asked: 0,
      lease_client: null,
      may_restart: false,
      ended_by: null,
    },
    answers: {},
    settings: { time_factor: 1, text_size: "normal", contrast: "normal" },
    consents: { interview: null, ai_scoring: null },
    server_now: 0,
  };
}

const FREE = new Set(["save_draft", "answer", "skip_follow_up", "pass_message"]);

export class FakeServer {
  #snapshot: Snapshot;
  readonly #now: () => number;
  readonly #taken = new Set<string>();
  /** Every command that took effect, in order. */
  readonly log: Command[] = [];
  readonly history: Command[] = [];
  requests = 0;
  is_down = false;
  /** Takes the next request, then loses the answer on the way back. */
  loses_next_answer = false;
  refusal: ApiError | null = null;
  #mark = 1;
  #watching: ((view: WatchView) => void)[] = [];

  constructor(now: () => number, interview = sampleInterview()) {
    this.#now = now;
    this.#snapshot = { interview, time: { remaining_ms: 600_000, as_of: now(), is_running: false } };
  }

  get state() {
    return this.#snapshot.interview.state;
  }
  get answers() {
    return this.#snapshot.interview.answers;
  }

  change(change: (snapshot: Snapshot) => Snapshot): void {
    this.#snapshot = change(this.#snapshot);
  }

  #view(): InterviewView {
    const now = this.#now();
    const remaining_ms = remainingAt(this.#snapshot.time, now);
    const { interview } = this.#snapshot;
    return structuredClone({ ...interview, server_now: now, state: { ...interview.state, remaining_ms } });
  }

  async #arrive(): Promise<void> {
    this.requests += 1;
    await Promise.resolve();
    if (this.is_down) throw new ApiError("network.unreachable", "unavailable");
    if (this.refusal) throw this.refusal;
  }

  #take(client_id: string, command: Command): Ack {
    const { client_seq } = command;
    const stamp = `${client_id}/${client_seq}`;
    if (this.#taken.has(stamp)) return { client_seq, result: "duplicate" };
    this.#taken.add(stamp);
    const { state } = this.#snapshot.interview;
    const has_lease = state.lease_client === client_id;
    if (command.kind === "open") {
      this.change((it) => ({
        ...it,
        interview: { ...it.interview, state: { ...it.interview.state, lease_client: client_id } },
      }));
      this.log.push(command);
      return { client_seq, result: "applied" };
    }
    if (!has_lease && FREE.has(command.kind)) {
      this.history.push(command);
      return { client_seq, result: "kept_as_history" };
    }
    if (!has_lease) return { client_seq, result: "rejected", code: "session.lease_elsewhere" };
    const before = this.#snapshot;
    this.#snapshot = fold(before, [{ ...command, client_at: this.#now() }]);
    if (this.#snapshot === before) {
      if (FREE.has(command.kind)) this.history.push(command);
      const result = FREE.has(command.kind) ? "kept_as_history" : "rejected";
      return { client_seq, result, code: result === "rejected" ? "session.not_allowed" : null };
    }
    this.log.push(command);
    return { client_seq, result: "applied" };
  }

  readonly api = {
    interview: async (): Promise<InterviewView> => {
      await this.#arrive();
      return this.#view();
    },
    commands: async (client_id: string, commands: Command[]): Promise<CommandsView> => {
      await this.#arrive();
      const acks = structuredClone(commands).map((it) => this.#take(client_id, it));
      if (this.loses_next_answer) {
        this.loses_next_answer = false;
        throw new ApiError("network.timeout", "unavailable");
      }
      return { acks, state: this.#view().state, server_now: this.#now() };
    },
    watch: async (mark: number): Promise<WatchView> => {
      if (mark !== this.#mark) return { mark: this.#mark, pause_ms: 0 };
      return new Promise((resolve) => this.#watching.push(resolve));
    },
    heartbeat: async (): Promise<HeartbeatView> => {
      await this.#arrive();
      return { state: this.#view().state, server_now: this.#now() };
    },
  };

  /** HR adds time; whoever waits for word is told. */
  extend(added_ms: number): void {
    this.change((it) => ({
      interview: { ...it.interview, state: { ...it.interview.state, extended_ms: it.interview.state.extended_ms + added_ms } },
      time: { ...it.time, remaining_ms: it.time.remaining_ms === null ? null : it.time.remaining_ms + added_ms },
    }));
    this.#mark += 1;
    for (const tell of this.#watching.splice(0)) tell({ mark: this.#mark, pause_ms: 0 });
  }

  pause(): void {
    this.change((it) => ({
      interview: { ...it.interview, state: { ...it.interview.state, phase: "left" } },
      time: rebased(it.time, this.#now(), false),
    }));
  }
}
