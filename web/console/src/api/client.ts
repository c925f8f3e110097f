/** The one place that calls `fetch`: same origin, cookie session, the header that proves the call came from this app. */
import { Failure, failureOf } from "./failure";

type Query = Record<string, string | number | undefined | null>;

/** Called when the server says that nobody is signed in; set once by the router. */
let onSignedOut: () => void = () => {};
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

function addressOf(path: string, query?: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `/api${path}?${text}` : `/api${path}`;
}

async function call(method: string, path: string, query?: Query, body?: unknown): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json", "x-bole-client": "console" };
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (body instanceof FormData) {
    init.body = body;
  } else if (body !== undefined) {
    headers["content-type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  if (method === "POST") headers["idempotency-key"] = crypto.randomUUID();
  let response: Response;
  try {
    response = await fetch(addressOf(path, query), init);
  } catch {
    throw new Failure("server.offline", "offline");
  }
  if (response.ok) return response;
  const failure = await failureOf(response);
  if (failure.kind === "unauthenticated" && failure.code !== "sign_in.failed") onSignedOut();
  throw failure;
}

async function json<T>(response: Response): Promise<T> {
  const text = await response.text();
  return (text === "" ? {} : JSON.parse(text)) as T;
}

export const http = {
  get: async <T>(path: string, query?: Query): Promise<T> => json<T>(await call("GET", path, query)),
  post: async <T>(path: string, body: unknown = {}): Promise<T> => json<T>(await call("POST", path, undefined, body)),
  put: async <T>(path: string, body: unknown): Promise<T> => json<T>(await call("PUT", path, undefined, body)),
  blob: async (path: string, query?: Query): Promise<Blob> => (await call("GET", path, query)).blob(),
};
