/** The commands waiting for the server, in order. Pure: the engine stores and sends what it decides. */

import type { Ack, Command, CommandBody } from "@bole/api";

import type { Pending } from "./model.ts";

/** The most commands in one request, and the most bytes a request may have when it must outlive the page. */
export const BATCH = 20;
export const KEEPALIVE_BYTES = 60_000;

export interface Added {
  pending: Pending[];
  added: Pending;
  /** Sequence numbers of drafts that the new command makes needless. */
  superseded: number[];
}

/**
 * Adds a command. Drafts of the same slot that were never sent are dropped: the newer text contains them.
 */
export function add(pending: readonly Pending[], command: Command): Added {
  const slot = command.kind === "save_draft" || command.kind === "answer" ? command.slot : null;
  const isSuperseded = (it: Pending) =>
    slot !== null && !it.is_sent && it.command.kind === "save_draft" && it.command.slot === slot;
  const superseded = pending.filter(isSuperseded).map((it) => it.command.client_seq);
  const added: Pending = { command, is_sent: false, is_stored: false };
  return { pending: [...pending.filter((it) => !isSuperseded(it)), added], added, superseded };
}

/** The next commands to send, oldest first. */
export function batch(pending: readonly Pending[], most = BATCH): Pending[] {
  return pending.slice(0, most);
}

/** The newest commands that fit a request which outlives the page. */
export function lastWords(pending: readonly Pending[]): Command[] {
  const encoder = new TextEncoder();
  const chosen: Command[] = [];
  let bytes = 0;
  for (const it of [...pending].reverse()) {
    bytes += encoder.encode(JSON.stringify(it.command)).length + 1;
    if (bytes > KEEPALIVE_BYTES) break;
    chosen.unshift(it.command);
  }
  return chosen;
}

export interface Settled {
  left: Pending[];
  settled: number[];
  effective: Command[];
  /** Kept by the server without changing the answer. */
  history: Command[];
  refused: { command: Command; ack: Ack }[];
}

/** What the acknowledgements leave in the outbox, and the commands that took effect. */
export function settle(
  pending: readonly Pending[],
  acks: readonly Ack[],
): Settled {
  const bySeq = new Map(acks.map((it) => [it.client_seq, it]));
  const left: Pending[] = [];
  const settled: number[] = [];
  const effective: Command[] = [];
  const history: Command[] = [];
  const refused: { command: Command; ack: Ack }[] = [];
  for (const it of pending) {
    const ack = bySeq.get(it.command.client_seq);
    if (ack === undefined) {
      left.push(it);
      continue;
    }
    settled.push(it.command.client_seq);
    if (ack.result === "applied" || ack.result === "duplicate") effective.push(it.command);
    if (ack.result === "kept_as_history") history.push(it.command);
    if (ack.result === "rejected") refused.push({ command: it.command, ack });
  }
  return { left, settled, effective, history, refused };
}

export function stamped(body: CommandBody, client_seq: number, client_at: number): Command {
  return { ...body, client_seq, client_at };
}
