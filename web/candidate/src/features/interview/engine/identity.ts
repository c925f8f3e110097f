/**
 * Which writer this tab is. A tab killed and opened again goes on as the same writer; two tabs never share one.
 */

import { newIdentifier } from "@bole/api";

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
  const client_id = newIdentifier();
  await locks.take(`bole-client-${client_id}`);
  return { session_id, client_id, next_seq: 1, used_at: now };
}
