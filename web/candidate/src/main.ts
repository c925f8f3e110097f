/** Starts the candidate app: looks and language first, so that nothing flickers, then the first route. */
import "@bole/ui/tokens.css";
import "@bole/ui/base.css";
import "./styles.css";

import { createApp } from "vue";

import App from "./App.vue";
import { startPreferences } from "./preferences/preferences.ts";
import { i18n } from "./i18n.ts";
import { router } from "./router.ts";
import { registerServiceWorker } from "./sw-register.ts";

async function start(): Promise<void> {
  await startPreferences();
  createApp(App).use(i18n).use(router).mount("#app");
  registerServiceWorker();
}

void start();
