import * as z from 'zod/mini';
import { amount, defaulted, measured, optional, text } from '../fields';

// Fields of all events of a training. Other writers may leave out all that neither the order of a log nor the main curve needs.

/** Training that an event belongs to. */
export const phase = defaulted(
  z.enum(['teacher', 'student']).check(z.describe('Whose training it is: that of a teacher or that of the student')),
  'student',
);
export const teacher = optional(text('Name of the teacher, where there are several'));
/** Finite, since the order of a log comes from it. */
export const step = amount('Training steps so far; the first step is 1');
export const epoch = measured('Epochs so far, with fractions: step 5 of 10 in the first epoch is 0.5');

/** Training that an event belongs to: the teacher's or the student's. Curves show the student's. */
export type Phase = z.infer<typeof phase>;
