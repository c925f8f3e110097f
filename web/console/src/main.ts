/** Starts the console: languages, router, queries. */
import { QueryClient, VueQueryPlugin } from "@tanstack/vue-query";
import { createApp } from "vue";
import App from "./app.vue";
import { Failure } from "./api/failure";
import { i18n, setLocale } from "./i18n";
import { makeRouter } from "./router";
import type { Locale } from "./api/types";
import "./styles/elements";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => count < 2 && !(error instanceof Failure && !["unavailable", "broken"].includes(error.kind)),
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

setLocale(i18n.global.locale.value as Locale);
createApp(App).use(i18n).use(VueQueryPlugin, { queryClient: client }).use(makeRouter(client)).mount("#app");
