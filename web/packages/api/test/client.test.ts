/** The client turns every kind of failure into a coded error and names itself in every call. */
import { afterEach, expect, test, vi } from "vitest";
import { ApiError, createClient } from "../src/client.ts";

afterEach(() => vi.unstubAllGlobals());

function answer(status: number, body: string) {
  const fetched = vi.fn(async (_path: string, _init: RequestInit) => new Response(body, { status }));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

async function failure(call: Promise<unknown>): Promise<ApiError> {
  return call.then(
    () => Promise.reject(new Error("did not fail")),
    (it: ApiError) => it,
  );
}

test("a write names the client and its idempotency key", async () => {
  const fetched = answer(200, "{}");
  await createClient("candidate").post("/application/appeal", { reason: "x" }, { idempotencyKey: "k1" });
  const [path, init] = fetched.mock.calls[0]!;
  expect(path).toBe("/api/application/appeal");
  expect(init.headers).toMatchObject({ "x-bole-client": "candidate", "idempotency-key": "k1" });
});

test("a refusal keeps its code, kind and parameters", async () => {
  answer(429, JSON.stringify({ code: "code.too_many", kind: "too_many", params: { retry_after_s: 60 } }));
  const it = await failure(createClient("candidate").post("/codes", {}));
  expect([it.code, it.kind, it.params, it.isPassing]).toEqual([
    "code.too_many",
    "too_many",
    { retry_after_s: 60 },
    true,
  ]);
});

test("an answer of a proxy in the server's place is told from a refusal", async () => {
  answer(502, "<html>bad gateway</html>");
  expect((await failure(createClient("candidate").get("/interview"))).code).toBe("network.status_502");
  answer(200, "<html>please sign in to this WLAN</html>");
  expect((await failure(createClient("candidate").get("/interview"))).code).toBe("network.not_our_server");
});

test("no network is a passing failure", async () => {
  vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("failed")));
  const it = await failure(createClient("candidate").get("/interview"));
  expect([it.code, it.isPassing]).toEqual(["network.unreachable", true]);
});

test("an empty answer is an empty object", async () => {
  answer(200, "");
  expect(await createClient("candidate").post("/candidate/sign-out", {})).toEqual({});
});
