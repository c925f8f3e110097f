/** The contract with the server as TypeScript: types, a small client and the candidate operations. */
export * from "./types.ts";
export * from "./client.ts";
export * from "./candidate.ts";
export * from "./identifier.ts";
