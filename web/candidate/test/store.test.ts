/** What is kept on the device is sealed, survives a reload and leaves nothing behind. */
import "fake-indexeddb/auto";
import { expect, test } from "vitest";

import { claimClient } from "../src/features/interview/engine/identity.ts";
import { openStore } from "../src/features/interview/engine/store.ts";
import { sampleInterview } from "./fakeServer.ts";

const draft = { slot: "q1", text: "只有我能读", revision: 2, is_dirty: true, elapsed_ms: 1_000 };
const pending = {
  command: { kind: "save_draft" as const, slot: "q1", revision: 2, text: "只有我能读", client_seq: 7, client_at: 1 },
  is_sent: false,
  is_stored: false,
};

/** Everything in the database as bytes, the way a thief would look for words. */
async function rawContent(): Promise<string> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open("bole-interview");
    request.onsuccess = () => resolve(request.result);
  });
  const found: unknown[] = [];
  for (const name of [...database.objectStoreNames]) {
    const rows = await new Promise<unknown[]>((resolve) => {
      const request = database.transaction(name).objectStore(name).getAll();
      request.onsuccess = () => resolve(request.result as unknown[]);
    });
    found.push(...rows);
  }
  database.close();
  const decode = (it: unknown): unknown =>
    it instanceof ArrayBuffer || ArrayBuffer.isView(it) ? new TextDecoder().decode(it as ArrayBuffer) : it;
  return JSON.stringify(found, (_key, value: unknown) => decode(value));
}

test("texts are kept sealed and come back after a reload", async () => {
  const store = await openStore();
  expect(store.is_lasting).toBe(true);
  await store.putDraft("s1", draft);
  await store.putPending("s1", "c1", pending);
  await store.putSnapshot({ interview: sampleInterview(), time: { remaining_ms: 1, as_of: 0, is_running: false } });
  const raw = await rawContent();
  expect(raw).not.toContain("只有我能读");
  expect(raw).not.toContain("张示例");
  const again = await openStore();
  expect(await again.lastSession()).toBe("s1");
  expect(await again.drafts("s1")).toEqual([draft]);
  expect((await again.pending("s1", "c1")).map((it) => it.command)).toEqual([pending.command]);
  expect((await again.snapshot("s1"))?.interview.candidate_name).toBe("张示例");
  expect(await again.pending("s1", "c2")).toEqual([]);
});

test("a wiped session leaves nothing readable, others stay", async () => {
  const store = await openStore();
  await store.putDraft("s1", draft);
  await store.putDraft("s2", draft);
  await store.wipe("s1");
  expect(await store.drafts("s1")).toEqual([]);
  expect(await store.snapshot("s1")).toBeNull();
  expect(await store.drafts("s2")).toHaveLength(1);
  await store.wipeAll();
  expect(await store.drafts("s2")).toEqual([]);
});

test("a writer is taken over only when no living tab is it", async () => {
  const store = await openStore();
  const held = new Set<string>();
  const locks = {
    take: async (name: string) => !held.has(name) && Boolean(held.add(name)),
  };
  const first = await claimClient(store, locks, "s3", 1);
  await store.putClient({ ...first, next_seq: 1_001 });
  const second = await claimClient(store, locks, "s3", 2);
  expect(second.client_id).not.toBe(first.client_id);
  held.clear();
  const third = await claimClient(store, locks, "s3", 3);
  expect([third.client_id, third.next_seq]).toEqual([first.client_id, 1_001]);
});
