/** Cuts a text into marked and unmarked pieces. Offsets are Unicode code points, as everywhere in Bole. */
import type { Effect } from "@/api/types";

export interface Span { id: string; start: number; end: number; effect: Effect }
export interface Piece { text: string; ids: string[]; effect: Effect | "mixed" | null }

/** The pieces of `text` in order; overlapping spans share a piece, spans outside the text are cut off. */
export function piecesOf(text: string, spans: Span[]): Piece[] {
  const points = Array.from(text);
  const inside = spans
    .map((it) => ({ ...it, start: Math.max(0, it.start), end: Math.min(points.length, it.end) }))
    .filter((it) => it.start < it.end);
  const cuts = [...new Set([0, points.length, ...inside.flatMap((it) => [it.start, it.end])])].sort((a, b) => a - b);
  const pieces: Piece[] = [];
  for (let index = 0; index + 1 < cuts.length; index += 1) {
    const start = cuts[index]!;
    const end = cuts[index + 1]!;
    const over = inside.filter((it) => it.start <= start && end <= it.end);
    const effects = new Set(over.map((it) => it.effect));
    pieces.push({
      text: points.slice(start, end).join(""),
      ids: over.map((it) => it.id),
      effect: effects.size === 0 ? null : effects.size > 1 ? "mixed" : over[0]!.effect,
    });
  }
  return pieces;
}

/** Code points that are not white space, the way the server counts characters. */
export function countCharacters(text: string): number {
  return Array.from(text).filter((it) => !/\s/u.test(it)).length;
}
