/** One WebSocket per tab that says which lists have changed; the lists themselves are fetched again. Never carries data. */
import type { QueryClient } from "@tanstack/vue-query";
import { ref } from "vue";

/** Whether changes arrive by themselves at present. */
export const isLive = ref(false);

/** A list is not fetched more often than this on account of one topic. */
const REST_MS = 1_000;

const keysOfTopic: Record<string, string[]> = {
  sessions: ["notices", "sessions", "deeds", "alerts", "applications", "application", "overview"],
  reviews: ["notices", "reviews", "review", "applications", "application", "overview"],
  bulk: ["bulk", "bulk-items", "applications", "overview"],
  messages: ["notices", "messages", "overview"],
  modules: [],
  notices: ["notices", "requisitions", "requisition", "overview"],
};

/** Listens until the returned function is called; reconnects with growing pauses and refetches after a gap. */
export function listen(client: QueryClient): () => void {
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause_ms = 1_000;
  let is_over = false;

  const refetch = (topic: string) => {
    // Which modules are on decides what every page holds.
    if (topic === "modules") void client.invalidateQueries();
    for (const key of keysOfTopic[topic] ?? []) void client.invalidateQueries({ queryKey: [key] });
  };
  /** With many interviews a topic comes many times a second: the first at once, what follows together after a second. */
  const waits = new Map<string, boolean>();
  const heard = (topic: string) => {
    if (waits.has(topic)) {
      waits.set(topic, true);
      return;
    }
    waits.set(topic, false);
    refetch(topic);
    setTimeout(() => {
      const again = waits.get(topic);
      waits.delete(topic);
      if (again && !is_over) heard(topic);
    }, REST_MS);
  };
  const connect = () => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    socket = new WebSocket(`${scheme}://${location.host}/api/live`);
    socket.onopen = () => {
      if (pause_ms > 1_000) Object.keys(keysOfTopic).forEach(refetch);
      pause_ms = 1_000;
      isLive.value = true;
    };
    socket.onmessage = (event) => {
      try {
        heard(String((JSON.parse(String(event.data)) as { topic?: unknown }).topic));
      } catch {
        // Not ours; the next message or the regular refetch will do.
      }
    };
    socket.onclose = () => {
      isLive.value = false;
      if (is_over) return;
      timer = setTimeout(connect, pause_ms);
      pause_ms = Math.min(pause_ms * 2, 30_000);
    };
  };
  connect();
  return () => {
    is_over = true;
    clearTimeout(timer);
    socket?.close();
  };
}
