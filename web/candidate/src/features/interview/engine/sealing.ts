/**
 * Seals what is kept on this device with a key that scripts cannot read out (ASVS 14.3.3 against offline answering).
 *
 * The key lives in IndexedDB as a non-extractable CryptoKey and is thrown away with the texts.
 */

export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  bytes: ArrayBuffer;
}

export function makeKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** `place` names where the value is stored, so that sealed values cannot be swapped. */
export async function seal(key: CryptoKey, place: string, value: unknown): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, bytes: await crypto.subtle.encrypt(parameters(iv, place), key, plain) };
}

export async function unseal<T>(key: CryptoKey, place: string, sealed: Sealed): Promise<T> {
  const plain = await crypto.subtle.decrypt(parameters(sealed.iv, place), key, sealed.bytes);
  return JSON.parse(new TextDecoder().decode(plain)) as T;
}

function parameters(iv: Uint8Array<ArrayBuffer>, place: string): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(place) };
}
