/** Runs a call and keeps what went wrong as a code that the catalogue can say. */
import { ApiError } from "@bole/api";
import { ref, shallowRef } from "vue";

export interface Failure {
  code: string;
  kind: string;
  params: Record<string, unknown>;
}

export function failureOf(it: unknown): Failure {
  if (it instanceof ApiError) return { code: it.code, kind: it.kind, params: it.params };
  throw it;
}

export function useCall() {
  const is_busy = ref(false);
  const failure = shallowRef<Failure | null>(null);
  async function run<T>(call: () => Promise<T>): Promise<T | null> {
    if (is_busy.value) return null;
    is_busy.value = true;
    failure.value = null;
    try {
      return await call();
    } catch (it) {
      failure.value = failureOf(it);
      return null;
    } finally {
      is_busy.value = false;
    }
  }
  return { is_busy, failure, run };
}
