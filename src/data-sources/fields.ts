import { z } from 'zod';

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

/** Number of examples of a part of `total`: of a share the nearest whole number, 1 at least. */
export function countOfPart(part: number, total: number): number {
  return part >= 1 ? part : Math.max(Math.round(part * total), 1);
}

/** Names of the classes, each once. */
export const classNames = z
  .array(z.string().min(1).max(100))
  .min(2)
  .max(10_000)
  .superRefine((names, context) => {
    const index = names.findIndex((name, place) => names.indexOf(name) !== place);
    if (index < 0) return;
    context.addIssue({ code: 'custom', path: [index], message: `'${names[index] ?? ''}' names two classes` });
  })
  .optional()
  .meta({ description: 'Names of the classes, in the order of their labels. Elsewhere a class is a label or a name.' });

/** Upper bound of the training split. */
export function limitSchema(maxCount = Number.MAX_SAFE_INTEGER): z.ZodOptional<z.ZodInt> {
  return z
    .int()
    .positive()
    .max(maxCount)
    .optional()
    .meta({ description: 'At most this many training examples, for a quick try. All of them when absent.' });
}

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
