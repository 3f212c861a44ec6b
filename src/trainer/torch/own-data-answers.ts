import { z } from 'zod';
import type { OwnRows } from '../../data';
import type { DataSplits, Label } from '../../data-sources';
import { TrainingFailure } from '../context/failure';

const count = z.number().int().positive();

const madeSchema = z.object({
  counts: z.object({ train: count, validation: count.optional(), test: count.optional() }),
  /** Sides of an example, channels last. */
  shape: z.array(count).min(1).max(3),
  isBytes: z.boolean(),
  classes: z.array(z.string()).nullable(),
  /** Absolute paths of the user's Python files, the named one first. */
  files: z.array(z.object({ path: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
});

/** Data sets as a process has made them. */
export interface MadeDataSets extends Omit<z.infer<typeof madeSchema>, 'counts'> {
  readonly counts: DataSplits<number>;
}

/** Rows that were asked for. */
export interface AskedRows {
  readonly count: number;
  /** Numbers of a row. */
  readonly features: number;
  readonly isBytes: boolean;
}

/** Facts of data sets out of a process's answer. Throws a TrainingFailure where it is of another form. */
export function readMadeDataSets(answer: unknown): MadeDataSets {
  const { success, data, error } = madeSchema.safeParse(answer);
  if (success) {
    const { train, validation, test } = data.counts;
    const held = { ...(validation !== undefined && { validation }), ...(test !== undefined && { test }) };
    return { ...data, counts: { train, ...held } };
  }
  const { path, message } = error.issues[0] ?? { path: [], message: '' };
  throw refused(`facts of its data sets whose '${path.join('.')}' does not fit: ${message}`);
}

/**
 * Rows out of a process's answer and the bytes of its file.
 * @throws TrainingFailure where the answer is of another form, or has other rows than were asked for
 */
export function readRows(answer: unknown, bytes: Uint8Array<ArrayBuffer>, asked: AskedRows): OwnRows {
  const { labels, draws } = (answer ?? {}) as { readonly labels?: unknown; readonly draws?: unknown };
  if (!Array.isArray(labels) || !labels.every(isLabel) || typeof draws !== 'boolean')
    throw refused('rows whose labels are neither numbers nor texts');
  if (labels.length !== asked.count) throw refused(`${labels.length} labels for ${asked.count} examples`);
  const size = asked.count * asked.features * (asked.isBytes ? 1 : 4);
  if (bytes.byteLength !== size) throw refused(`rows of ${bytes.byteLength} bytes in place of ${size}`);
  // Numbers lie at multiples of their size in a file of their own.
  return { rows: asked.isBytes ? bytes : new Float32Array(bytes.buffer), labels, isDrawn: draws };
}

function isLabel(value: unknown): value is Label {
  return typeof value === 'string' || Number.isFinite(value);
}

function refused(what: string): TrainingFailure {
  return new TrainingFailure(
    `a process that reads your data sets answered with ${what}`,
    "a module of your code may stand in place of one of Python's or PyTorch's: rename it",
  );
}
