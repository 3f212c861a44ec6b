import * as z from 'zod';
import { augmentSchema } from '../augmentation';

/** More classes are labels of single examples, or numbers to be predicted. */
export const maxClasses = 10_000;

/** Reason why a path cannot be written in a config; undefined when it can. Its target is not looked up here. */
export function faultOfWrittenPath(path: string): string | undefined {
  if (/\p{Cc}/u.test(path)) {
    return 'the path has a control character, which double quotes make of a backslash and a letter; separate folders by /';
  }
  if (path.includes('\\')) return "folders are separated by '/', on every system";
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path))
    return 'the path starts at the config’s folder; write it without the part before';
  return path.split('/').length > 64 ? 'the path is nested too deeply' : undefined;
}

/** A path of a folder or file of data, from the config's folder. */
export function dataPath(description: string, example: string): z.ZodString {
  return z
    .string()
    .min(1)
    .max(1000)
    .superRefine((path, context) => {
      const message = faultOfWrittenPath(path);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    })
    .meta({ role: 'source', description, examples: [example] });
}

/** A part of a split: a number of examples, or a share of them above 0 and below 1. */
export function partSchema(maxCount = Number.MAX_SAFE_INTEGER): z.ZodUnion<[z.ZodInt, z.ZodNumber]> {
  return z.union([z.int().positive().max(maxCount), z.number().gt(0).lt(1)]);
}

/** A split that is cut off, or one that lies elsewhere in the same format. */
const partOrPath = z.union([
  z.int().positive(),
  z.number().gt(0).lt(1),
  z
    .string()
    .min(1)
    .max(1000)
    .superRefine((path, context) => {
      const isNumber = path.trim() !== '' && Number.isFinite(Number(path));
      const message = isNumber ? 'remove the quotes: text is a path here' : faultOfWrittenPath(path);
      const remedy = isNumber ? { remedy: Number(path) } : {};
      if (message !== undefined) context.addIssue({ code: 'custom', message, params: remedy });
    }),
]);

/** Number of examples of a part of `total`: of a share the nearest whole number, 1 at least. */
export function countOfPart(part: number, total: number): number {
  return part >= 1 ? part : Math.max(Math.round(part * total), 1);
}

/** Names or labels of the classes, each once. */
export const classNames = z
  .array(z.union([z.string().min(1).max(100), z.int()]))
  .min(2)
  .max(maxClasses)
  .superRefine((names, context) => {
    const first = new Map<string | number, number>();
    const index = names.findIndex((name, place) => first.has(name) || !first.set(name, place));
    if (index < 0) return;
    context.addIssue({ code: 'custom', path: [index], message: `'${names[index] ?? ''}' names two classes` });
  })
  .optional()
  .meta({
    description:
      'Names of the classes, in the order of their labels; or those to take of the data, by name or label, in the order of the outputs, the others being left out. Elsewhere a class is a label or a name.',
  });

/** Upper bound of the training split. */
export function limitSchema(maxCount = Number.MAX_SAFE_INTEGER): z.ZodOptional<z.ZodInt> {
  return z
    .int()
    .positive()
    .max(maxCount)
    .optional()
    .meta({ description: 'At most this many training examples, for a quick try. All of them when absent.' });
}

const moments = z.union([z.number(), z.array(z.number()).min(1).max(100_000)]);

/** Scaling of the rows that networks see. */
export const normalizeSchema = z
  .union([
    z.enum(['auto', 'none']),
    z.strictObject({
      mean: moments.meta({ description: 'What is subtracted: one number, or one a channel or column.' }),
      std: z
        .union([z.number().positive(), z.array(z.number().positive()).min(1).max(100_000)])
        .meta({ description: 'What is divided by: one number, or one a channel or column.' }),
    }),
  ])
  .optional()
  .meta({
    description:
      '`auto`: each channel or column gets mean 0 and deviation 1 over the training split. `none`: bytes become 0…1, other numbers stay as they are. Or `mean` and `std` of your own, for values as `none` leaves them. Absent: `none` for bytes, `auto` for other numbers.',
    examples: [{ mean: 0.1307, std: 0.3081 }],
  });

/** A long tail that is cut out of balanced data. */
export const imbalanceSchema = z
  .strictObject({
    ratio: z.number().min(1).max(100000).default(100).meta({
      description: 'How many times the first class outnumbers the last one.',
    }),
  })
  .optional()
  .meta({
    description:
      'Makes the training data long-tailed, for teacher and student: class c keeps n·ratio^(−c/(classes − 1)) examples (Cui et al. 2019). Validation and test stay as they are.',
  });

/** Settings that every format of own data has, beside its `path`. */
export const commonSettings = {
  classes: classNames,
  validation: partOrPath.default(0.1).meta({
    description:
      'Examples for choosing the best epoch: a count or a share of the training examples, which is cut off, or the path of more data in the same format. The test split is only reported.',
    examples: [0.1, 500],
  }),
  test: partOrPath.optional().meta({
    description:
      'Examples for the test, where the data comes without them: a count or a share of the training examples, which is cut off, or the path of more data in the same format.',
    examples: [0.1, 500],
  }),
  limit: limitSchema(),
  normalize: normalizeSchema,
  imbalance: imbalanceSchema,
};

/** Settings that formats of pictures have beside the common ones. */
export const pictureSettings = {
  augment: augmentSchema.optional().meta({
    description:
      'Changes the training pictures by chance, anew in each epoch, for every network that learns from them: the student, its control, and a teacher that the run trains. A teacher of a student answers for the changed picture, so its kept answers are not used. See it with **Distillery: Preview Augmentation**.',
    examples: [{ crop: { scale: [0.5, 1] }, flip: true }],
  }),
};

/** The path that a split is written with; undefined where it is cut off, or comes with the data. */
export function pathOfPart(part: number | string | undefined): string | undefined {
  return typeof part === 'string' ? part : undefined;
}
