/** Waits for word that HR did something to the interview, so that it is on the screen at once. Knows nothing of what it was. */

import type { Adapters } from "./adapters.ts";

const PAUSE_AFTER_FAILURE_MS = 8_000;

export class Watch {
  readonly #outside: Adapters;
  readonly #moved: () => void;
  #mark = 0;
  #not_before = 0;
  #is_asking = false;
  #is_stopped = false;

  constructor(outside: Adapters, moved: () => void) {
    this.#outside = outside;
    this.#moved = moved;
  }

  /** Asks, unless it is asking already; the answer comes when there is something, or after a while. */
  async ask(): Promise<void> {
    const { api, isOnline, now } = this.#outside;
    if (this.#is_asking || this.#is_stopped || !isOnline() || now() < this.#not_before) return;
    this.#is_asking = true;
    try {
      const { mark, pause_ms } = await api.watch(this.#mark);
      const is_news = this.#mark !== 0 && mark !== this.#mark;
      this.#mark = mark;
      this.#not_before = now() + pause_ms;
      if (is_news && !this.#is_stopped) this.#moved();
    } catch {
      // The heartbeat finds out what is wrong; this only waits before it asks again.
      this.#not_before = now() + PAUSE_AFTER_FAILURE_MS;
    } finally {
      this.#is_asking = false;
    }
  }

  stop(): void {
    this.#is_stopped = true;
  }
}
