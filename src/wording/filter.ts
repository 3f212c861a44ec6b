/** A number that a person writes in a filter, `95%` as 0.95; undefined for other text. */
export function readFilterNumber(text: string): number | undefined {
  const number = Number(text.replace('%', '')) / (text.endsWith('%') ? 100 : 1);
  return text !== '' && Number.isFinite(number) ? number : undefined;
}

/** Whether a value stands to a wanted one as a filter's sign says; every sign that is no other means "is not". */
export function fitsSign(own: number, sign: string, wanted: number): boolean {
  switch (sign) {
    case '<':
      return own < wanted;
    case '>':
      return own > wanted;
    case '<=':
    case '≤':
      return own <= wanted;
    case '>=':
    case '≥':
      return own >= wanted;
    case '=':
      return own === wanted;
    default:
      return own !== wanted;
  }
}
