import * as z from 'zod/mini';
import { defaulted, fields, measured, optional, text } from '../fields';
import { stamps } from '../stamps';

export const preflightSchema = fields(
  {
    type: z.literal('preflight'),
    ...stamps,
    teacher: text('Name of the teacher; `teacher` where there is only one'),
    split: text('The split that the examples are of: validation, or train where that has too few'),
    count: measured('Examples'),
    errors: measured('Examples whose class is wrong'),
    crossEntropy: measured('Mean negative log-likelihood of the labels, in nats'),
    isAtChance: defaulted(z.boolean().check(z.describe('Whether guessing would do as well')), false),
    tried: measured('Other readings that were tried'),
    classOrder: text('Whether an order of classes was looked for: `tried`, `stated` or `too few examples`'),
    better: optional(
      z.readonly(
        fields(
          {
            settings: text('Settings of a teacher that make the reading, `input` and `classOrder`, as JSON'),
            name: text('The reading in words'),
            errors: measured('Examples whose class is wrong'),
            crossEntropy: measured('Mean negative log-likelihood of the labels, in nats'),
            t: measured('t of the paired difference of the log-likelihoods'),
          },
          'A reading under which the teacher is clearly better',
        ),
      ),
    ),
  },
  'A teacher from a file was tried on labelled examples before anything trains',
);
