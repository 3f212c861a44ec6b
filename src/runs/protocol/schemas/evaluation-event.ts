import * as z from 'zod/mini';
import { defaulted, fields, list, measured, optional, optionalFields } from '../fields';
import { stamps } from '../stamps';
import { epoch, phase, step, teacher } from './training-fields';

const mainResult = {
  accuracy: measured('Share of examples whose class is right, 0 to 1'),
  errors: measured('Examples whose class is wrong'),
  count: measured('Examples'),
  crossEntropy: measured('Mean negative log-likelihood of the labels, in nats'),
};

const resultByClass = {
  calibrationError: measured('Expected calibration error over 15 bins of equal width, 0 to 1'),
  macroF1: measured('Mean over the classes of F1, the harmonic mean of precision and recall, 0 to 1'),
  classCounts: list(measured('Examples of a class'), 'Examples of each class'),
  classErrors: list(measured('Errors of a class'), 'Examples of each class that were taken for another'),
};

const accuracyByFrequency = {
  headAccuracy: optional(
    measured('Accuracy over the third of the classes with the most training examples, for long-tailed data'),
  ),
  middleAccuracy: optional(measured('The same over the middle third')),
  tailAccuracy: optional(measured('The same over the third with the fewest')),
};

const comparison = {
  agreement: measured('Share of examples on which student and teachers choose the same class, 0 to 1'),
  agreementOnErrors: optional(measured('The same among the errors of the teachers; absent where they make none')),
  klAtOne: measured('KL(teacher ‖ student) at T = 1, in nats'),
};

export const evaluationSchema = fields(
  {
    type: z.literal('evaluation'),
    ...stamps,
    phase,
    teacher,
    split: defaulted(z.enum(['validation', 'test']).check(z.describe('The evaluated split')), 'validation'),
    step,
    epoch,
    ...mainResult,
    ...optionalFields(resultByClass),
    ...accuracyByFrequency,
    agreement: optional(comparison.agreement),
    agreementOnErrors: comparison.agreementOnErrors,
    klAtOne: optional(comparison.klAtOne),
    perplexity: optional(measured('exp of the cross entropy of a token, of language models')),
    uncorrected: optional(
      z.readonly(
        fields(
          {
            errors: measured('Examples whose class is wrong'),
            classErrors: list(measured('Errors of a class'), 'The same for each class'),
            shift: measured('Largest change of an output bias'),
          },
          'The result on the test split before output biases were corrected',
        ),
      ),
    ),
  },
  'An evaluation of a network on a split',
);

type Fields<Shape extends z.core.$ZodShape> = Readonly<z.infer<z.ZodMiniObject<Shape>>>;
/** Result of a network on a split. */
export type Evaluation = Fields<typeof mainResult & typeof resultByClass & typeof accuracyByFrequency>;
/** Agreement of a student with its teachers together. */
export type TeacherAgreement = Fields<typeof comparison>;
