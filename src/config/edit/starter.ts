import type { Language } from '../text/tree';

type Line = readonly [comment: string, entry: string];

/** The comment above `control: true`. */
export const controlComment = 'Runs the same student without a teacher too, so that a gain is one.';

const distillation: readonly Line[] = [
  ['What the run is called in lists and folders.', '"name": "distillation"'],
  ['The same seed gives the same run on one machine.', '"seed": 1'],
  [
    '5,000 digits are cut off for choosing the best epoch; the test split is only reported.',
    '"data": { "format": "mnist", "validation": 5000 }',
  ],
  [
    'The teacher is trained once and then taken from the cache. More epochs, dropout and jitter make a better one.',
    '"teacher": { "model": { "preset": "mlp", "hidden": [1200, 1200] }, "train": { "epochs": 8 } }',
  ],
  ['The student that is wanted in the end.', '"student": { "model": { "preset": "mlp", "hidden": [800, 800] } }'],
  [
    'What softens the outputs of both. The lens below picks another strategy: constant, cosine, exponential, step.',
    '"temperature": { "strategy": "linear", "from": 8, "to": 2 }',
  ],
  [
    'Minimised: hard × cross-entropy with the labels + soft × T² × KL(teacher ‖ student).',
    '"loss": { "hard": 0.1, "soft": 0.9 }',
  ],
  [
    'How the student is trained.',
    '"train": { "epochs": 10, "batchSize": 128, "optimizer": { "name": "adam", "learningRate": 0.001 } }',
  ],
  [controlComment, '"control": true'],
];

const baseline: readonly Line[] = [
  ['The student alone: the control that a distillation is compared with.', '"name": "baseline"'],
  ['The same seed gives the same run on one machine.', '"seed": 1'],
  [
    '5,000 digits are cut off for choosing the best epoch; the test split is only reported.',
    '"data": { "format": "mnist", "validation": 5000 }',
  ],
  ['The same network as the distilled student’s.', '"student": { "model": { "preset": "mlp", "hidden": [800, 800] } }'],
  ['Minimised: the cross-entropy with the labels.', '"loss": { "hard": 1, "soft": 0 }'],
  [
    'The same training, or the comparison says nothing.',
    '"train": { "epochs": 10, "batchSize": 128, "optimizer": { "name": "adam", "learningRate": 0.001 } }',
  ],
];

/** Starters by the kind of the data, beside those of MNIST: the line of the data and the networks that fit it. */
const ofData = {
  images: {
    name: 'pictures',
    data: [
      'A folder for each class. Below data: augment, such as { flip: true }, changes pictures by chance.',
      '"data": { "format": "images", "path": "pictures", "size": 32, "test": 0.1 }',
    ],
    teacher: '{ "preset": "resnet-mini" }',
    student: '{ "preset": "cnn-small", "filters": [8, 16], "dense": 32 }',
  },
  table: {
    name: 'table',
    data: [
      'A .csv, .tsv or .parquet file and its column of classes; all other columns are inputs.',
      '"data": { "format": "table", "path": "table.csv", "columns": { "label": "class" }, "test": 0.1 }',
    ],
    teacher: '{ "preset": "mlp", "hidden": [64, 64], "dropout": 0.2 }',
    student: '{ "preset": "mlp", "hidden": [16] }',
  },
  arrays: {
    name: 'arrays',
    data: [
      'An .npz file, or a folder of .npy files: x_train and y_train, and the same with test.',
      '"data": { "format": "arrays", "path": "arrays.npz" }',
    ],
    teacher: '{ "preset": "mlp", "hidden": [256, 256], "dropout": 0.2 }',
    student: '{ "preset": "mlp", "hidden": [32] }',
  },
} as const satisfies Readonly<Record<string, { data: Line; name: string; teacher: string; student: string }>>;

/**
 * Lines that make a run of MNIST small enough to end in ten seconds on any machine, in which the teacher helps: few digits, a teacher
 * that has seen them shifted, and a rate that lets the student follow it to the end in eight epochs. With less, soft targets only slow it.
 */
const quickLines: Readonly<Record<string, Line>> = {
  name: ['What the run is called in lists and folders.', '"name": "quick"'],
  data: [
    'Small, to be done in ten seconds: 4,000 digits train, and 1,000 choose the best epoch.',
    '"data": { "format": "mnist", "limit": 4000, "validation": 1000 }',
  ],
  teacher: [
    'The teacher is trained once and then taken from the cache. Dropout and shifted digits (jitter) make it a good one.',
    '"teacher": { "model": { "preset": "mlp", "hidden": [256], "dropout": 0.2 }, "train": { "epochs": 8, "batchSize": 64, "optimizer": { "name": "adam", "learningRate": 0.003 }, "augment": { "jitter": 1 } } }',
  ],
  student: ['The student that is wanted in the end.', '"student": { "model": { "preset": "mlp", "hidden": [32] } }'],
  train: [
    'How the student is trained.',
    '"train": { "epochs": 8, "batchSize": 64, "optimizer": { "name": "adam", "learningRate": 0.005 } }',
  ],
};

/** Kinds of starters: MNIST in seconds, MNIST with and without a teacher, and a kind of data of one's own. */
export type StarterKind = 'quick' | 'distillation' | 'baseline' | keyof typeof ofData;

/**
 * A commented config: of MNIST, which runs as it is, or of a kind of data, whose path is to be written. A baseline has no teacher.
 * `name`: a name in place of the kind's; letters, digits, spaces, `-` and `_`, so that it needs no quotes in YAML.
 */
export function starterConfig(kind: StarterKind, language: Language, name?: string): string {
  const starter = linesOf(kind);
  const own: Line = ['What the run is called in lists and folders.', `"name": ${JSON.stringify(name)}`];
  const lines = name === undefined ? starter : starter.map((line) => (keyOf(line) === 'name' ? own : line));
  return language === 'json' ? asJson(lines) : asYaml(lines);
}

function linesOf(kind: StarterKind): readonly Line[] {
  switch (kind) {
    case 'quick':
      return distillation.map((line) => quickLines[keyOf(line)] ?? line);
    case 'distillation':
      return distillation;
    case 'baseline':
      return baseline;
    case 'images':
    case 'table':
    case 'arrays':
      return linesFor(kind);
  }
}

/** The key of a line. */
const keyOf = ([, entry]: Line): string => /^"(\w+)"/.exec(entry)?.[1] ?? '';

function linesFor(kind: keyof typeof ofData): Line[] {
  const { name, data, teacher, student } = ofData[kind];
  const train = '{ "epochs": 20, "batchSize": 32, "optimizer": { "name": "adam", "learningRate": 0.001 } }';
  const replaced = new Map<string, Line>([
    ['name', ['What the run is called in lists and folders.', `"name": "${name}"`]],
    ['data', data],
    [
      'teacher',
      [
        'The teacher is trained once and then taken from the cache.',
        `"teacher": { "model": ${teacher}, "train": ${train} }`,
      ],
    ],
    ['student', ['The student that is wanted in the end.', `"student": { "model": ${student} }`]],
    ['train', ['How the student is trained.', `"train": ${train}`]],
  ]);
  return distillation.map((line) => replaced.get(keyOf(line)) ?? line);
}

function asJson(lines: readonly Line[]): string {
  const entries = lines.map(([comment, entry], index) => {
    const comma = index < lines.length - 1 ? ',' : '';
    return `  // ${comment}\n  ${entry}${comma}\n`;
  });
  return `{\n${entries.join('\n')}}\n`;
}

function asYaml(lines: readonly Line[]): string {
  return lines.map(([comment, entry]) => `# ${comment}\n${entry.replaceAll('"', '')}\n`).join('\n');
}
