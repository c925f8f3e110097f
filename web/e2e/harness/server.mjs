/**
 * Starts the real binary and stops exactly the process it started.
 * The addresses come from the one JSON line that `--print-json` prints when the server answers.
 */

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const BINARY = process.env["BOLE_BINARY"] ?? join(import.meta.dirname, "../../../target/debug/bole");
/** A1 of the acceptance checks allows 10 s; a loaded test machine gets three times that. */
const START_MS = 30_000;
const STOP_MS = 10_000;

/**
 * @typedef {object} CandidateLink
 * @property {string} name
 * @property {string} job_title
 * @property {string} link
 * @property {string} state
 */

/**
 * @typedef {object} Addresses
 * @property {string} console
 * @property {string} candidate
 * @property {string} [demo_link]
 * @property {CandidateLink[]} [candidate_links]
 * @property {string} [setup_link]
 */

/** A running server. */
export class Server {
  /** @type {import("node:child_process").ChildProcess} */
  #child;
  /** @type {string[]} */
  #log;
  /** @type {Addresses} */
  addresses;

  /**
   * @param {import("node:child_process").ChildProcess} child
   * @param {string[]} log
   * @param {Addresses} addresses
   */
  constructor(child, log, addresses) {
    this.#child = child;
    this.#log = log;
    this.addresses = addresses;
  }

  /** Everything the server has said on stderr. */
  get log() {
    return this.#log.join("\n");
  }

  /** Asks the server to end and waits; an unwilling one is ended. */
  async stop() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    const patience = setTimeout(() => this.#child.kill("SIGKILL"), STOP_MS);
    await gone;
    clearTimeout(patience);
  }

  /** Ends the server as a power cut would. */
  async kill() {
    const gone = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await gone;
  }
}

/** The demo company in its throw-away directory. */
export function startDemo() {
  return start(["demo", "--port", "0", "--print-json"]);
}

/**
 * A deployment on a data directory of the caller's, on a fixed port when it has to come back at the same address.
 * @param {string} data
 * @param {number} [port]
 */
export function startServe(data, port = 0) {
  return start(["serve", "--data", data, "--port", String(port), "--print-json"]);
}

/**
 * What the command line finds when it checks the audit trail of a data directory with nothing but the public key.
 * @param {string} data
 * @returns {Promise<{ whole: boolean, records: number, signed: number, head: string }>}
 */
export async function verifyTrail(data) {
  const { stdout } = await promisify(execFile)(BINARY, ["trail", "verify", "--data", data, "--json"]);
  return JSON.parse(stdout);
}

/** A new, empty directory and the function that removes it. */
export async function temporaryDirectory() {
  const path = await mkdtemp(join(tmpdir(), "bole-e2e-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** @param {string[]} arguments_ */
async function start(arguments_) {
  const child = spawn(BINARY, arguments_, { stdio: ["ignore", "pipe", "pipe"] });
  /** @type {string[]} */
  const log = [];
  createInterface({ input: child.stderr }).on("line", (line) => log.push(line));
  const lines = createInterface({ input: child.stdout });
  /** @type {Promise<Addresses>} */
  const ready = new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ why) => reject(new Error(`bole ${arguments_[0]} ${why}\n${log.join("\n")}`));
    const patience = setTimeout(() => fail(`was not ready after ${START_MS} ms`), START_MS);
    child.once("error", (error) => fail(`cannot be started: ${error.message}`));
    child.once("exit", (code, signal) => fail(`ended early (${code ?? signal})`));
    lines.on("line", (line) => {
      if (!line.startsWith("{")) return;
      clearTimeout(patience);
      resolve(JSON.parse(line));
    });
  });
  try {
    return new Server(child, log, await ready);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}
