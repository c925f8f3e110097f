/** One clock for all counting texts of a page: the time of this device, renewed every second while somebody looks at it. */
import { onScopeDispose, readonly, ref } from "vue";

const now = ref(Date.now());
let users = 0;
let timer: ReturnType<typeof setInterval> | undefined;

export function useTick() {
  users += 1;
  if (users === 1) {
    now.value = Date.now();
    timer = setInterval(() => { now.value = Date.now(); }, 1_000);
  }
  onScopeDispose(() => {
    users -= 1;
    if (users === 0) clearInterval(timer);
  });
  return readonly(now);
}
