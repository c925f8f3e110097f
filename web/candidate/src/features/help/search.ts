/** Finds answers by words in any order, whatever their width or case. */
export interface HelpItem {
  key: string;
  question: string;
  answer: string;
}

function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

export function searchHelp(items: readonly HelpItem[], query: string): HelpItem[] {
  const words = folded(query).split(/\s+/u).filter(Boolean);
  return items.filter((it) => {
    const text = folded(`${it.question} ${it.answer}`);
    return words.every((word) => text.includes(word));
  });
}
