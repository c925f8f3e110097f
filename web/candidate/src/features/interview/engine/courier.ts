/**
 * Carries commands to the server: stores each first, sends them in order, tries again until every one is acknowledged.
 *
 * Decides nothing about interviews; it reports what the server said.
 */

import { ApiError } from "@bole/api";
import type { CommandBody, CommandsView, InterviewState } from "@bole/api";

import type { Adapters, Timer } from "./adapters.ts";
import { claimClient } from "./identity.ts";
import type { Pending } from "./model.ts";
import { BATCH, add, batch, lastWords, settle, stamped } from "./outbox.ts";
import type { Settled } from "./outbox.ts";
import type { ClientRecord } from "./store.ts";

const BACK_OFF_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
/** Sequence numbers are reserved in blocks, so that a killed tab can never give one out twice. */
const SEQ_BLOCK = 1_000;

export interface Listener {
  settled: (settled: Settled, state: InterviewState) => void;
  /** The server answered a heartbeat. */
  heard: (state: InterviewState) => void;
  /** A command the server cannot take at all was dropped. */
  dropped: (code: string) => void;
  signedOut: () => void;
  closed: (code: string) => void;
  /** Waiting is over and there is nothing to send. */
  idleRetry: () => void;
}

export class Courier {
  readonly #outside: Adapters;
  readonly #listener: Listener;
  #client: ClientRecord | null = null;
  #reserved_until = 0;
  #pending: Pending[] = [];
  #failures = 0;
  #batch_size = BATCH;
  #is_sending = false;
  #is_beating = false;
  #is_stopped = false;
  #answers_heard = 0;
  #retry: Timer | null = null;
  is_disk_failing = false;

  constructor(outside: Adapters, listener: Listener) {
    this.#outside = outside;
    this.#listener = listener;
  }

  get client_id(): string | null {
    return this.#client?.client_id ?? null;
  }
  get session_id(): string | null {
    return this.#client?.session_id ?? null;
  }
  get pending(): readonly Pending[] {
    return this.#pending;
  }
  get is_failing(): boolean {
    return this.#failures > 0;
  }
  get is_sending(): boolean {
    return this.#is_sending;
  }

  /** Becomes a writer of this session and picks up what an earlier life of it left unsent. */
  async claim(session_id: string): Promise<void> {
    const { store, locks, now } = this.#outside;
    this.#client = await claimClient(store, locks, session_id, now());
    await this.#reserve();
    this.#pending = await store.pending(session_id, this.#client.client_id).catch(() => []);
  }

  async #reserve(): Promise<void> {
    const client = this.#client!;
    this.#reserved_until = client.next_seq + SEQ_BLOCK;
    await this.#outside.store.putClient({ ...client, next_seq: this.#reserved_until }).catch(() => {
      this.is_disk_failing = true;
    });
  }

  /** Puts a command into the outbox and sends it as soon as may be; settles when the disk has it or has refused it. */
  post(body: CommandBody): Promise<void> {
    const client = this.#client;
    if (client === null) return Promise.resolve();
    const command = stamped(body, client.next_seq, Math.round(this.#outside.now()));
    client.next_seq += 1;
    if (this.#reserved_until - client.next_seq < SEQ_BLOCK / 10) void this.#reserve();
    const { pending, added, superseded } = add(this.#pending, command);
    this.#pending = pending;
    const kept = this.#keep(client, added, superseded);
    void this.send();
    return kept;
  }

  async #keep(client: ClientRecord, added: Pending, superseded: number[]): Promise<void> {
    const { store } = this.#outside;
    const remove = (seqs: number[]) => store.removePending(client.session_id, client.client_id, seqs);
    try {
      await store.putPending(client.session_id, client.client_id, added);
      added.is_stored = store.is_lasting;
      // It may have been acknowledged while it was being written.
      const seq = added.command.client_seq;
      await remove(this.#pending.some((it) => it.command.client_seq === seq) ? superseded : [...superseded, seq]);
      this.is_disk_failing = false;
    } catch {
      this.is_disk_failing = true;
    }
    this.#outside.changed();
  }

  /** Sends what is pending; `is_now` does not wait for the end of a pause. */
  async send(is_now = false): Promise<void> {
    const client = this.#client;
    if (client === null || this.#is_sending || this.#is_stopped || this.#pending.length === 0) return;
    if (!is_now && (this.#retry !== null || !this.#outside.isOnline())) return;
    this.#clearRetry();
    this.#is_sending = true;
    const chosen = batch(this.#pending, this.#batch_size);
    for (const it of chosen) it.is_sent = true;
    try {
      const sent = chosen.map((it) => it.command);
      const said = await this.#outside.api.commands(client.client_id, sent);
      this.#batch_size = BATCH;
      this.#hear(said);
    } catch (failure) {
      if (isPoisoned(failure)) this.#isolate(chosen, failure);
      else this.failed(failure);
    } finally {
      this.#is_sending = false;
    }
    this.#outside.changed();
    if (this.#pending.length > 0) void this.send();
  }

  /** Sends the newest commands in a request that outlives the page. */
  sendLast(): void {
    const commands = lastWords(this.#pending);
    if (this.#client === null || this.#is_stopped || commands.length === 0) return;
    this.#outside.api.commands(this.#client.client_id, commands, true).then(
      (said) => this.#hear(said),
      () => undefined,
    );
  }

  /** Says that this device is there; gives whether the answer was the newest word of the server. */
  async heartbeat(): Promise<boolean> {
    if (this.#client === null || this.#is_stopped || this.#is_sending || this.#is_beating) return false;
    if (!this.#outside.isOnline()) return false;
    let is_heard = false;
    const heard_before = this.#answers_heard;
    this.#is_beating = true;
    try {
      const { state } = await this.#outside.api.heartbeat(this.#client.client_id, this.#pending.length);
      this.#failures = 0;
      // An acknowledgement that came in the meantime knows more than this answer.
      is_heard = heard_before === this.#answers_heard;
      if (is_heard) this.#listener.heard(state);
      void this.send();
    } catch (failure) {
      this.failed(failure);
    } finally {
      this.#is_beating = false;
    }
    this.#outside.changed();
    return is_heard;
  }

  #hear({ acks, state }: CommandsView): void {
    this.#failures = 0;
    this.#answers_heard += 1;
    const settled = settle(this.#pending, acks);
    this.#forget(settled.settled);
    this.#listener.settled(settled, state);
  }

  /** Finds the one command the server cannot take and drops it, so that it does not hold up the others. */
  #isolate(chosen: Pending[], failure: ApiError): void {
    if (chosen.length > 1) {
      this.#batch_size = 1;
      return;
    }
    this.#batch_size = BATCH;
    this.#forget([chosen[0]!.command.client_seq]);
    this.#listener.dropped(failure.code);
  }

  #forget(seqs: readonly number[]): void {
    this.#pending = this.#pending.filter((it) => !seqs.includes(it.command.client_seq));
    const client = this.#client;
    if (client === null) return;
    this.#outside.store.removePending(client.session_id, client.client_id, seqs).catch(() => undefined);
  }

  /** Takes note of a failure and plans the next attempt. */
  failed(failure: unknown): void {
    if (!(failure instanceof ApiError)) throw failure;
    if (failure.kind === "unauthenticated") {
      this.#is_stopped = true;
      this.#listener.signedOut();
    } else if (["gone", "forbidden", "not_found"].includes(failure.kind)) {
      this.#is_stopped = true;
      this.#listener.closed(failure.code);
    } else {
      this.#failures += 1;
      const wait_s = Number(failure.params["retry_after_s"]);
      this.#planRetry(wait_s > 0 ? wait_s * 1_000 : null);
    }
  }

  #planRetry(wait_ms: number | null): void {
    if (this.#retry !== null) return;
    const step = BACK_OFF_MS[Math.min(this.#failures, BACK_OFF_MS.length) - 1]!;
    const wait = wait_ms ?? step * (0.8 + 0.4 * this.#outside.random());
    this.#retry = setTimeout(() => {
      this.#retry = null;
      if (this.#pending.length > 0 && this.#client !== null) void this.send(true);
      else this.#listener.idleRetry();
    }, wait);
  }

  #clearRetry(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
  }

  /** The server can be reached: no failure counts any more. */
  reached(): void {
    this.#failures = 0;
    this.#is_stopped = false;
    this.#clearRetry();
  }

  stop(): void {
    this.#is_stopped = true;
    this.#clearRetry();
  }
}

/** Whether the server refused the request itself, so that sending the same again is useless. */
function isPoisoned(failure: unknown): failure is ApiError {
  return failure instanceof ApiError && ["invalid", "too_large"].includes(failure.kind);
}
