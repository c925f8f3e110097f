/** The texts being written on this device, and whether each is on its disk. */

import type { Adapters, Timer } from "./adapters.ts";
import type { Draft } from "./model.ts";

const DISK_WAIT_MS = 250;

export class Drafts {
  readonly #outside: Adapters;
  readonly #drafts = new Map<string, Draft>();
  readonly #on_disk = new Map<string, string>();
  #session_id: string | null = null;
  #timer: Timer | null = null;
  /** Whether the disk refused the last write. */
  is_disk_failing = false;

  constructor(outside: Adapters) {
    this.#outside = outside;
  }

  async load(session_id: string): Promise<void> {
    this.#session_id = session_id;
    for (const { slot, ...draft } of await this.#outside.store.drafts(session_id).catch(() => [])) {
      this.#drafts.set(slot, draft);
      this.#on_disk.set(slot, draft.text);
    }
  }

  get(slot: string): Draft | undefined {
    return this.#drafts.get(slot);
  }

  /** The draft of a slot, begun from what the server has. */
  open(slot: string, known: { text: string; revision: number }): Draft {
    const draft = this.#drafts.get(slot) ?? { ...known, is_dirty: false, elapsed_ms: 0 };
    this.#drafts.set(slot, draft);
    return draft;
  }

  entries(): [string, Draft][] {
    return [...this.#drafts];
  }

  dirty(): [string, Draft][] {
    return this.entries().filter(([, it]) => it.is_dirty);
  }

  isOnDisk(slot: string): boolean {
    return this.#on_disk.get(slot) === this.#drafts.get(slot)?.text;
  }

  remove(slot: string): void {
    this.#drafts.delete(slot);
    this.#on_disk.delete(slot);
  }

  /** Writes changed texts to the disk soon, without doing so at each key. */
  schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      for (const [slot] of this.dirty()) void this.keep(slot);
    }, DISK_WAIT_MS);
  }

  async keep(slot: string): Promise<void> {
    const draft = this.#drafts.get(slot);
    if (this.#session_id === null || draft === undefined) return;
    const { text } = draft;
    try {
      await this.#outside.store.putDraft(this.#session_id, { ...draft, slot });
      if (this.#outside.store.is_lasting && this.#drafts.has(slot)) this.#on_disk.set(slot, text);
      this.is_disk_failing = false;
    } catch {
      this.is_disk_failing = true;
    }
    this.#outside.changed();
  }

  /** Forgets every text here and on the disk. */
  async clear(): Promise<void> {
    this.stop();
    this.#drafts.clear();
    this.#on_disk.clear();
    if (this.#session_id !== null) await this.#outside.store.removeDrafts(this.#session_id).catch(() => undefined);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
