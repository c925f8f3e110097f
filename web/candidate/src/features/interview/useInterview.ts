/** The one interview of this page, bound to Vue and to the browser's events. */
import type { InterviewSettings } from "@bole/api";
import { computed, shallowRef, triggerRef } from "vue";
import type { ComputedRef } from "vue";

import { api } from "@/connection/connection.ts";
import { chooseLooks, preferences, proposeLocale } from "@/preferences/preferences.ts";

import { InterviewEngine } from "./engine/engine.ts";
import { webLocks } from "./engine/identity.ts";
import { openStore } from "./engine/store.ts";
import type { InterviewStore } from "./engine/store.ts";

const engine = shallowRef<InterviewEngine | null>(null);
let store: Promise<InterviewStore> | null = null;
let opening: Promise<InterviewEngine> | null = null;
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("bole-interview");

function lastingStore(): Promise<InterviewStore> {
  store ??= openStore();
  return store;
}

async function make(): Promise<InterviewEngine> {
  const made = new InterviewEngine({
    api,
    store: await lastingStore(),
    locks: webLocks,
    now: () => performance.timeOrigin + performance.now(),
    random: Math.random,
    isOnline: () => navigator.onLine,
    isVisible: () => document.visibilityState === "visible",
    announce: (session_id) => channel?.postMessage(session_id),
    changed: () => triggerRef(engine),
  });
  engine.value = made;
  await made.load();
  adoptLooks(made);
  return made;
}

/** What was chosen before signing in counts; otherwise what was chosen on another device. */
function adoptLooks(made: InterviewEngine): void {
  const { interview } = made;
  if (interview === null) return;
  void proposeLocale(interview.locale);
  const { time_factor, text_size, contrast } = interview.settings;
  const is_default = text_size === "normal" && contrast === "normal";
  if (!is_default) chooseLooks({ text_size, contrast });
  else if (preferences.text_size !== "normal" || preferences.contrast !== "normal") {
    made.accommodate({ time_factor, text_size: preferences.text_size, contrast: preferences.contrast });
  }
}

/** Opens the interview of the person signed in. */
export function openInterview(): Promise<InterviewEngine> {
  opening ??= make();
  return opening;
}

/** Somebody else may have signed in: start afresh. */
export function closeInterview(): void {
  engine.value?.stop();
  engine.value = null;
  opening = null;
}

/** Forgets everything this device kept of any interview. */
export async function forgetInterviews(): Promise<void> {
  closeInterview();
  await (await lastingStore()).wipeAll();
}

/** Reads something of the engine, and again whenever the engine changes. */
export function useEngine<T>(read: (it: InterviewEngine) => T, otherwise: T): ComputedRef<T> {
  return computed(() => (engine.value === null ? otherwise : read(engine.value)));
}

export function currentEngine(): InterviewEngine | null {
  return engine.value;
}

/** Time, size and contrast at once on this device, and with the interview as soon as it is known. */
export function accommodate(settings: InterviewSettings): void {
  chooseLooks(settings);
  engine.value?.accommodate(settings);
}

addEventListener("online", () => engine.value?.wake());
// Somebody who turns to the page sees at once what HR changed, such as more time.
addEventListener("focus", () => engine.value?.wake());
addEventListener("pagehide", () => engine.value?.lastFlush());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") engine.value?.wake();
  else engine.value?.lastFlush();
});
addEventListener("beforeunload", (event) => {
  if (engine.value?.has_unsaved_text) event.preventDefault();
});
channel?.addEventListener("message", ({ data }) => {
  if (engine.value?.interview?.session_id === data) void engine.value?.refresh();
});
