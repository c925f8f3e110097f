/** Runs a published interview script offline: pure functions shared by the candidate app and the preview. */
export * from "./types.ts";
export * from "./script.ts";
export { countCharacters, countWords } from "./text.ts";
