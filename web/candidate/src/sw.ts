/// <reference lib="webworker" />
/**
 * Serves the app shell without a network. It never stores or answers an API call: answers travel through the outbox
 * of the page, where the candidate can see them.
 */
declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] };

const FILES = self.__WB_MANIFEST;
const CACHE = `bole-shell-${FILES.map((it) => `${it.url}${it.revision ?? ""}`).join("|").split("").reduce((sum, it) => (Math.imul(sum, 31) + it.charCodeAt(0)) >>> 0, 7).toString(36)}`;
const SHELL = "/index.html";

self.addEventListener("install", (event) => {
  const files = FILES.map((it) => new Request(new URL(it.url, self.location.origin), { cache: "reload" }));
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(files))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const dropOld = async () => {
    const names = await caches.keys();
    // The version before the present one stays, because an open page may still ask for its parts.
    const old = names.filter((it) => it.startsWith("bole-shell-") && it !== CACHE).slice(0, -1);
    await Promise.all(old.map((it) => caches.delete(it)));
    await self.clients.claim();
  };
  event.waitUntil(dropOld());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || url.pathname.startsWith("/api/")) return;
  event.respondWith(request.mode === "navigate" ? page(request) : file(request));
});

/** The network's page when it comes in time, else the shell. */
async function page(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const shell = await cache.match(SHELL);
  if (shell === undefined) return fetch(request);
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(shell.clone()), 3_000));
  const fresh = fetch(request).then((it) => (it.ok ? it : shell.clone()));
  return Promise.race([fresh.catch(() => shell.clone()), late]);
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreSearch: true })) ?? fetch(request);
}

export {};
