import { augmentImages, dropoutMask, Generator, shuffledIndices } from '../../../src/data';

/** Seeds of the vectors: none, small, negative, beyond 32 bits, and the trainer's streams. */
const seedLists: readonly (readonly number[])[] = [
  [],
  [0],
  [1],
  [1, 1],
  [1, 2],
  [-5, 7],
  [2 ** 32 + 3],
  [1, 40, 101],
  [1, 40, 102],
  [20150309],
];

/** Test vectors of docs/randomness.md, drawn by the trainer's own code. */
export function randomVectors(): Record<string, unknown> {
  const draw = <Value>(seeds: readonly number[], count: number, next: (generator: Generator) => Value): Value[] => {
    const generator = new Generator(...seeds);
    return Array.from({ length: count }, () => next(generator));
  };
  const image = Float32Array.from({ length: 2 * 4 * 3 }, (_, index) => index + 1);
  const augment = (settings: { jitter: number; flip: boolean; crop?: number }): unknown => ({
    ...settings,
    seeds: [1, 40, 101],
    shape: [4, 3, 1],
    images: [...image],
    result: [...augmentImages(image, 2, [4, 3, 1], settings, new Generator(1, 40, 101))],
  });
  return {
    uint32: seedLists.map((seeds) => ({ seeds, values: draw(seeds, 8, (one) => one.nextUint32()) })),
    uniform: { seeds: [1, 2], values: draw([1, 2], 4, (one) => one.nextUniform()) },
    below: { seeds: [1, 2], limit: 10, values: draw([1, 2], 16, (one) => one.nextBelow(10)) },
    normal: { seeds: [1, 2], values: draw([1, 2], 8, (one) => one.nextNormal()) },
    shuffled: [
      { seeds: [1, 0], count: 10 },
      { seeds: [1, 1], count: 10 },
      { seeds: [20150309], count: 12 },
      { seeds: [20150331], count: 7 },
      { seeds: [1, 3], count: 1 },
      { seeds: [1, 3], count: 0 },
    ].map((one) => ({ ...one, values: [...shuffledIndices(one.count, ...one.seeds)] })),
    dropout: [
      { seeds: [1, 40, 102], size: 9, rate: 0.5 },
      { seeds: [1, 41, 102], size: 16, rate: 0.1 },
    ].map((one) => ({ ...one, values: [...dropoutMask(new Generator(...one.seeds), one.size, one.rate)] })),
    augmentation: [
      augment({ jitter: 1, flip: false }),
      augment({ jitter: 2, flip: true }),
      augment({ jitter: 1, flip: true, crop: 0.6 }),
    ],
  };
}
