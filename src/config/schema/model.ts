import * as z from 'zod';
import { argumentsField, callableField, faultOfWrittenPath } from '../../data-sources';
import { modelSchema, type Architecture } from '../../models/architecture';
import { formatOr } from '../../wording';

/** Letters of the escapes that double quotes turn into control characters. */
const escapes: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
};

/** The path with `/` for each backslash, also for one that double quotes made a control character of. */
function withSlashes(path: string): string {
  return path.replaceAll('\\', '/').replaceAll(/\p{Cc}/gu, (character) => `/${escapes[character] ?? ''}`);
}

/** The reason why a path cannot be that of a model file; undefined when it can. The file is looked up when a run starts. */
function faultOf(path: string, endings: readonly string[]): string | undefined {
  const fault = faultOfWrittenPath(path);
  if (fault !== undefined) return fault;
  const isKnown = endings.some((ending) => path.toLowerCase().endsWith(ending));
  return isKnown ? undefined : `the file’s name must end in ${formatOr(endings)}`;
}

/** A setting that names a file with one of some endings. */
export function filePath(
  endings: readonly string[],
  description: string,
  examples: readonly string[] = ['models/model.json'],
): z.ZodString {
  return z
    .string()
    .min(1)
    .max(1000)
    .superRefine((path, context) => {
      const message = faultOf(path, endings);
      if (message === undefined) return;
      const remedy = withSlashes(path);
      const isRight = remedy !== path && faultOf(remedy, endings) === undefined;
      context.addIssue({ code: 'custom', message, ...(isRight ? { params: { remedy } } : {}) });
    })
    .meta({ role: 'source', description, examples: [...examples] });
}

/** The rule for paths, as the end of a description. */
export const where = 'The path from the config’s folder; it must not leave the workspace.';

const studentFile = z.strictObject({
  preset: z.literal('file').meta({
    description: 'A network from a file; the student has its layers and starts from its weights.',
  }),
  path: filePath(['.json'], `A tfjs Layers model, \`model.json\`. ${where}`),
});

const teacherFile = z.strictObject({
  preset: z.literal('file').meta({
    description: 'A network from a file. As a teacher it is not trained again; a student starts from its weights.',
  }),
  path: filePath(
    ['.json', '.onnx'],
    `A tfjs Layers model, \`model.json\`, or for a teacher an \`.onnx\` file. ${where}`,
  ),
  outputName: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .meta({
      description:
        'The output of an `.onnx` file that holds its answers, where it has several. Absent: the only one, or the one called `logits`.',
      examples: ['scores'],
    }),
});

const answersPath = filePath(
  ['.npy', '.npz', '.csv', '.tsv', '.parquet'],
  `A file of answers: an .npy array [examples, classes] of all examples in the order of the data’s files, training examples first; an .npz with arrays \`train\`, \`validation\` and \`test\`; or a table with a column for each class. ${where}`,
);

const answersFile = z.strictObject({
  preset: z.literal('answers').meta({
    description: 'A file of what something else answers for each example: logits, probabilities or log-probabilities.',
  }),
  path: z.union([answersPath, z.array(answersPath).min(1).max(1000)]).meta({
    role: 'source',
    description:
      'The file of answers, or a list of them that epochs take in turn: answers for the examples as they were changed in that epoch.',
    examples: ['answers/logits.npz'],
  }),
  key: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .meta({
      description:
        'For data in tables: the column, there and in the file of answers, that tells which example a row is of. Absent: rows are in the order of the data’s.',
      examples: ['id'],
    }),
});

/** One word, so that a run cannot lie out of the folder of runs. */
export const runIdPattern = /^\w[\w.-]{0,199}$/;

const earlierRun = z.strictObject({
  preset: z.literal('run').meta({ description: 'The student of an earlier run in this workspace. For teachers only.' }),
  run: z
    .string()
    .regex(runIdPattern)
    .meta({
      role: 'source',
      description: 'The id of the run, which is the name of its folder.',
      examples: ['20261124-101500-mnist-1a2b'],
    }),
});

const pythonModel = z.strictObject({
  preset: z.literal('python').meta({
    description:
      'A model of your own Python code, a `torch.nn.Module`, for `train.engine: torch`. It may be left out beside `python`.',
  }),
  python: callableField(
    'What gives the model: `file.py:callable`, a path from the config’s folder that must not leave the workspace, or `package.module:callable`. It runs with your rights, after you were asked once.',
    ['models.py:make_student', 'torchvision.models:resnet18'],
  ),
  args: argumentsField([{ width: 0.5 }, { num_classes: 10 }]),
  weights: filePath(
    ['.safetensors', '.pt', '.pth', '.bin', '.ckpt'],
    `Weights that the model begins with: a \`.safetensors\` file, or a \`state_dict\` that torch.save wrote. What would execute code when read is refused. ${where}`,
    ['resnet50.safetensors'],
  ).optional(),
});

/** A model of the user's own Python. */
export type PythonModel = z.output<typeof pythonModel>;

/** A model as written, with the preset that `python` alone means. */
function withPreset(value: unknown): unknown {
  const isAlone = typeof value === 'object' && value !== null && 'python' in value && !('preset' in value);
  return isAlone ? { preset: 'python', ...value } : value;
}

/** The models of a student: a network that the config describes, one from a file, or one of Python code. */
export const studentModelSchema = z.preprocess(
  withPreset,
  z.discriminatedUnion('preset', [...modelSchema.options, studentFile, pythonModel]),
);

/** The models of a teacher: a network that the config describes and a run trains, or an existing one. */
export const teacherModelSchema = z.preprocess(
  withPreset,
  z.discriminatedUnion('preset', [...modelSchema.options, teacherFile, earlierRun, answersFile, pythonModel]),
);

export type StudentModel = z.output<typeof studentModelSchema>;
export type TeacherModel = z.output<typeof teacherModelSchema>;

const existing: ReadonlySet<string> = new Set(['file', 'run', 'answers', 'python']);

/** Whether the config itself says what the network is made of; others are read when a run starts. */
export function isDescribed(model: StudentModel | TeacherModel): model is Architecture {
  return !existing.has(model.preset);
}

/** Whether the user's own Python code gives the model. */
export function isPython(model: StudentModel | TeacherModel): model is PythonModel {
  return model.preset === 'python';
}

/** The files of answers that a teacher is. */
export function answerPaths({ path }: Extract<TeacherModel, { preset: 'answers' }>): readonly string[] {
  return typeof path === 'string' ? [path] : path;
}
