import * as z from 'zod/mini';
import { fields, measured, optional, text, whole } from '../fields';
import { stamps } from '../stamps';

export const sweepSchema = fields(
  {
    type: z.literal('sweep'),
    ...stamps,
    done: measured('Runs that have ended'),
    failed: measured('Runs among them without a result'),
    total: measured('Runs in all, without controls'),
    best: optional(text('The best point so far, in words')),
    score: optional(measured('Its result by the goal, the mean over its seeds')),
    changes: optional(whole('Changes of the sweep that its points follow from, where it has any')),
    dropped: optional(text('Id of a run that successive halving ends at this point')),
  },
  'The runs of a sweep; written when one of them ends, and when one is dropped',
);
