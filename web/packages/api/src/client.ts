/** Speaks JSON to the server of the same origin; knows errors by their stable code, never by a sentence. */

export type FailureKind =
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "gone"
  | "too_large"
  | "too_many"
  | "unavailable";

/** A refusal by the server, or `network.*` when no answer came. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    readonly kind: FailureKind,
    readonly params: Record<string, unknown> = {},
    readonly status = 0,
  ) {
    super(code);
    this.name = "ApiError";
  }

  /** Whether trying again later may help without a change. */
  get isPassing(): boolean {
    return this.kind === "unavailable" || this.kind === "too_many";
  }
}

const KIND_OF_STATUS: Record<number, FailureKind> = {
  401: "unauthenticated",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  410: "gone",
  413: "too_large",
  429: "too_many",
};

export interface CallOptions {
  body?: unknown;
  /** Repeating a call with the same key has no second effect. */
  idempotencyKey?: string;
  /** Lets the call outlive the page; the body must then stay below 64 kB. */
  keepalive?: boolean;
  timeoutMs?: number;
  accept?: string;
}

export interface Client {
  get<T>(path: string, options?: CallOptions): Promise<T>;
  post<T>(path: string, body: unknown, options?: CallOptions): Promise<T>;
  file(path: string, options?: CallOptions): Promise<Blob>;
}

const DEFAULT_TIMEOUT_MS = 20_000;

/** A client that names itself in `x-bole-client`, which together with the Origin check keeps other sites out. */
export function createClient(name: "candidate" | "console", base = "/api"): Client {
  const call = async (method: string, path: string, options: CallOptions): Promise<Response> => {
    const headers: Record<string, string> = {
      accept: options.accept ?? "application/json",
      "x-bole-client": name,
    };
    if (options.body !== undefined) headers["content-type"] = "application/json";
    if (options.idempotencyKey) headers["idempotency-key"] = options.idempotencyKey;
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    let response: Response;
    try {
      response = await fetch(base + path, {
        method,
        headers,
        credentials: "same-origin",
        cache: "no-store",
        keepalive: options.keepalive ?? false,
        signal: abort.signal,
        ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      });
    } catch {
      throw new ApiError(abort.signal.aborted ? "network.timeout" : "network.unreachable", "unavailable");
    } finally {
      clearTimeout(timer);
    }
    if (!response.ok) throw await failureOf(response);
    return response;
  };
  const json = async <T>(method: string, path: string, options: CallOptions): Promise<T> => {
    const response = await call(method, path, options);
    const text = await response.text();
    if (text === "") return {} as T;
    try {
      return JSON.parse(text) as T;
    } catch {
      // A captive portal or a proxy answered in the server's place.
      throw new ApiError("network.not_our_server", "unavailable", {}, response.status);
    }
  };
  return {
    get: (path, options = {}) => json("GET", path, options),
    post: (path, body, options = {}) => json("POST", path, { ...options, body }),
    file: async (path, options = {}) => (await call("GET", path, { ...options, timeoutMs: 60_000 })).blob(),
  };
}

async function failureOf(response: Response): Promise<ApiError> {
  const kind: FailureKind = KIND_OF_STATUS[response.status] ?? (response.status >= 500 ? "unavailable" : "invalid");
  try {
    const body = (await response.json()) as { code?: unknown; kind?: FailureKind; params?: Record<string, unknown> };
    if (typeof body.code === "string") {
      return new ApiError(body.code, body.kind ?? kind, body.params ?? {}, response.status);
    }
  } catch {
    // No JSON: something between the browser and the server answered.
  }
  return new ApiError(`network.status_${response.status}`, kind, {}, response.status);
}
