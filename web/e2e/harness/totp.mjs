/** The second factor of staff, as an authenticator app computes it (RFC 6238 with SHA-1, 30 s, 6 digits). */

import { createHmac } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP_MS = 30_000;

/**
 * The code of a secret at an instant.
 * @param {string} secret Base32, as the set-up page shows it.
 * @param {number} [now] Milliseconds since 1970.
 */
export function totp(secret, now = Date.now()) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / STEP_MS)));
  const mac = createHmac("sha1", base32(secret)).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const number = (mac.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000;
  return String(number).padStart(6, "0");
}

/**
 * The first code that differs from `used`: a code is taken once.
 * @param {string} secret
 * @param {string} used
 */
export async function nextTotp(secret, used) {
  while (totp(secret) === used) await new Promise((resolve) => setTimeout(resolve, 500));
  return totp(secret);
}

/** @param {string} text */
function base32(text) {
  const bits = [...text.toUpperCase().replace(/[\s=-]/g, "")].map((it) => ALPHABET.indexOf(it).toString(2).padStart(5, "0"));
  const bytes = bits.join("").match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((it) => Number.parseInt(it, 2)));
}
