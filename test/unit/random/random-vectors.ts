import { augmentSchema, changePictures, drawShare, type Augment, type PictureShape } from '../../../src/augmentation';
import { augmentImages, dropoutMask, Generator, shuffledIndices, streams } from '../../../src/data';
import type { Engine } from '../../../src/engine';
import { buildModel } from '../../../src/models';
import { modelSchema } from '../../../src/models/architecture';

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

/** A network with each layer that draws weights, and one around a residual, whose inner layers draw first. */
const network = {
  preset: 'custom',
  layers: [
    { type: 'conv2d', filters: 2, kernel: [2, 1], activation: 'relu' },
    { type: 'depthwiseConv2d', multiplier: 2, kernel: 2 },
    { type: 'residual', layers: [{ type: 'conv2d', filters: 3, kernel: 1, useBias: false }, { type: 'batchNorm' }] },
    { type: 'flatten' },
    { type: 'dense', units: 3, activation: 'tanh', initializer: 'glorot' },
  ],
};

/** Its kernels in the order in which they are drawn, with the numbers that go into a unit and out of it. */
const kernels = [
  { name: 'net/conv2d0/kernel', initializer: 'he', inputs: 2, outputs: 4 },
  { name: 'net/depthwiseConv2d0/depthwise_kernel', initializer: 'he', inputs: 4, outputs: 8 },
  { name: 'net/residual0/conv2d0/kernel', initializer: 'he', inputs: 4, outputs: 3 },
  { name: 'net/residual0/shortcut/kernel', initializer: 'he', inputs: 4, outputs: 3 },
  { name: 'net/dense0/kernel', initializer: 'glorot', inputs: 12, outputs: 3 },
  { name: 'net/dense1/kernel', initializer: 'he', inputs: 3, outputs: 2 },
];

/** First weights of the network above, as `buildModel` draws them, by the variables' names. */
function initialWeights(seed: number, phase: 'teacher' | 'student'): unknown {
  const values: Record<string, readonly number[]> = {};
  const engine = {
    variable: (name: string, shape: readonly number[], initial: Float32Array) => {
      values[name] = [...initial];
      return { name, shape };
    },
  };
  const seeds = [seed, streams.initialWeights[phase]];
  const generator = new Generator(...seeds);
  buildModel(modelSchema.parse(network), {
    input: [2, 2, 1],
    classes: 2,
    // Building asks an engine for variables alone, and computes nothing with them.
    engine: engine as unknown as Engine,
    prefix: 'net',
    nextNormal: () => generator.nextNormal(),
    nextUniform: () => generator.nextUniform(),
  });
  return { phase, seeds, kernels, values: Object.fromEntries(kernels.map(({ name }) => [name, values[name]])) };
}

/** Pictures of bytes that `data.augment` has changed, by settings that each show another change, and by all of them. */
function changes(): unknown[] {
  const shape: PictureShape = [5, 6, 3];
  const size = 90;
  const indices = [4, 17];
  const rows = Uint8Array.from({ length: 2 * size }, (_, place) => (place * 37 + 11) % 256);
  const settings: readonly Partial<Augment>[] = [
    { crop: { scale: [0.2, 0.9], ratio: [0.5, 2] } },
    { crop: { scale: [0.9, 1], ratio: [3, 4] } },
    { flip: true },
    { rotation: 40, fill: 51 },
    { brightness: 0.8 },
    { contrast: 0.8 },
    { cutout: 3, fill: 102 },
    {
      crop: { scale: [0.3, 1], ratio: [0.75, 1.5] },
      flip: true,
      rotation: 20,
      brightness: 0.3,
      contrast: 0.3,
      cutout: 2,
    },
  ];
  return settings.map((written, epoch) => {
    const parsed = augmentSchema.parse(written);
    const task = { rows, size: 2, seed: 9, epoch, shape, settings: parsed, isOfBytes: true };
    const values = [...changePictures({ ...task, indices: Int32Array.from(indices) })];
    return { settings: parsed, seed: 9, epoch, indices, shape, bytes: [...rows], values };
  });
}

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
    streams,
    initialWeights: [initialWeights(1, 'teacher'), initialWeights(1, 'student'), initialWeights(7, 'student')],
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
    mixup: [0.2, 1, 2.5].map((alpha) => ({
      alpha,
      seeds: [1, 40, 104],
      values: draw([1, 40, 104], 6, (one) => drawShare(alpha, one)),
    })),
    changes: changes(),
    augmentation: [
      augment({ jitter: 1, flip: false }),
      augment({ jitter: 2, flip: true }),
      augment({ jitter: 1, flip: true, crop: 0.6 }),
    ],
  };
}
