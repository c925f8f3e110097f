/** Runs one change on the server: busy while it lasts, its failure kept as a value, lists that depend on it fetched again. */
import { useQueryClient } from "@tanstack/vue-query";
import { ElMessage } from "element-plus";
import { ref, shallowRef } from "vue";
import { asFailure, type Failure } from "@/api/failure";
import { useText } from "@/text/useText";

interface Options<R> {
  /** First parts of the keys of the queries to fetch again. */
  refresh?: string[];
  /** What to say when it is done, as a catalogue key. */
  done?: string;
  /** What to do with the answer. */
  then?: (result: R) => void;
  /** Shows a failure as a passing message, for buttons without a dialog around them. */
  toast?: boolean;
}

export function useAction<A extends unknown[], R>(work: (...input: A) => Promise<R>, options: Options<R> = {}) {
  const client = useQueryClient();
  const { t, failureText } = useText();
  const busy = ref(false);
  const failure = shallowRef<Failure | null>(null);

  /** Whether it succeeded. A second call while the first is under way is ignored. */
  async function run(...input: A): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    failure.value = null;
    try {
      const result = await work(...input);
      for (const key of options.refresh ?? []) void client.invalidateQueries({ queryKey: [key] });
      if (options.done) ElMessage.success({ message: t(options.done), grouping: true });
      options.then?.(result);
      return true;
    } catch (error) {
      failure.value = asFailure(error);
      if (options.toast) ElMessage.error({ message: failureText(failure.value), duration: 6000, showClose: true, grouping: true });
      return false;
    } finally {
      busy.value = false;
    }
  }
  const reset = () => { failure.value = null; };
  return { run, busy, failure, reset };
}
