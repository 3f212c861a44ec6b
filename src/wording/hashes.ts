const hash = /^[0-9a-f]{64}$/;

/** Digits that a shortened hash has at least. */
const minDigits = 8;

/** Texts with each SHA-256 shortened to its first digits: as many as tell those that differ apart. */
export function formatHashes(texts: readonly string[]): string[] {
  const hashes = [...new Set(texts.filter((text) => hash.test(text)))];
  let digits = minDigits;
  while (digits < 64 && new Set(hashes.map((one) => one.slice(0, digits))).size < hashes.length) digits += 1;
  return texts.map((text) => (hash.test(text) ? text.slice(0, digits) : text));
}

/** A change of a content: `data: train 1a2b3c4d → 5e6f7a8b`. */
export function formatChange(name: string, before: string, after: string): string {
  const [from = '', to = ''] = formatHashes([before, after]).map((text) => (text === '' ? 'none' : text));
  return `${name} ${from} → ${to}`;
}
