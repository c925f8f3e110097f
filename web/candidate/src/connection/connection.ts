/** The one client of the app, whether the network is there, and where this device was invited. */
import { candidateApi, createClient } from "@bole/api";
import { readonly, ref } from "vue";

export const api = candidateApi(createClient("candidate"));

const online = ref(navigator.onLine);
export const isOnline = readonly(online);

addEventListener("online", () => (online.value = true));
addEventListener("offline", () => (online.value = false));

const LINK = "bole.link";

/** Remembers the invitation, so that a sign-in that ran out does not need the message again. Worth nothing without a code. */
export function rememberLink(token: string): void {
  try {
    localStorage.setItem(LINK, token);
  } catch {
    // The link in the message still works.
  }
}

export function knownLink(): string | null {
  try {
    return localStorage.getItem(LINK);
  } catch {
    return null;
  }
}

export function forgetLink(): void {
  try {
    localStorage.removeItem(LINK);
  } catch {
    // Nothing was remembered.
  }
}
