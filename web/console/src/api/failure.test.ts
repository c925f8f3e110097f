import { describe, expect, it } from "vitest";
import { asFailure, failureOf } from "./failure";

const answer = (status: number, body: string) => new Response(body, { status, headers: { "x-request-id": "r1" } });

describe("failureOf", () => {
  it("keeps the server's code, params and request number", async () => {
    const failure = await failureOf(answer(429, JSON.stringify({ code: "sign_in.too_many", kind: "too_many", params: { retry_after_s: 30 } })));
    expect([failure.code, failure.kind, failure.params["retry_after_s"], failure.requestId]).toEqual(["sign_in.too_many", "too_many", 30, "r1"]);
  });
  it("names a proxy's page by its status alone", async () => {
    expect((await failureOf(answer(502, "<html>"))).code).toBe("server.broken");
    expect((await failureOf(answer(413, ""))).code).toBe("server.too_large");
  });
  it("turns anything thrown into a failure", () => {
    expect(asFailure(new TypeError("x")).kind).toBe("broken");
  });
});
