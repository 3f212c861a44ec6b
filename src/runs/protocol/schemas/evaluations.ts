import * as z from 'zod/mini';
import { fields, list, optional, sha256, text, whole } from '../fields';
import { maxEvaluationBytes } from '../limits';

const storedFile = fields({
  name: z
    .string()
    .check(z.regex(/^[a-z0-9-]{1,100}\.npy$/), z.describe('Name in `evaluations/`, with the beginning of its SHA-256')),
  bytes: z.int().check(z.minimum(1), z.maximum(maxEvaluationBytes), z.describe('Size in bytes')),
  sha256: sha256('Content of the file'),
});

const splitName = z.enum(['validation', 'test']);

const storedSplit = fields({
  count: z.int().check(z.minimum(1), z.maximum(maxEvaluationBytes), z.describe('Examples')),
  labels: storedFile.check(z.describe('int32 [count]')),
  pictures: optional(storedFile.check(z.describe('uint8 [count, height, width, channels]'))),
  teachers: list(
    fields({
      name: text('Name of the teacher, or `together`'),
      logits: storedFile.check(z.describe('float32 [count, classes]')),
    }),
    'Logits of all teachers together first, then those of each where there are several',
  ),
});

const storedEvaluation = fields({
  checkpoint: z.enum(['best', 'last']).check(z.describe('Which checkpoint has these weights')),
  split: splitName.check(z.describe('The evaluated split')),
  step: whole('Training steps so far'),
  epoch: z.number().check(z.minimum(0), z.describe('Epochs so far')),
  logits: storedFile.check(z.describe('float32 [count, classes]')),
});

export const evaluationIndexSchema = fields(
  {
    formatVersion: z.literal(1).check(z.describe('Version of this format')),
    classes: z.int().check(z.minimum(1), z.maximum(1e6), z.describe('Number of classes')),
    classNames: optional(list(z.string(), 'Names of the classes, in the order of the logits')),
    splits: fields(
      {
        validation: optional(storedSplit.check(z.describe('The validation split'))),
        test: optional(storedSplit.check(z.describe('The test split'))),
      },
      'Splits, by name; their files do not change while the student trains',
    ),
    evaluations: list(storedEvaluation, "The student's logits"),
  },
  'Logits, labels and pictures as .npy files, named here with their checksums. The index is written last and names no file that changes',
);

export type SplitName = z.infer<typeof splitName>;
/** A file of the folder. */
export type StoredFile = Readonly<z.infer<typeof storedFile>>;
/** A split's files that do not change while the student trains. */
export type StoredSplit = Readonly<z.infer<typeof storedSplit>>;
/** The student's logits at a checkpoint. */
export type StoredEvaluation = Readonly<z.infer<typeof storedEvaluation>>;
export type EvaluationIndex = Readonly<z.infer<typeof evaluationIndexSchema>>;
