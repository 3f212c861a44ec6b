import { z } from 'zod';
import { TrainingFailure } from '../context/failure';
import { truncate } from '../../wording';

const count = z.number().int().nonnegative();

const errorSchema = z.object({
  message: z.string(),
  isOutOfMemory: z.boolean().optional(),
  /** Rows that fit where a step ran out of memory; absent where nothing was tried. */
  fits: z.object({ rows: count, size: count, parts: count.min(1) }).optional(),
  /** Next step, where the fault is one that a person can mend. */
  hint: z.string().optional(),
  /** Line of the user's code that failed, such as `models.py:12`. */
  where: z.string().optional(),
});

/** Error that the process of PyTorch tells of. */
export type WorkerError = z.infer<typeof errorSchema>;

/** Rows that were tried after a step ran out of memory: the most of one part that fit, those of the batch, and its parts. */
export type FittingRows = NonNullable<WorkerError['fits']>;

/** Characters of a line that an error shows. */
const maxShown = 200;

/**
 * Reads a line of the process of PyTorch: an object, or the error that it tells of. User's code runs in that process, and one that is
 * killed may leave half of a line.
 * @throws TrainingFailure for any other line
 */
export function readWorkerAnswer(line: string): { readonly value: object } | { readonly error: WorkerError } {
  const value = parse(line);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    if (!('error' in value)) return { value };
    const error = errorSchema.safeParse(value.error);
    if (error.success) return { error: error.data };
  }
  throw new TrainingFailure(
    `the process of PyTorch answered '${truncate(line, maxShown)}', which is no answer`,
    'it may have been ended while it wrote, or code of yours writes into its pipe: the last lines of the output say more',
  );
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
