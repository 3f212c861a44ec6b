import { formatNumber, formatPercent } from '../../wording';
import { TrainingFailure } from '../context/failure';

/**
 * Differences between the answers for one example in two batches, as shares of its largest number: rounding explains the
 * first, quantization by the range of a batch the second.
 */
const tolerances = { rounding: 1e-3, quantization: 0.1 } as const;

/**
 * Asks about one example again, alone: its answer must not follow from the others of its batch, nor be drawn at random.
 * Gives a sentence for a person where a network that quantizes by its batch answers a little differently.
 * @param answers those for all `images` at once, [count, classes].
 * @throws TrainingFailure that names the file and both answers.
 */
export async function assertAnswersAlike(
  infer: (images: Float32Array) => Promise<Float32Array>,
  { images, answers, features, written, quantizesByBatch }: AskedExamples,
): Promise<string | undefined> {
  const count = images.length / features;
  if (count < 2) return undefined;
  const alone = await infer(images.slice(0, features));
  const together = answers.subarray(0, alone.length);
  const largest = together.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const differences = alone.map((value, index) => Math.abs(value - (together[index] ?? 0)) / largest);
  const difference = Math.max(...differences);
  // Numbers that are not finite are refused with the example that they are for.
  if (difference <= tolerances.rounding || !Number.isFinite(difference)) return undefined;
  if (quantizesByBatch && difference <= tolerances.quantization) {
    return `${written} quantizes by the range of each batch: an example’s numbers differ by ${formatPercent(difference, 1)} of the largest with the batch that it is in`;
  }
  const place = differences.indexOf(difference);
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
  readonly quantizesByBatch: boolean;
}
