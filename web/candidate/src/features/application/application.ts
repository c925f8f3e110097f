/** The application of the person signed in: fetched once, again when something changed. */
import type { ApplicationView } from "@bole/api";
import { shallowRef } from "vue";

import { api } from "@/connection/connection.ts";
import { useCall } from "@/connection/failure.ts";

export function useApplication() {
  const application = shallowRef<ApplicationView | null>(null);
  const { failure, is_busy, run } = useCall();
  async function load(): Promise<void> {
    application.value = (await run(() => api.application())) ?? application.value;
  }
  return { application, failure, is_busy, load };
}

/** Which of the words for its state an application shows. */
export function standing(it: ApplicationView): string {
  if (it.stage === "withdrawn") return "withdrawn";
  return it.outcome ?? it.status ?? "applied";
}
