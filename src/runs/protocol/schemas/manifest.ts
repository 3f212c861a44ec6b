import * as z from 'zod/mini';
import type { ResolvedConfig } from '../../../config';
import { fields, list, optional, text, time, whole } from '../fields';
import { productSchema } from '../product';
import { manifestVersion } from '../versions';

/** Types of the fields of a config that lists and comparisons read; docs/config.md describes all of it. */
const configSchema = z
  .looseObject({
    data: optional(z.looseObject({})),
    teacher: optional(z.looseObject({ model: z.looseObject({}) })),
    teachers: optional(list(z.looseObject({ model: z.looseObject({}) }), 'Several teachers')),
    student: optional(z.looseObject({ model: z.looseObject({}) })),
    loss: optional(z.looseObject({ hard: z.number(), soft: z.number() })),
    train: optional(z.looseObject({ batchSize: whole('Examples', 1), epochs: whole('Epochs', 1) })),
  })
  .check(z.describe('The config with all defaults filled in, as docs/config.md has it'));

const engineRecord = fields({
  name: text('Name of the engine'),
  version: text('Version of the engine'),
  threads: whole('Threads of the engine'),
  rejected: list(
    fields({ name: text('Name of the engine'), reason: text('Why it was not taken') }),
    'Faster engines that were not taken',
  ),
});

export const manifestSchema = fields(
  {
    formatVersion: z.literal(manifestVersion).check(z.describe('Version of this format')),
    id: text("The run's name in lists: the name of its folder"),
    name: text('Name in the config'),
    createdAt: time('When the run was made'),
    kind: optional(
      z
        .enum(['run', 'sweep'])
        .check(
          z.describe('`run` trains; `sweep` is the parent of runs. Absent in runs of version 0.1, which are `run`'),
        ),
    ),
    parent: optional(
      text(
        'Id of the sweep that the run belongs to. Without `kind`, in runs of version 0.1: the run that this one repeats',
      ),
    ),
    point: optional(
      fields(
        {
          index: whole('Index of its point in the sweep, from 0'),
          stage: z
            .enum(['search', 'verdict'])
            .check(z.describe('`search` looks for the best point; `verdict` judges it with fresh seeds')),
        },
        'Its point in the sweep that it belongs to',
      ),
    ),
    repeats: optional(text('Id of the run that this one repeats')),
    control: optional(text('Id of its control: the run without a teacher that it is compared with')),
    controlOf: optional(
      list(
        z.string(),
        'Ids of the runs that this run, which has no teacher, was made for. Others may name it as theirs',
      ),
    ),
    config: configSchema,
    configPath: optional(text('Absolute path of the file that the run was started from')),
    configHash: optional(text("The config's text, SHA-256 as 64 hexadecimal digits")),
    cacheFolder: optional(text('Absolute path of the cache of teachers and evaluations')),
    product: optional(productSchema),
    launcher: optional(
      fields(
        {
          name: text('Where the trainer is started: `local` is this machine'),
          profile: optional(text('Settings of the launcher, by name')),
        },
        'Where the run was started',
      ),
    ),
    versions: optional(z.record(z.string(), z.string()).check(z.describe('Version 0.1: Node.js that made the run'))),
    engine: optional(engineRecord.check(z.describe('Version 0.1: the engine; now in `started` events'))),
    teachers: optional(
      list(
        fields({ name: text('Name of the teacher'), sha256: text('Key of the teacher in the cache') }),
        'Version 0.1: the teachers; now in `teacher` events',
      ),
    ),
  },
  'Written once, when the run is made. Later facts are events, or files of their own',
);

/** `run.json`: the identity of a run. */
export interface RunManifest
  extends Readonly<Omit<WrittenManifest, 'config' | FilledIn>>, Required<Pick<WrittenManifest, FilledIn>> {
  readonly config: ResolvedConfig;
}
/** A manifest as a file has it: other writers may leave some fields out, and the reader fills them in. */
export type WrittenManifest = Readonly<z.infer<typeof manifestSchema>>;
type FilledIn = 'configPath' | 'configHash' | 'cacheFolder';

/** Whether a run trains or is the parent of runs. */
export type RunKind = NonNullable<RunManifest['kind']>;
/** The engine that was chosen, and why faster ones were not. */
export type EngineRecord = Readonly<z.infer<typeof engineRecord>>;
