import * as z from 'zod';
import { dataSchema } from '../../data-sources';
import type { ObjectiveSettings } from '../../distillation';
import { filePath, where } from './model';
import { configSchema, writtenTemperature } from './schema';
import { valueBelow } from './value-below';

const { $schema, name, seed } = configSchema.shape;

/** Script of a run that `src/imports` made of the log of another program: which one trained it is not known. */
export const unknownScript = 'unknown.py';

/** Settings of `script`: a training program of the user's own, in Python. */
export const scriptSchema = z
  .strictObject({
    file: filePath(['.py'], `The Python file that trains. ${where}`, ['train.py']),
    args: z
      .array(z.union([z.string().max(10_000), z.number()]))
      .max(1000)
      .default([])
      .meta({ description: 'Its arguments, each as it is: no shell is in between.', examples: [['--width', '2']] }),
  })
  .meta({
    description:
      'A training program of your own in Python, in place of `teacher`, `student`, `loss` and `train`. `name` is required; `data` and `temperature` are optional and handed over to it in the `run.json` of the run folder, `DISTILLERY_RUN_DIR`.',
  });

/** A config whose training is a script; data and temperature are handed over to it in `run.json`. */
export const scriptConfigSchema = z.strictObject({
  $schema,
  name,
  seed,
  script: scriptSchema,
  data: dataSchema.optional(),
  temperature: writtenTemperature.optional(),
});

/** A config of a script with its defaults filled in. */
export type ScriptConfig = z.output<typeof scriptConfigSchema>;

/** The objective that is handed over to a script: its temperature, one teacher and Hinton's loss. */
export function objectiveOfScript({ temperature }: ScriptConfig): ObjectiveSettings | undefined {
  if (temperature === undefined) return undefined;
  const loss = configSchema.shape.loss.parse(undefined);
  return { loss, temperature, combine: 'losses', teachers: [{ name: 'teacher', weight: 1, temperature }] };
}

/** Script and arguments in the config of a manifest, which another writer may have filled in; undefined where it has none. */
export function writtenScript(config: unknown): string | undefined {
  const [file, args] = ['file', 'args'].map((key) => valueBelow(config, ['script', key]));
  if (typeof file !== 'string') return undefined;
  return [file, ...(Array.isArray(args) ? args.map(String) : [])].join(' ').slice(0, 1000);
}

/** Keys of a config that a script takes the place of. */
export const excludedByScript = Object.keys(configSchema.shape).filter((key) => !(key in scriptConfigSchema.shape));

/** The config of a script in the manifest of a run; undefined for all others. Throws nothing. */
export function scriptConfigOf(config: unknown): ScriptConfig | undefined {
  if (typeof config !== 'object' || config === null || !('script' in config)) return undefined;
  return scriptConfigSchema.safeParse(config).data;
}
