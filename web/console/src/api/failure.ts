/** A refusal or fault of the server as the screens see it: a code to translate, never a sentence. */
export type FailureKind =
  | "invalid" | "unauthenticated" | "forbidden" | "not_found" | "conflict" | "gone" | "too_large" | "too_many" | "unavailable"
  | "offline" | "broken";

export class Failure extends Error {
  constructor(
    readonly code: string,
    readonly kind: FailureKind,
    readonly params: Record<string, unknown> = {},
    readonly requestId: string | null = null,
  ) {
    super(code);
    this.name = "Failure";
  }
}

const kindOfStatus: Record<number, FailureKind> = {
  400: "invalid", 401: "unauthenticated", 403: "forbidden", 404: "not_found", 409: "conflict", 410: "gone",
  413: "too_large", 422: "invalid", 429: "too_many", 503: "unavailable",
};

/** Reads the failure out of a response that is not a success; answers that are not ours become `server.broken`. */
export async function failureOf(response: Response): Promise<Failure> {
  const requestId = response.headers.get("x-request-id");
  const kind = kindOfStatus[response.status] ?? "broken";
  try {
    const body: unknown = await response.json();
    if (typeof body === "object" && body !== null && "code" in body && typeof body.code === "string") {
      const params = "params" in body && typeof body.params === "object" && body.params !== null ? body.params : {};
      return new Failure(body.code, kind, params as Record<string, unknown>, requestId);
    }
  } catch {
    // A proxy's page or an empty body: the status is all there is.
  }
  return new Failure(kind === "broken" ? "server.broken" : `server.${kind}`, kind, { status: response.status }, requestId);
}

/** Whatever was thrown, as a failure. */
export function asFailure(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure("server.broken", "broken", { detail: String(error) });
}
