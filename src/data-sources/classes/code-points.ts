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

/** Sorts items by the code points of their names, in their place. */
export function sortByCodePoints<Item>(items: Item[], nameOf: (item: Item) => string): Item[] {
  // Where no character takes two units, their own order is that of JavaScript, which is several times as fast.
  if (items.some((item) => twoUnits.test(nameOf(item)))) {
    return items.sort((one, other) => byCodePoints(nameOf(one), nameOf(other)));
  }
  return items.sort((one, other) => {
    const [first, second] = [nameOf(one), nameOf(other)];
    return first < second ? -1 : first > second ? 1 : 0;
  });
}

const twoUnits = /[\ud800-\udfff]/;

function isSecondHalf(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
