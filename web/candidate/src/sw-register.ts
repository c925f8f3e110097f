/** Installs the service worker once the page has settled, so that it never competes with the first question. */
export function registerServiceWorker(): void {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  const register = () => {
    // Under Trusted Types only this one address may become a worker.
    const policy = globalThis.trustedTypes?.createPolicy("bole", { createScriptURL: () => "/sw.js" });
    const address = (policy?.createScriptURL("") ?? "/sw.js") as string;
    navigator.serviceWorker.register(address, { scope: "/" }).catch(() => undefined);
  };
  const soon = () => setTimeout(register, 1_500);
  if (document.readyState === "complete") soon();
  else addEventListener("load", soon, { once: true });
}

declare global {
  var trustedTypes:
    | { createPolicy(name: string, rules: { createScriptURL: (input: string) => string }): { createScriptURL(input: string): unknown } }
    | undefined;
}
