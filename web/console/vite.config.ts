/// <reference types="vitest/config" />
import { fileURLToPath, URL } from "node:url";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** Where the API answers while developing; in production it is the same origin. */
const backend = process.env["BOLE_DEV_BACKEND"] ?? "http://console.localhost:8080";

export default defineConfig({
  base: "/",
  plugins: [vue()],
  resolve: {
    alias: { "@catalogue": here("../packages/i18n/console"), "@": here("./src") },
  },
  define: {
    __VUE_OPTIONS_API__: "true",
    __VUE_PROD_DEVTOOLS__: "false",
    __VUE_I18N_LEGACY_API__: "false",
    __INTLIFY_PROD_DEVTOOLS__: "false",
  },
  // The catalogue test reads the refusals out of the Rust sources beside this workspace.
  server: { port: 5174, fs: { allow: [here("../.."), here(".")] }, proxy: { "/api": { target: backend, ws: true } } },
  build: { target: "es2022", chunkSizeWarningLimit: 700 },
  test: { environment: "happy-dom", include: ["src/**/*.test.ts"] },
});
