/** What the company has told about the application: fetched when there is a network, kept on the device for when there is none. */
import type { NoticesView } from "@bole/api";
import { computed, ref, shallowRef } from "vue";

import { api } from "@/connection/connection.ts";
import { useCall } from "@/connection/failure.ts";

const KEPT = "bole.notices";

function kept(): NoticesView | null {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "null") as NoticesView | null;
  } catch {
    // Nothing that can be read was kept; the network has it.
    return null;
  }
}

function keep(it: NoticesView): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify(it));
  } catch {
    // Without room on the device the list needs the network.
  }
}

const notices = shallowRef<NoticesView | null>(kept());
/** Whether all that is shown was seen; what was new stays marked until the list is fetched again. */
const isSeen = ref(false);
export const hasUnread = computed(() => !isSeen.value && (notices.value?.items.some((it) => !it.is_read) ?? false));

/** Removes what was kept: the next person at this device is somebody else. */
export function forgetNotices(): void {
  notices.value = null;
  try {
    localStorage.removeItem(KEPT);
  } catch {
    // Nothing was kept.
  }
}

export function useNotices() {
  const { failure, run } = useCall();
  async function load(): Promise<void> {
    const found = await run(() => api.notices());
    if (found === null) {
      if (failure.value?.kind === "unauthenticated") forgetNotices();
      return;
    }
    notices.value = found;
    isSeen.value = false;
    keep(found);
  }
  async function see(): Promise<void> {
    await load();
    if (!hasUnread.value || failure.value) return;
    const seen = await run(() => api.readNotices());
    if (seen === null) return;
    isSeen.value = true;
    keep(seen);
  }
  return { notices, failure, load, see };
}
