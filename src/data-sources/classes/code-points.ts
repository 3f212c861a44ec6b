/** Orders texts by their code points, as Python does; JavaScript's own order is that of UTF-16 units. */
export function byCodePoints(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    if (one.charCodeAt(at) === other.charCodeAt(at)) continue;
    // Equal up to here, so both are at the same place; a lone second half of a pair differs from a whole character.
    const start = at > 0 && isSecondHalf(one, at) && isSecondHalf(other, at) ? at - 1 : at;
    return (one.codePointAt(start) ?? 0) - (other.codePointAt(start) ?? 0);
  }
  return one.length - other.length;
}

function isSecondHalf(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
