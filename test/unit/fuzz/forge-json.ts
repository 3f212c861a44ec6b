import type { Generator } from '../../../src/data';

/** Values that meet readers where they did not look: limits of numbers, other types, names that objects have anyway. */
const odd: readonly unknown[] = [
  ...[
    0,
    -1,
    1,
    0.5,
    2,
    255,
    4096,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32,
    2 ** 53 - 1,
    2 ** 53,
    9e15,
    1e308,
    -1e308,
    -(2 ** 31),
  ],
  ...['', 'NaN', '-Infinity', '1', '__proto__', '../../x', '\u0000', '\ud800', 'x'.repeat(300), '2e9', '=1+1'],
  ...[null, true, false, [], {}, [null], [[]], { length: -1 }, { then: 1 }, { constructor: null, toString: 1 }],
];

/** Item at random. */
export function pick<Item>(items: readonly Item[], generator: Generator): Item {
  const item = items[generator.nextBelow(items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

/**
 * Forges a JSON value: a copy with one to three places changed to an odd value, dropped, doubled, nudged by one or swapped for
 * another place's value. `hints` are values that mean something to the reader, such as offsets of its file.
 */
export function forgeJson(original: unknown, generator: Generator, hints: readonly unknown[] = []): unknown {
  const holder = { root: structuredClone(original) };
  for (let left = 1 + generator.nextBelow(3); left > 0; left -= 1) forgeOnce(holder, generator, hints);
  return holder.root;
}

type Container = Record<string, unknown>;

function forgeOnce(holder: Container, generator: Generator, hints: readonly unknown[]): void {
  const places = placesIn(holder);
  const [parent, key] = pick(places, generator);
  const value = parent[key];
  switch (generator.nextBelow(6)) {
    case 0:
      if (parent !== holder && !Array.isArray(parent)) Reflect.deleteProperty(parent, key);
      break;
    case 1:
      parent[key] =
        typeof value === 'number'
          ? value + pick([1, -1, 0.5, -2 * value], generator)
          : // A copy: a later round would change what all others get.
            structuredClone(pick(odd, generator));
      break;
    case 2:
      if (Array.isArray(value)) value.push(structuredClone(value[0]));
      else parent[key] = [structuredClone(value)];
      break;
    case 3: {
      const [other, otherKey] = pick(places, generator);
      parent[key] = structuredClone(other[otherKey]);
      break;
    }
    case 4:
      parent[key] = structuredClone(pick(hints.length > 0 ? hints : odd, generator));
      break;
    default:
      parent[key] = structuredClone(pick(odd, generator));
  }
}

function placesIn(holder: Container): [parent: Container, key: string][] {
  const places: [Container, string][] = [];
  const walk = (parent: Container): void => {
    for (const key of Object.keys(parent)) {
      places.push([parent, key]);
      const value = parent[key];
      // Bytes take no other values than numbers.
      if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) walk(value as Container);
    }
  };
  walk(holder);
  return places;
}
