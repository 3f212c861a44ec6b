import * as z from 'zod/mini';

const described = <Schema extends z.ZodMiniType>(schema: Schema, description: string): z.ZodMiniExactOptional<Schema> =>
  z.exactOptional(schema.check(z.describe(description)));

/** A word of SLURM's options: no white space, which would begin another option of its line. */
const word = z
  .string()
  .check(z.regex(/^[\w.,:@+=%/-]+$/, 'letters, digits and . , : @ + = % / _ - alone are allowed'), z.maxLength(200));
/** A time limit in the forms of `sbatch`. */
const limit = z
  .string()
  .check(
    z.regex(
      /^(\d{1,9}|\d{1,9}(:\d{1,2}){1,2}|\d{1,6}-\d{1,2}(:\d{1,2}){0,2}|UNLIMITED|INFINITE|unlimited|infinite)$/,
      'minutes, or a time such as 12:00:00 or 2-00:00:00, is needed',
    ),
  );
const amount = z
  .string()
  .check(z.regex(/^\d{1,12}([KMGTkmgt][Bb]?)?$/, 'a number of megabytes, or a size such as 16G, is needed'));
/** A text without control characters, in which a person would not see all that is there. */
const line = z
  .string()
  .check(z.minLength(1), z.maxLength(4000), z.regex(/^\P{Cc}*$/u, 'control characters are not allowed'));
const whole = z.int().check(z.minimum(1), z.maximum(1_000_000));
const words = z.array(line).check(z.minLength(1), z.maxLength(200));
const machines = described(
  z.int().check(z.minimum(1), z.maximum(1_000)),
  'Machines of a run of `engine: torch`, which share its `processes` alike. Default: 1.',
);

const common = {
  node: described(
    line,
    'Node.js on the machines of the cluster, 20.19 or newer: a path, or a name on their PATH. Default: `node`.',
  ),
  python: described(
    line,
    'Python of scripts and of training with PyTorch, by a path that this machine and those of the cluster share.',
  ),
  programs: described(
    line,
    'Folder that this machine and those of the cluster share: our programs are copied there, once for each version. Absent: they are read where they are installed, which must be such a folder.',
  ),
};

const slurm = z.strictObject({
  launcher: z.literal('slurm'),
  ...common,
  partition: described(word, 'Partition; `sinfo` lists them.'),
  account: described(word, 'Account that pays.'),
  qos: described(word, 'Quality of service.'),
  machines,
  gpus: described(
    z.union([z.int().check(z.minimum(0), z.maximum(10_000)), word]),
    'GPUs of a run, on each of its machines: a number, or a type and a number such as `a100:2`.',
  ),
  cpus: described(whole, 'Cores of a run, on each of its machines.'),
  memory: described(amount, 'Memory of a run, on each of its machines, such as `16G`.'),
  time: described(limit, 'Time limit of a job as SLURM writes it: minutes, `12:00:00` or `2-00:00:00`.'),
  warning: described(
    z.int().check(z.minimum(1), z.maximum(65_535)),
    'Seconds before the time limit at which a run writes a checkpoint and has itself queued again. Default: 120.',
  ),
  requeue: described(
    z.boolean(),
    'Whether a run that comes to its time limit, or is preempted, is queued again. Default: true.',
  ),
  lines: described(
    words,
    'Further lines of the script that is submitted, such as `#SBATCH --constraint=a100` or `module load cuda`. A shell of the cluster executes them.',
  ),
  bin: described(
    line,
    'Folder of `sbatch`, `srun`, `squeue`, `scontrol` and `scancel`. Absent: they are looked up on the PATH.',
  ),
});

const anAddress = 'an address such as http://head:8265 is needed';

const ray = z.strictObject({
  launcher: z.literal('ray'),
  ...common,
  address: z.string().check(
    z.regex(/^https?:\/\/[^\s]+$/, anAddress),
    z.refine((text) => URL.canParse(text), anAddress),
    z.maxLength(1000),
    z.describe('Address of the dashboard of Ray, such as `http://head:8265`.'),
  ),
  tokenFile: described(
    line,
    'File with the token of the cluster, sent as `Authorization: Bearer`. The token itself is kept nowhere else.',
  ),
  machines,
  cpus: described(z.number().check(z.minimum(0)), 'Cores of a run, on each of its machines.'),
  gpus: described(z.number().check(z.minimum(0)), 'GPUs of a run, on each of its machines.'),
  memory: described(whole, 'Memory of a run in MB, on each of its machines.'),
});

const command = z.strictObject({
  launcher: z.literal('command'),
  ...common,
  submit: words.check(
    z.describe(
      'Program and arguments that start a run; no shell is in between. `{run}` stands for the words of the run, `{line}` for the same as one word that a POSIX shell reads, such as that of `ssh`; `{folder}` and `{id}` for the run folder and its name.',
    ),
  ),
  state: described(
    words,
    'Program and arguments that print `queued`, `running`, `finished`, `failed` or `cancelled`, and a reason behind it. Absent: the heartbeat alone tells.',
  ),
  stop: described(
    words,
    'Program and arguments that end a run which no request reaches. Absent: only requests end it.',
  ),
});

/** A place beyond this machine where runs are started: one of the setting `distillery.profiles`. */
export const profileSchema = z.discriminatedUnion('launcher', [slurm, ray, command]);

export type Profile = Readonly<z.infer<typeof profileSchema>>;
export type SlurmProfile = Readonly<z.infer<typeof slurm>>;
export type RayProfile = Readonly<z.infer<typeof ray>>;
export type CommandProfile = Readonly<z.infer<typeof command>>;

/** Name of a profile: a word that a command line, a list and a file name can hold. */
export const profileNamePattern = /^[A-Za-z0-9][\w.-]{0,63}$/;

/** JSON Schema of the setting, for completion and checks in the editor. */
export function profilesJsonSchema(): Record<string, unknown> {
  const schema: Record<string, unknown> = { ...z.toJSONSchema(profileSchema) };
  delete schema['$schema'];
  return {
    type: 'object',
    propertyNames: { pattern: profileNamePattern.source },
    additionalProperties: schema,
  };
}
