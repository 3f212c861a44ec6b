/** Whether a text has one of the numbers that Python writes into JSON, which has no words for them. */
const hasUnknown = /NaN|Infinity/;
/** An escape, a quote, or one of those numbers. */
const marks = /\\.|"|NaN|-?Infinity/gs;

/**
 * Parses JSON as Python's `json` writes it: NaN, Infinity and -Infinity become texts of these names, and stay what they are within
 * texts. Throws a SyntaxError.
 */
export function parsePythonJson(text: string): unknown {
  const plain = text.startsWith('\ufeff') ? text.slice(1) : text;
  return JSON.parse(hasUnknown.test(plain) ? withQuotes(plain) : plain);
}

/** Puts those numbers into quotes. One pass from mark to mark: no look behind, which goes over the same spaces again and again. */
function withQuotes(text: string): string {
  const pieces: string[] = [];
  let [from, isText] = [0, false];
  marks.lastIndex = 0;
  for (let match = marks.exec(text); match !== null; match = marks.exec(text)) {
    const [mark] = match;
    if (mark === '"') isText = !isText;
    else if (!isText && !mark.startsWith('\\')) {
      pieces.push(text.slice(from, match.index), `"${mark}"`);
      from = match.index + mark.length;
    }
  }
  return `${pieces.join('')}${text.slice(from)}`;
}
