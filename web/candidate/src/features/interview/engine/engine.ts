/**
 * Holds one interview on this device: what is written goes to the outbox, from there to the server, and is called
 * saved only after the server's acknowledgement. Without a network the script runs here and everything is sent later.
 *
 * Knows no DOM and no Vue; the outside comes in through `Adapters`.
 */

import { ApiError } from "@bole/api";
import type { CommandBody, ConsentAnswer, InterviewSettings, InterviewState, InterviewView } from "@bole/api";
import { findStep, lengthHint } from "@bole/script";
import type { LengthHint } from "@bole/script";

import type { Adapters, Timer } from "./adapters.ts";
import { Courier } from "./courier.ts";
import { Drafts } from "./drafts.ts";
import { fold, learned } from "./fold.ts";
import { MAX_ANSWER_CHARACTERS, answerIn } from "./model.ts";
import type { SaveState, Screen, Snapshot } from "./model.ts";
import type { Settled } from "./outbox.ts";
import { screenFor } from "./screen.ts";
import { heardRemaining, remainingAt, spokenLimit } from "./time.ts";
import { Watch } from "./watch.ts";

/** What is told after an answer was given. */
export interface AnswerHint {
  code: LengthHint;
  minutes: number;
}

const DEBOUNCE_MS = 1_000;
const MOST_WAIT_MS = 3_000;
const HEARTBEAT_MS = 10_000;

export class InterviewEngine {
  readonly #outside: Adapters;
  readonly #courier: Courier;
  readonly #drafts: Drafts;
  readonly #watch: Watch;
  #base: Snapshot | null = null;
  #view: Snapshot | null = null;
  #is_under_way = false;
  #is_signed_out = false;
  #is_catching_up = false;
  #is_wiped = false;
  /** Something was done to the interview that is not on the screen yet. */
  #is_behind = false;
  #added_ms = 0;
  #keeping: Promise<void> = Promise.resolve();
  #closed_by: string | null = null;
  #unreachable_by: string | null = null;
  #problem: string | null = null;
  #hint: AnswerHint | null = null;
  #spoken: number | null = null;
  #ticked_at: number | null = null;
  #heard_at = 0;
  #flush_timer: Timer | null = null;
  #typing_since: number | null = null;
  #ticker: ReturnType<typeof setInterval> | null = null;

  constructor(outside: Adapters) {
    this.#outside = outside;
    this.#drafts = new Drafts(outside);
    this.#watch = new Watch(outside, () => {
      this.#is_behind = true;
      void this.#catchWord();
    });
    this.#courier = new Courier(outside, {
      settled: (settled, state) => this.#settled(settled, state),
      heard: (state) => this.#hear(state),
      dropped: (code) => this.#dropped(code),
      signedOut: () => (this.#is_signed_out = true),
      closed: (code) => (this.#closed_by = code),
      idleRetry: () => void this.refresh(),
    });
  }

  // What the screens read.

  get interview(): InterviewView | null {
    return this.#view?.interview ?? null;
  }
  get state(): InterviewState | null {
    return this.#view?.interview.state ?? null;
  }
  get screen(): Screen {
    const current = this.state?.current ?? null;
    const step = this.#view && current ? findStep(this.#view.interview.script, current.step) : null;
    return screenFor({
      state: this.#is_catching_up ? null : this.state,
      client_id: this.#courier.client_id,
      is_under_way: this.#is_under_way,
      step_kind: step === null || step.kind === "end" ? null : step.kind,
      remaining_ms: this.remaining_ms,
      is_signed_out: this.#is_signed_out,
      is_closed: this.#closed_by !== null,
      is_unreachable: this.#unreachable_by !== null,
    });
  }
  get remaining_ms(): number | null {
    return this.#view === null ? null : remainingAt(this.#view.time, this.#outside.now());
  }
  /** Commands the server has not acknowledged. */
  get backlog(): number {
    return this.#courier.pending.length;
  }
  get is_offline(): boolean {
    return !this.#outside.isOnline() || this.#courier.is_failing;
  }
  /** Whether what is written is kept on this device's disk. */
  get is_lasting(): boolean {
    return this.#outside.store.is_lasting && !this.#drafts.is_disk_failing && !this.#courier.is_disk_failing;
  }
  get problem(): string | null {
    return this.#problem;
  }
  get closed_by(): string | null {
    return this.#closed_by;
  }
  get unreachable_by(): string | null {
    return this.#unreachable_by;
  }
  get hint(): AnswerHint | null {
    return this.#hint;
  }
  /** The limit in seconds that the live region speaks. */
  get spoken(): number | null {
    return this.#spoken;
  }

  /** Minutes that HR has added since this was last dismissed. */
  get added_minutes(): number {
    return Math.round(this.#added_ms / 60_000);
  }

  textOf(slot: string): string {
    return this.#drafts.get(slot)?.text ?? (this.interview ? answerIn(this.interview, slot).text : "");
  }

  elapsedOf(slot: string): number {
    return this.#drafts.get(slot)?.elapsed_ms ?? 0;
  }

  /** Whether some text is neither acknowledged nor on this device's disk. */
  get has_unsaved_text(): boolean {
    const waits = this.#courier.pending.some((it) => "slot" in it.command && !it.is_stored);
    return waits || this.#drafts.dirty().some(([slot]) => !this.#drafts.isOnDisk(slot));
  }

  saveStateOf(slot: string): SaveState {
    const draft = this.#drafts.get(slot);
    const waiting = this.#courier.pending.filter((it) => "slot" in it.command && it.command.slot === slot);
    if (!draft?.is_dirty && waiting.length === 0) {
      return this.textOf(slot) !== "" || (draft?.revision ?? 0) > 0 ? "saved" : "empty";
    }
    if (!this.is_offline) return "saving";
    if (!this.is_lasting) return "failed";
    const is_on_disk = draft?.is_dirty ? this.#drafts.isOnDisk(slot) : waiting.every((it) => it.is_stored);
    return is_on_disk ? "on_device" : "saving";
  }

  // Life.

  /** Fetches the interview, or falls back to what this device knows of it. */
  async load(): Promise<void> {
    try {
      const interview = await this.#outside.api.interview();
      this.#is_signed_out = false;
      this.#unreachable_by = null;
      this.#courier.reached();
      await this.#adopt(interview);
    } catch (failure) {
      this.#courier.failed(failure);
      if (failure instanceof ApiError && failure.isPassing) await this.#loadFromDisk(failure.code);
    }
    this.#ticker ??= setInterval(() => this.tick(), 1_000);
    // What an earlier life had only on its disk goes to the server without waiting for the next key.
    this.flush();
    this.#outside.changed();
    void this.#courier.send();
  }

  async #loadFromDisk(code: string): Promise<void> {
    if (this.#base !== null) return;
    const { store } = this.#outside;
    const session_id = await store.lastSession().catch(() => null);
    const snapshot = session_id === null ? null : await store.snapshot(session_id).catch(() => null);
    if (snapshot === null) {
      this.#unreachable_by = code;
      return;
    }
    this.#base = snapshot;
    await this.#claim(snapshot.interview);
  }

  async #adopt(interview: InterviewView): Promise<void> {
    const as_of = this.#outside.now();
    const { remaining_ms, phase } = interview.state;
    if (this.#base?.interview.session_id === interview.session_id) this.#noteAdded(interview.state);
    this.#base = { interview, time: { remaining_ms, as_of, is_running: phase === "running" } };
    this.#heard_at = as_of;
    await this.#claim(interview);
    this.#is_catching_up = false;
    this.#keepBase();
  }

  async #claim(interview: InterviewView): Promise<void> {
    if (this.#courier.session_id !== interview.session_id) {
      await this.#courier.claim(interview.session_id);
      await this.#drafts.load(interview.session_id);
    }
    this.#project();
    this.#dropOldDrafts();
    const phase = this.state?.phase;
    if ((phase === "consent" || phase === "ready") && !this.#hasLease()) this.#post({ kind: "open" });
  }

  /** The server's text wins where it is newer; this device's then becomes history there, so nothing is lost. */
  #dropOldDrafts(): void {
    for (const [slot, draft] of this.#drafts.entries()) {
      const known = this.state?.slots.find((it) => it.slot === slot);
      if (known === undefined) continue;
      const server = this.interview ? answerIn(this.interview, slot).text : "";
      const is_current = draft.is_dirty ? draft.revision >= known.revision : draft.text === server;
      if (is_current && !known.answered && !known.skipped) {
        draft.revision = Math.max(draft.revision, known.revision);
        continue;
      }
      this.#drafts.remove(slot);
      if (draft.is_dirty && draft.text !== "" && draft.text !== server) {
        this.#post({ kind: "save_draft", slot, revision: Math.max(1, draft.revision), text: draft.text });
      }
    }
  }

  stop(): void {
    this.#courier.stop();
    this.#drafts.stop();
    this.#watch.stop();
    if (this.#flush_timer !== null) clearTimeout(this.#flush_timer);
    if (this.#ticker !== null) clearInterval(this.#ticker);
    this.#ticker = null;
  }

  /** Once a second: time left, time spent, heartbeat. */
  tick(): void {
    const now = this.#outside.now();
    const before = this.#ticked_at;
    this.#ticked_at = now;
    if (this.#view === null || before === null) return;
    const { screen } = this;
    const slot = this.state?.current?.slot;
    if (screen === "question" && slot !== undefined && this.#outside.isVisible()) {
      this.#open(slot).elapsed_ms += Math.min(Math.max(0, now - before), 1_500);
    }
    const was = remainingAt(this.#view.time, before);
    const left = this.remaining_ms;
    this.#spoken = spokenLimit(was, left) ?? (left === null || left > 60_000 ? null : this.#spoken);
    if (was !== null && was > 0 && left === 0) this.flush();
    const is_watched = screen === "question" || screen === "message" || screen === "time_up";
    const wait = screen === "time_up" ? HEARTBEAT_MS / 2 : HEARTBEAT_MS;
    if (is_watched && now - this.#heard_at >= wait) {
      this.#heard_at = now;
      void this.#courier.heartbeat();
    }
    if (is_watched && this.#outside.isVisible()) void this.#watch.ask();
    void this.#catchWord();
    this.#outside.changed();
  }

  /** Fetches how things stand until that was heard which made it necessary. */
  async #catchWord(): Promise<void> {
    if (this.#is_behind && (await this.#courier.heartbeat())) this.#is_behind = false;
  }

  /** Asks the server how things stand. */
  async refresh(): Promise<void> {
    const { screen } = this;
    if (screen === "finished" && this.backlog === 0) return;
    if (this.#base === null || screen === "elsewhere") await this.load();
    else await this.#courier.heartbeat();
  }

  /** The network is back, or the page is looked at again: no waiting. */
  wake(): void {
    if (this.backlog > 0) void this.#courier.send(true);
    else void this.refresh();
  }

  // What the candidate does.

  typed(slot: string, text: string): void {
    const draft = this.#open(slot);
    const characters = [...text];
    const kept = characters.length > MAX_ANSWER_CHARACTERS ? characters.slice(0, MAX_ANSWER_CHARACTERS).join("") : text;
    if (kept === draft.text) return;
    draft.text = kept;
    draft.is_dirty = true;
    this.#hint = null;
    this.#drafts.schedule();
    this.#scheduleFlush();
    this.#outside.changed();
  }

  /** Puts every changed text into the outbox: when typing pauses, on leaving a field, the page or the question. */
  flush(): void {
    if (this.#flush_timer !== null) clearTimeout(this.#flush_timer);
    this.#flush_timer = null;
    this.#typing_since = null;
    if (this.screen === "elsewhere") return;
    for (const [slot, draft] of this.#drafts.dirty()) {
      draft.revision = this.#nextRevision(slot);
      draft.is_dirty = false;
      const stored = this.#post({ kind: "save_draft", slot, revision: draft.revision, text: draft.text });
      // Only then: a phone that dies in between has the text in the outbox or as a changed draft, or both.
      void stored.then(() => this.#drafts.keep(slot));
    }
  }

  /** The page may not live on. */
  lastFlush(): void {
    this.flush();
    this.#courier.sendLast();
  }

  answer(slot: string): void {
    const { interview } = this;
    if (interview === null) return;
    const text = this.textOf(slot);
    const elapsed_ms = Math.round(this.elapsedOf(slot));
    const revision = this.#nextRevision(slot);
    this.#drafts.remove(slot);
    this.#hint = { code: lengthHint(text, interview.locale), minutes: Math.round(elapsed_ms / 60_000) };
    this.#post({ kind: "answer", slot, revision, text, elapsed_ms, automatic: false });
  }

  consent(answers: ConsentAnswer[]): void {
    const ai_scoring = answers.some((it) => it.purpose === "ai_scoring" && it.is_given);
    this.#post({ kind: "consent", interview: true, ai_scoring, answers });
  }

  accommodate(settings: InterviewSettings): void {
    const phase = this.state?.phase;
    if (phase !== undefined && phase !== "finished") this.#post({ kind: "settings", ...settings });
  }

  start(): void {
    this.#is_under_way = true;
    this.#post({ kind: "start" });
  }

  skipFollowUp(slot: string): void {
    this.#drafts.remove(slot);
    this.#hint = null;
    this.#post({ kind: "skip_follow_up", slot });
  }

  passMessage(step: string): void {
    this.#hint = null;
    this.#post({ kind: "pass_message", step });
  }

  /** 保存并退出. */
  leave(): void {
    this.flush();
    this.#is_under_way = false;
    this.#hint = null;
    this.#post({ kind: "leave" });
  }

  /** Goes on here, taking the lease if another tab or device has it. */
  resume(): void {
    this.#is_under_way = true;
    this.#hint = null;
    if (!this.#hasLease()) this.#post({ kind: "open" });
    if (this.state?.phase === "left") this.#post({ kind: "resume" });
    this.#outside.changed();
  }

  /** 重新开始: what was answered stays with the server as history. */
  restart(): void {
    this.#hint = null;
    this.#is_under_way = false;
    void this.#drafts.clear();
    if (!this.#hasLease()) this.#post({ kind: "open" });
    if (this.state?.phase === "running") this.#post({ kind: "leave" });
    this.#post({ kind: "restart" });
  }

  /** 结束面试. */
  finish(): void {
    this.flush();
    this.#hint = null;
    this.#post({ kind: "finish" });
  }

  /** The candidate has read that there is more time. */
  dismissAdded(): void {
    this.#added_ms = 0;
    this.#outside.changed();
  }

  dismissProblem(): void {
    this.#problem = null;
    this.#outside.changed();
  }

  /** Tries again now instead of waiting. */
  retry(): void {
    this.flush();
    this.wake();
  }

  // What the server says.

  #settled(settled: Settled, state: InterviewState): void {
    if (this.#base === null) return;
    const { effective, history, refused } = settled;
    const lease_before = this.#base.interview.state.lease_client;
    this.#base = { ...this.#base, interview: learned(this.#base.interview, effective) };
    this.#hear(state);
    const refusal = refused.find((it) => it.ack.code !== "session.lease_elsewhere");
    if (refusal !== undefined) this.#problem = refusal.ack.code ?? "session.not_allowed";
    const has_opened = effective.some((it) => it.kind === "open");
    if (has_opened) this.#outside.announce(this.#base.interview.session_id);
    const was_elsewhere = has_opened && lease_before !== null && lease_before !== this.#courier.client_id;
    const current = state.current?.slot;
    const was_older = history.some((it) => "slot" in it && it.slot === current) && this.#hasLease();
    if (was_elsewhere || was_older || refused.length > 0) void this.#catchUp();
    else if (state.phase === "finished" && this.backlog === 0) void this.#wipe();
  }

  /** Something was written or decided elsewhere: nothing is shown until the server's picture is here. */
  async #catchUp(): Promise<void> {
    this.#is_catching_up = true;
    await this.load();
    this.#is_catching_up = false;
    this.#outside.changed();
  }

  #dropped(code: string): void {
    this.#problem = code;
    this.#project();
  }

  #noteAdded(state: InterviewState): void {
    const before = this.#base?.interview.state.extended_ms ?? state.extended_ms;
    this.#added_ms += Math.max(0, state.extended_ms - before);
  }

  #hear(state: InterviewState): void {
    if (this.#base === null) return;
    this.#noteAdded(state);
    const as_of = this.#outside.now();
    this.#heard_at = as_of;
    const remaining_ms = heardRemaining(this.remaining_ms, state.remaining_ms);
    const time = { remaining_ms, as_of, is_running: state.phase === "running" };
    this.#base = { interview: { ...this.#base.interview, state }, time };
    this.#project();
    this.#keepBase();
    // The server paused an interview whose device it did not hear; the candidate is still here.
    if (this.state?.phase === "left" && this.#is_under_way && this.#hasLease() && this.#outside.isVisible()) {
      this.#post({ kind: "resume" });
    }
  }

  // Keeping.

  /** Settles when the command is on this device's disk, or the disk has refused it. */
  #post(body: CommandBody): Promise<void> {
    const stored = this.#courier.post(body);
    this.#project();
    this.#outside.changed();
    return stored;
  }

  /** The server's picture with what is still on its way. */
  #project(): void {
    if (this.#base === null) return;
    const commands = this.#courier.pending.map((it) => it.command);
    const view = fold(this.#base, commands);
    const is_opening = commands.some((it) => it.kind === "open");
    const lease_client = is_opening ? this.#courier.client_id : view.interview.state.lease_client;
    const state = { ...view.interview.state, lease_client };
    this.#view = { ...view, interview: { ...view.interview, state } };
  }

  #hasLease(): boolean {
    return this.#courier.client_id !== null && this.state?.lease_client === this.#courier.client_id;
  }

  #open(slot: string) {
    return this.#drafts.open(slot, this.#view ? answerIn(this.#view.interview, slot) : { text: "", revision: 0 });
  }

  #nextRevision(slot: string): number {
    const server = this.state?.slots.find((it) => it.slot === slot)?.revision ?? 0;
    return Math.max(server, this.#drafts.get(slot)?.revision ?? 0) + 1;
  }

  #scheduleFlush(): void {
    const now = this.#outside.now();
    this.#typing_since ??= now;
    const wait = Math.min(DEBOUNCE_MS, Math.max(0, this.#typing_since + MOST_WAIT_MS - now));
    if (this.#flush_timer !== null) clearTimeout(this.#flush_timer);
    this.#flush_timer = setTimeout(() => this.flush(), wait);
  }

  #keepBase(): void {
    // One after the other, so that an older picture never overwrites a newer one.
    this.#keeping = this.#keeping.then(async () => {
      if (this.#base === null || this.#is_wiped) return;
      await this.#outside.store.putSnapshot(this.#base).catch(() => undefined);
    });
  }

  /** Everything has arrived and the interview is over: nothing stays on this device. */
  async #wipe(): Promise<void> {
    const { session_id } = this.#courier;
    if (session_id === null || this.#is_wiped) return;
    this.#is_wiped = true;
    await this.#keeping;
    await this.#drafts.clear();
    await this.#outside.store.wipe(session_id).catch(() => undefined);
  }
}
