/**
 * Which writer this tab is. A tab killed and opened again goes on as the same writer; two tabs never share one.
 */

import type { ClientRecord, InterviewStore } from "./store.ts";

export interface TabLocks {
  /** Takes the lock for as long as the page lives; `false` when another tab has it. */
  take(name: string): Promise<boolean>;
}

/** Web Locks, which the browser releases however the tab ends. */
export const webLocks: TabLocks = {
  take: (name) => {
    const locks = globalThis.navigator?.locks;
    // Without Web Locks every tab becomes a writer of its own, which is safe: only the lease has to move.
    if (locks === undefined) return Promise.resolve(false);
    return new Promise((resolve) => {
      const request = locks.request(name, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock === null ? undefined : new Promise<void>(() => undefined);
      });
      request.catch(() => resolve(false));
    });
  },
};

export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((it) => it.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** The most recently used writer that no living tab is, or a new one. */
export async function claimClient(
  store: InterviewStore,
  locks: TabLocks,
  session_id: string,
  now: number,
): Promise<ClientRecord> {
  const known = (await store.clients(session_id)).sort((a, b) => b.used_at - a.used_at);
  for (const record of known) {
    if (await locks.take(`bole-client-${record.client_id}`)) return { ...record, used_at: now };
  }
  const client_id = newClientId();
  await locks.take(`bole-client-${client_id}`);
  return { session_id, client_id, next_seq: 1, used_at: now };
}
