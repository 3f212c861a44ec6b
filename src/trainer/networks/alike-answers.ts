import { formatNumber } from '../../wording';
import { TrainingFailure } from '../context/failure';

/** Difference between the answers for one example in two batches that rounding explains, as a share of its largest number. */
const tolerance = 1e-3;

/**
 * Asks about one example again, alone: its answer must not follow from the others of its batch, nor be drawn at random.
 * @param answers those for all `images` at once, [count, classes].
 * @throws TrainingFailure that names the file and both answers.
 */
export async function assertAnswersAlike(
  infer: (images: Float32Array) => Promise<Float32Array>,
  { images, answers, features, written }: AskedExamples,
): Promise<void> {
  const count = images.length / features;
  if (count < 2) return;
  const alone = await infer(images.slice(0, features));
  const together = answers.subarray(0, alone.length);
  const largest = together.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const place = alone.findIndex((value, index) => Math.abs(value - (together[index] ?? 0)) > tolerance * largest);
  if (place < 0) return;
  const [one, other] = [alone[place] ?? 0, together[place] ?? 0].map((value) => formatNumber(value));
  throw new TrainingFailure(
    `${written} answers one example differently in two batches: class ${place} gets ${one} alone and ${other} among ${count}`,
    'export it in evaluation mode (`model.eval()`): it normalises by its batch or draws at random',
    { where: written },
  );
}

/** Examples with a network's answers. */
export interface AskedExamples {
  readonly images: Float32Array;
  readonly answers: Float32Array;
  /** Numbers of one example. */
  readonly features: number;
  /** The file's path in messages. */
  readonly written: string;
}
