/** Which panel is open above the page; opened from the header's menu as well as from the interview itself. */
import { ref } from "vue";

export type Panel = "settings" | "progress" | "leave" | "finish" | "restart" | "empty_answer";

export const panel = ref<Panel | null>(null);

export function openPanel(name: Panel): void {
  panel.value = name;
}

export function closePanel(): void {
  panel.value = null;
}
