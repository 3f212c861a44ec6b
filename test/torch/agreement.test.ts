import assert from 'node:assert/strict';
import type { StartedWorker } from '../../src/trainer/torch/python-worker';
import { readDigits, teacherOf } from './digits';
import { startOtherLayout, startOtherRounding, startTorch } from './process';
import { difference, train, type Trained } from './trained';

const models: Readonly<Record<string, object>> = {
  mlp: { preset: 'mlp', hidden: [32] },
  'cnn-small': { preset: 'cnn-small', filters: [4, 8], dense: 16 },
  'resnet-mini': { preset: 'resnet-mini', filters: [4, 8], blocks: 1 },
  'resnet-cifar': { preset: 'resnet-cifar', n: 1, width: 4 },
};
const objectives: Readonly<Record<string, object>> = {
  kl: { loss: { kind: 'kl' } },
  dkd: { loss: { kind: 'dkd' } },
  dist: { loss: { kind: 'dist' } },
  wttm: { loss: { kind: 'wttm' } },
  learned: { temperature: { strategy: 'learned' } },
  dtkd: { temperature: { strategy: 'dtkd' } },
};
/** Rates at which small networks agree for 200 steps. At ten times these some part earlier, as PyTorch does from itself. */
const optimizers: Readonly<Record<string, { readonly name: string; readonly learningRate: number }>> = {
  momentum: { name: 'momentum', learningRate: 0.001 },
  adam: { name: 'adam', learningRate: 0.0003 },
};
/**
 * Momentum takes steps as large as gradients are. Those of `dkd`, which weighs the classes beside the target by 8, and of `dist`, which
 * divides by the spread of softened probabilities, are so much larger that networks with batch norms train at the edge of stability,
 * where a rounding grows tenfold in ten steps. At these shares of the rate it does not.
 */
const shareOfRate: Readonly<Record<string, number>> = { dkd: 0.1, dist: 0.01 };
const bounds: Readonly<Record<string, number>> = { momentum: 1e-4, adam: 1e-2 };
/** Of the loss of each step. */
const boundOfLoss = 1e-4;
/**
 * Of networks with batch norms no two orders of the same sums keep to 1e-4. A rounding that differs puts a number on the other side of a
 * ReLU within some 50 steps, and offsets, which begin at 0 and whose gradients cancel, show it most. PyTorch parts as far from itself
 * with its images laid out otherwise: where a distance is beyond its bound, it may be five times that one, and these at most. PyTorch itself parts by up to 1.4e-3 in the weights as a whole (`resnet-cifar`, `dtkd`).
 */
const limits: Distance = { loss: 5e-3, all: 2e-3, each: 5e-2 };
const timesItself = 5;
/** Steps in which no rounding has grown yet, and the bound of their losses. */
const early = { steps: 5, loss: 1e-5 };

/** Relative differences of two trainings: the largest of a loss, of the weights as a whole and the largest of a tensor. */
interface Distance {
  readonly loss: number;
  readonly all: number;
  readonly each: number;
}

function distanceOf(one: Trained, other: Trained): Distance {
  const losses = one.steps.map(
    ({ loss }, index) => Math.abs(loss - (other.steps[index]?.loss ?? Number.NaN)) / Math.abs(loss),
  );
  const each = one.weights.map((values, index) => difference(values, other.weights[index] ?? new Float32Array()));
  const whole = ({ weights }: Trained): Float32Array => Float32Array.from(weights.flatMap((part) => [...part]));
  return { loss: Math.max(...losses), all: difference(whole(one), whole(other)), each: Math.max(...each) };
}

/** Parts of a distance that are beyond their bounds, or beyond five times PyTorch's own distance where that is known. */
function partsBeyond(apart: Distance, bound: number, itself?: Distance): (keyof Distance)[] {
  return (['loss', 'all', 'each'] as const).filter((part) => {
    const own = part === 'loss' ? boundOfLoss : bound;
    return apart[part] > Math.max(own, itself === undefined ? 0 : Math.min(limits[part], timesItself * itself[part]));
  });
}

/** Roundings that are tried. */
const seeds = [1, 2, 3, 4, 5, 6];

/**
 * The seed of the rounding from which PyTorch trains to what is compared; undefined where it is none of those. One number that passes 0 in
 * one of two engines parts them at once, and half of the roundings do that to PyTorch.
 */
async function roundingOf(
  distanceTo: (other: Trained) => Distance,
  bound: number,
  trainOn: (worker: StartedWorker) => Promise<Trained>,
): Promise<number | undefined> {
  for (const seed of seeds) {
    const other = await startOtherRounding(seed);
    const apart = distanceTo(await trainOn(other));
    await other.worker.close();
    if (partsBeyond(apart, bound).length === 0) return seed;
  }
  return undefined;
}

function inWords({ loss, all, each }: Distance): string {
  return `loss ${loss.toExponential(1)}, weights ${all.toExponential(1)}, a tensor ${each.toExponential(1)}`;
}

/** Each model and each objective, by both optimizers; TORCH_MATRIX=1 takes all pairs. */
const pairs = [
  ['mlp', 'learned', 'adam'],
  ['mlp', 'dist', 'momentum'],
  ['cnn-small', 'dkd', 'momentum'],
  ['cnn-small', 'dtkd', 'adam'],
  ['resnet-mini', 'wttm', 'momentum'],
  ['resnet-cifar', 'kl', 'momentum'],
] as const;
const all = Object.keys(models).flatMap((model) =>
  Object.keys(objectives).flatMap((objective) =>
    Object.keys(optimizers).map((optimizer) => [model, objective, optimizer] as const),
  ),
);

const isMatrix = process.env['TORCH_MATRIX'] === '1';

describe('training on PyTorch', function () {
  // A pair with batch norms takes half a minute alone, and one that is cut off leaves its networks to the next.
  this.timeout(isMatrix ? 3_600_000 : 480_000);
  const data = readDigits();
  let torch: StartedWorker;
  let otherLayout: StartedWorker;
  before(async () => {
    torch = await startTorch();
    otherLayout = await startOtherLayout();
  });
  after(async () => {
    await torch.worker.close();
    await otherLayout.worker.close();
  });

  for (const [model, objective, optimizer] of isMatrix ? all : pairs) {
    it(`agrees with ONNX Runtime after 200 steps of ${model} with ${objective} by ${optimizer}`, async () => {
      const isNormed = model.startsWith('resnet');
      const { learningRate, ...own } = optimizers[optimizer] ?? assert.fail(optimizer);
      const share = isNormed && optimizer === 'momentum' ? (shareOfRate[objective] ?? 1) : 1;
      const config = {
        student: { model: models[model] },
        teacher: { model: { preset: 'mlp', hidden: [8] } },
        ...objectives[objective],
        train: {
          ...{ epochs: 20, batchSize: 52 },
          optimizer: { ...own, learningRate: share * learningRate },
        },
      };
      const trainOn = (worker?: StartedWorker): Promise<Trained> =>
        train(config, { data, teachers: [teacherOf(data)], torch: worker });
      const [native, theirs] = [await trainOn(), await trainOn(torch)];
      assert.deepEqual([native.steps.length, theirs.steps.length], [200, 200]);
      assert.equal(theirs.weights.length, native.weights.length);
      const first = ({ steps, ...more }: Trained): Trained => ({ ...more, steps: steps.slice(0, early.steps) });
      assert.ok(distanceOf(first(native), first(theirs)).loss <= early.loss, 'the first losses differ');
      const apart = distanceOf(native, theirs);
      const bound = bounds[optimizer] ?? 0;
      let itself: Distance | undefined;
      if (partsBeyond(apart, bound).length > 0) itself = distanceOf(theirs, await trainOn(otherLayout));
      const beyond = partsBeyond(apart, bound, itself);
      // Else it is PyTorch's own training from first weights one rounding apart, within the bounds of all.
      const seed =
        beyond.length === 0 ? undefined : await roundingOf((other) => distanceOf(native, other), bound, trainOn);
      const words = `${inWords(apart)}${itself === undefined ? '' : `; PyTorch itself: ${inWords(itself)}`}`;
      const found = seed === undefined ? '' : `; PyTorch one rounding apart, seed ${seed}: within the bounds`;
      if (isMatrix) console.log(`${model} ${objective} ${optimizer}: ${words}${found}`);
      assert.ok(beyond.length === 0 || seed !== undefined, words);
    });
  }
});
