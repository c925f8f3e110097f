/**
 * Keeps the outbox, the drafts and the last known interview on this device, sealed, until the server has everything.
 *
 * Knows nothing of interviews beyond their identifiers. A browser without IndexedDB or WebCrypto gets a store in memory.
 */

import type { Command } from "@bole/api";

import type { Draft, Pending, Snapshot } from "./model.ts";
import { makeKey, seal, unseal } from "./sealing.ts";
import type { Sealed } from "./sealing.ts";

/** One writer on this device: a tab, or the tab that took its place after it was killed. */
export interface ClientRecord {
  session_id: string;
  client_id: string;
  next_seq: number;
  used_at: number;
}

export interface SavedDraft extends Draft {
  slot: string;
}

export interface InterviewStore {
  /** Whether what is put here survives the page. */
  readonly is_lasting: boolean;
  lastSession(): Promise<string | null>;
  clients(session_id: string): Promise<ClientRecord[]>;
  putClient(record: ClientRecord): Promise<void>;
  snapshot(session_id: string): Promise<Snapshot | null>;
  putSnapshot(snapshot: Snapshot): Promise<void>;
  pending(session_id: string, client_id: string): Promise<Pending[]>;
  putPending(session_id: string, client_id: string, pending: Pending): Promise<void>;
  removePending(session_id: string, client_id: string, seqs: readonly number[]): Promise<void>;
  drafts(session_id: string): Promise<SavedDraft[]>;
  putDraft(session_id: string, draft: SavedDraft): Promise<void>;
  removeDrafts(session_id: string): Promise<void>;
  /** Forgets the session and its key; what was sealed with it is gone. */
  wipe(session_id: string): Promise<void>;
  wipeAll(): Promise<void>;
}

const NAME = "bole-interview";
const TABLES = ["keys", "snapshots", "outbox", "drafts", "clients", "meta"] as const;
type Table = (typeof TABLES)[number];

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
}

function openDatabase(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(NAME, 1);
  request.onupgradeneeded = () => {
    for (const table of TABLES) request.result.createObjectStore(table);
  };
  return done(request);
}

/** The store for this browser. */
export async function openStore(): Promise<InterviewStore> {
  if (typeof indexedDB === "undefined" || globalThis.crypto?.subtle === undefined) return new MemoryStore();
  try {
    const database = await openDatabase(indexedDB);
    const store = new SealedStore(database);
    await store.probe();
    return store;
  } catch {
    // Private windows of some browsers offer IndexedDB and refuse to use it.
    return new MemoryStore();
  }
}

class SealedStore implements InterviewStore {
  readonly is_lasting = true;
  readonly #database: IDBDatabase;
  readonly #keys = new Map<string, Promise<CryptoKey>>();

  constructor(database: IDBDatabase) {
    this.#database = database;
    database.onversionchange = () => database.close();
  }

  async probe(): Promise<void> {
    await this.#put("keys", "probe", await makeKey());
    await this.#remove("keys", "probe");
  }

  #put(table: Table, id: IDBValidKey, value: unknown): Promise<void> {
    const transaction = this.#database.transaction(table, "readwrite", { durability: "strict" });
    transaction.objectStore(table).put(value, id);
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error("IndexedDB"));
      transaction.onerror = () => reject(transaction.error ?? new Error("IndexedDB"));
    });
  }

  async #get<T>(table: Table, id: IDBValidKey): Promise<T | null> {
    const value = await done<T | undefined>(this.#database.transaction(table).objectStore(table).get(id));
    return value ?? null;
  }

  #all<T>(table: Table, session_id: string): Promise<T[]> {
    return done<T[]>(this.#database.transaction(table).objectStore(table).getAll(rangeOf(session_id)));
  }

  async #remove(table: Table, range: IDBValidKey | IDBKeyRange): Promise<void> {
    await done(this.#database.transaction(table, "readwrite").objectStore(table).delete(range));
  }

  #key(session_id: string): Promise<CryptoKey> {
    const known = this.#keys.get(session_id);
    if (known) return known;
    const made = this.#findKey(session_id);
    this.#keys.set(session_id, made);
    made.catch(() => this.#keys.delete(session_id));
    return made;
  }

  async #findKey(session_id: string): Promise<CryptoKey> {
    const fresh = await makeKey();
    // One transaction, so that two tabs agree on one key.
    const transaction = this.#database.transaction("keys", "readwrite");
    const table = transaction.objectStore("keys");
    const kept = await done<CryptoKey | undefined>(table.get(session_id));
    if (kept) return kept;
    await done(table.put(fresh, session_id));
    return fresh;
  }

  async #seal(session_id: string, place: string, value: unknown): Promise<Sealed> {
    return seal(await this.#key(session_id), `${session_id}/${place}`, value);
  }

  /** The value, or `null` when its key is gone: then nobody can read it any more. */
  async #unseal<T>(session_id: string, place: string, sealed: Sealed): Promise<T | null> {
    try {
      return await unseal<T>(await this.#key(session_id), `${session_id}/${place}`, sealed);
    } catch {
      return null;
    }
  }

  lastSession(): Promise<string | null> {
    return this.#get<string>("meta", "last");
  }

  clients(session_id: string): Promise<ClientRecord[]> {
    return this.#all<ClientRecord>("clients", session_id);
  }

  putClient(record: ClientRecord): Promise<void> {
    return this.#put("clients", [record.session_id, record.client_id], record);
  }

  async snapshot(session_id: string): Promise<Snapshot | null> {
    const sealed = await this.#get<Sealed>("snapshots", session_id);
    return sealed && this.#unseal<Snapshot>(session_id, "snapshot", sealed);
  }

  async putSnapshot(snapshot: Snapshot): Promise<void> {
    const id = snapshot.interview.session_id;
    await this.#put("snapshots", id, await this.#seal(id, "snapshot", snapshot));
    await this.#put("meta", "last", id);
  }

  async pending(session_id: string, client_id: string): Promise<Pending[]> {
    const rows = await this.#all<{ client_id: string; seq: number; is_sent: boolean; sealed: Sealed }>(
      "outbox",
      session_id,
    );
    const own = rows.filter((it) => it.client_id === client_id).sort((a, b) => a.seq - b.seq);
    const found: Pending[] = [];
    for (const row of own) {
      const command = await this.#unseal<Command>(session_id, `${client_id}/${row.seq}`, row.sealed);
      if (command) found.push({ command, is_sent: row.is_sent, is_stored: true });
    }
    return found;
  }

  async putPending(session_id: string, client_id: string, pending: Pending): Promise<void> {
    const seq = pending.command.client_seq;
    const sealed = await this.#seal(session_id, `${client_id}/${seq}`, pending.command);
    await this.#put("outbox", [session_id, client_id, seq], { client_id, seq, is_sent: pending.is_sent, sealed });
  }

  async removePending(session_id: string, client_id: string, seqs: readonly number[]): Promise<void> {
    for (const seq of seqs) await this.#remove("outbox", [session_id, client_id, seq]);
  }

  async drafts(session_id: string): Promise<SavedDraft[]> {
    const rows = await this.#all<{ slot: string; sealed: Sealed }>("drafts", session_id);
    const found = await Promise.all(rows.map((it) => this.#unseal<SavedDraft>(session_id, it.slot, it.sealed)));
    return found.filter((it) => it !== null);
  }

  async putDraft(session_id: string, draft: SavedDraft): Promise<void> {
    const sealed = await this.#seal(session_id, draft.slot, draft);
    await this.#put("drafts", [session_id, draft.slot], { slot: draft.slot, sealed });
  }

  removeDrafts(session_id: string): Promise<void> {
    return this.#remove("drafts", rangeOf(session_id));
  }

  async wipe(session_id: string): Promise<void> {
    this.#keys.delete(session_id);
    await this.#remove("keys", session_id);
    await this.#remove("snapshots", session_id);
    for (const table of ["outbox", "drafts", "clients"] as const) await this.#remove(table, rangeOf(session_id));
    if ((await this.lastSession()) === session_id) await this.#remove("meta", "last");
  }

  async wipeAll(): Promise<void> {
    this.#keys.clear();
    const transaction = this.#database.transaction(TABLES, "readwrite");
    await Promise.all(TABLES.map((table) => done(transaction.objectStore(table).clear())));
  }
}

function rangeOf(session_id: string): IDBKeyRange {
  return IDBKeyRange.bound([session_id], [session_id, []]);
}

/** Forgets everything with the page. Used where nothing can be sealed, because plain text is never put on a disk. */
export class MemoryStore implements InterviewStore {
  readonly is_lasting = false;
  #last: string | null = null;
  readonly #snapshots = new Map<string, Snapshot>();
  readonly #clients = new Map<string, ClientRecord>();
  readonly #outbox = new Map<string, { session_id: string; client_id: string; pending: Pending }>();
  readonly #drafts = new Map<string, { session_id: string; draft: SavedDraft }>();

  async lastSession(): Promise<string | null> {
    return this.#last;
  }
  async clients(session_id: string): Promise<ClientRecord[]> {
    return [...this.#clients.values()].filter((it) => it.session_id === session_id);
  }
  async putClient(record: ClientRecord): Promise<void> {
    this.#clients.set(`${record.session_id}/${record.client_id}`, record);
  }
  async snapshot(session_id: string): Promise<Snapshot | null> {
    return this.#snapshots.get(session_id) ?? null;
  }
  async putSnapshot(snapshot: Snapshot): Promise<void> {
    this.#last = snapshot.interview.session_id;
    this.#snapshots.set(this.#last, snapshot);
  }
  async pending(session_id: string, client_id: string): Promise<Pending[]> {
    return [...this.#outbox.values()]
      .filter((it) => it.session_id === session_id && it.client_id === client_id)
      .map((it) => it.pending)
      .sort((a, b) => a.command.client_seq - b.command.client_seq);
  }
  async putPending(session_id: string, client_id: string, pending: Pending): Promise<void> {
    this.#outbox.set(`${session_id}/${client_id}/${pending.command.client_seq}`, { session_id, client_id, pending });
  }
  async removePending(session_id: string, client_id: string, seqs: readonly number[]): Promise<void> {
    for (const seq of seqs) this.#outbox.delete(`${session_id}/${client_id}/${seq}`);
  }
  async drafts(session_id: string): Promise<SavedDraft[]> {
    return [...this.#drafts.values()].filter((it) => it.session_id === session_id).map((it) => it.draft);
  }
  async putDraft(session_id: string, draft: SavedDraft): Promise<void> {
    this.#drafts.set(`${session_id}/${draft.slot}`, { session_id, draft });
  }
  async removeDrafts(session_id: string): Promise<void> {
    for (const [key, it] of this.#drafts) if (it.session_id === session_id) this.#drafts.delete(key);
  }
  async wipe(session_id: string): Promise<void> {
    await this.removeDrafts(session_id);
    for (const [key, it] of this.#outbox) if (it.session_id === session_id) this.#outbox.delete(key);
    for (const [key, it] of this.#clients) if (it.session_id === session_id) this.#clients.delete(key);
    this.#snapshots.delete(session_id);
    if (this.#last === session_id) this.#last = null;
  }
  async wipeAll(): Promise<void> {
    this.#outbox.clear();
    this.#drafts.clear();
    this.#clients.clear();
    this.#snapshots.clear();
    this.#last = null;
  }
}
