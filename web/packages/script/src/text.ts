/** Counting and folding by Unicode code points, exactly as the Rust runner does; never by UTF-16 units. */

/** The code points Rust's `char::is_whitespace` accepts; JavaScript's `\s` differs in U+0085 and U+FEFF. */
const WHITE_SPACE =
  /^[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/u;

export function isWhiteSpace(character: string): boolean {
  return WHITE_SPACE.test(character);
}

/** Code points that are not white space. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const it of text) if (!isWhiteSpace(it)) count += 1;
  return count;
}

/** Words separated by white space. */
export function countWords(text: string): number {
  let count = 0;
  let isInside = false;
  for (const it of text) {
    const isWord = !isWhiteSpace(it);
    if (isWord && !isInside) count += 1;
    isInside = isWord;
  }
  return count;
}

/** The text without white space at its ends. */
export function trim(text: string): string {
  const characters = [...text];
  let start = 0;
  let end = characters.length;
  while (start < end && isWhiteSpace(characters[start]!)) start += 1;
  while (end > start && isWhiteSpace(characters[end - 1]!)) end -= 1;
  return characters.slice(start, end).join("");
}

/** A text folded for matching (NFKC per code point, lower case per code point), with the way back to the original. */
export class Folded {
  readonly text: string[] = [];
  readonly origin: number[] = [];

  constructor(text: string) {
    let at = 0;
    for (const original of text) {
      for (const normal of original.normalize("NFKC")) {
        for (const lower of normal.toLowerCase()) {
          this.text.push(lower);
          this.origin.push(at);
        }
      }
      at += 1;
    }
  }

  /** The code point of the original at which `term` first occurs. */
  find(term: string): number | null {
    const wanted = new Folded(term).text;
    if (wanted.length === 0) return null;
    const last = this.text.length - wanted.length;
    for (let at = 0; at <= last; at += 1) {
      if (wanted.every((it, offset) => this.text[at + offset] === it)) return this.origin[at]!;
    }
    return null;
  }
}
