/** Offers to install the app where the browser supports asking. */
import { readonly, ref } from "vue";

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

const is_offered = ref(false);
let kept: InstallPrompt | null = null;

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  kept = event as InstallPrompt;
  is_offered.value = true;
});
addEventListener("appinstalled", () => (is_offered.value = false));

export const installer = {
  is_offered: readonly(is_offered),
  async ask(): Promise<void> {
    is_offered.value = false;
    await kept?.prompt();
    kept = null;
  },
};
