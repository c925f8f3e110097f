/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";

import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";

import { catalogue, leanI18n } from "./build/catalogue.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** Where the API answers while developing; in production it is the same origin. */
const backend = process.env["BOLE_DEV_BACKEND"] ?? "http://localhost:8080";

export default defineConfig({
  base: "/",
  plugins: [
    catalogue(),
    leanI18n(),
    vue(),
    VitePWA({
      strategies: "injectManifest",
      srcDir: "src",
      filename: "sw.ts",
      injectRegister: false,
      manifest: false,
      injectManifest: { globPatterns: ["**/*.{js,css,html,svg,png,webmanifest}"] },
    }),
  ],
  resolve: {
    alias: {
      "@": here("./src"),
      "@catalogue": here("../packages/i18n/candidate"),
      "vue-i18n": "vue-i18n/dist/vue-i18n.runtime.mjs",
    },
  },
  define: {
    __VUE_OPTIONS_API__: "false",
    __VUE_PROD_DEVTOOLS__: "false",
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
    __VUE_I18N_FULL_INSTALL__: "false",
    __VUE_I18N_LEGACY_API__: "false",
    __INTLIFY_PROD_DEVTOOLS__: "false",
    __INTLIFY_DROP_MESSAGE_COMPILER__: "true",
  },
  server: { port: 5173, proxy: { "/api": backend } },
  build: {
    target: "es2020",
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        advancedChunks: { groups: [{ name: "vendor", test: /node_modules/ }] },
      },
    },
  },
  test: { environment: "node", include: ["test/**/*.test.ts"] },
});
