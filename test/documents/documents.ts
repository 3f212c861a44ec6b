import { stringify } from 'yaml';
import { losses, strategies } from '../../src/distillation';

/** Marks a place where something is asked beside the keys and values of a document. */
const mark = '‸';

/** One config, or half of one, in both languages: whatever is asked of the one, the other must answer alike. */
export interface PairedDocument {
  readonly title: string;
  readonly yaml: string;
  readonly json: string;
  /** The codes of its problems, in the order of the text. */
  readonly codes: readonly string[];
  /** Whether the text is half-typed: what its parsers then make of it differs, what can be written at its marks does not. */
  readonly isBroken: boolean;
  /** Labels of which completion offers at least these at the marks, one list a mark. */
  readonly offers: readonly (readonly string[])[];
}

/** A text without its marks, and where they stood. */
export function unmarked(text: string): { text: string; marks: number[] } {
  const [first = '', ...parts] = text.split(mark);
  let plain = first;
  const marks = parts.map((part) => {
    const place = plain.length;
    plain += part;
    return place;
  });
  return { text: plain, marks };
}

const mlp = (...hidden: number[]): object => ({ preset: 'mlp', hidden });
const base = { name: 'a', data: { set: 'mnist' }, student: { model: mlp(300) } };
const taught = { ...base, teacher: { model: mlp(800) } };
const custom = (...layers: object[]): object => ({ ...base, student: { model: { preset: 'custom', layers } } });

const made = (title: string, config: object, ...codes: string[]): PairedDocument => ({
  title,
  yaml: stringify(config),
  json: `${JSON.stringify(config, null, 2)}\n`,
  codes,
  isBroken: false,
  offers: [],
});

const written = (
  title: string,
  yaml: string,
  json: string,
  codes: readonly string[],
  offers: readonly (readonly string[])[] = [],
): PairedDocument => ({ title, yaml, json, codes, isBroken: codes.length === 0, offers });

/** Settings that a strategy requires, or that replace a default that raises a problem. */
const more: Readonly<Record<string, object>> = {
  step: { milestones: [3, 6] },
  expression: { value: '8 - 6 * epoch / epochs' },
  confidence: { smooth: 20 },
};

const ofStrategies = strategies.map(({ name }) => {
  const temperature = { strategy: name, ...more[name] };
  const loss = name === 'annealing-kd' ? { loss: { kind: 'mse' } } : {};
  return made(`the strategy ${name}`, { ...taught, temperature, ...loss });
});

/** A loss that compares logits as they are. */
const ofLosses = losses.map(({ name }) => {
  const short = name === 'dkd' ? { warmup: 2 } : {};
  return made(`the loss ${name}`, { ...taught, loss: { kind: name, ...short } });
});

const ofModels = [
  made('a student alone', base),
  made('convolutions', { ...base, student: { model: { preset: 'cnn-small', filters: [8, 16], dense: 32 } } }),
  made('a residual network', { ...base, student: { model: { preset: 'resnet-mini', blocks: 2 } } }),
  made(
    'layers one by one',
    custom({ type: 'conv2d', filters: 8 }, { type: 'batchNorm' }, { type: 'flatten' }, { type: 'dense', units: 20 }),
  ),
  made('a layer that does not fit', custom({ type: 'dense', units: 20 }), 'model-misfit'),
  made('several teachers', {
    ...base,
    teachers: [
      { name: 'one', model: mlp(800), weight: 2, temperature: { strategy: 'linear', from: 8, to: 2 } },
      { name: 'two', model: mlp(400), train: { epochs: 3 } },
    ],
    combine: 'entropy',
  }),
  made('a long tail and a transfer set', {
    ...taught,
    data: { set: 'mnist', validation: 100, imbalance: { ratio: 50 } },
    transfer: { leaveOut: [3], labelFraction: 0.5 },
    evaluation: { biasCorrection: [3] },
  }),
  made('training in full', {
    ...taught,
    seed: 7,
    train: {
      epochs: 4,
      batchSize: 64,
      optimizer: { name: 'momentum', learningRate: 0.05, momentum: 0.9 },
      schedule: { kind: 'step', milestones: [2, 3] },
      warmup: 0.5,
      engine: 'wasm',
      threads: 2,
    },
  }),
];

const ofMistakes = [
  made('a misspelt key', { ...base, train: { epohcs: 3 } }, 'unknown-key'),
  made('a key in the wrong map', { ...base, epochs: 3 }, 'unknown-key'),
  made('alpha', { ...taught, loss: { alpha: 0.3 } }, 'unknown-key'),
  made('text in place of a number', { ...base, train: { epochs: 'ten' } }, 'wrong-type'),
  made('a number in quotes', { ...base, seed: '1' }, 'wrong-type'),
  made('out of range', { ...taught, temperature: -1 }, 'invalid-value'),
  made('a misspelt strategy', { ...taught, temperature: { strategy: 'liner' } }, 'invalid-value'),
  made('both weights 0', { ...taught, loss: { hard: 0, soft: 0 } }, 'no-loss'),
  made('no T²', { ...taught, loss: { scaleByT2: false } }, 'no-t2'),
  made('a jump', { ...taught, temperature: { strategy: 'confidence' } }, 'confidence-jump'),
  made(
    'an expression that reaches 0',
    { ...taught, temperature: { strategy: 'expression', value: '4 - epoch' } },
    'temperature-not-positive',
  ),
  made('a batch above the data', { ...base, train: { batchSize: 60000 } }, 'batch-too-large'),
  made(
    'teachers of one name',
    {
      ...base,
      teachers: [
        { name: 'one', model: mlp(800) },
        { name: 'one', model: mlp(400) },
      ],
    },
    'repeated-name',
  ),
  made(
    'lists and maps in the wrong places',
    { name: ['a'], data: 'mnist', student: [1], loss: [], train: 3 },
    'wrong-type',
    'wrong-type',
    'wrong-type',
    'wrong-type',
    'wrong-type',
  ),
  made('no student', { name: 'a', data: { set: 'mnist' } }, 'missing-key'),
];

/** Half-typed and broken; what YAML and JSON call an error differs, what can be written there does not. */
const ofTyping = [
  written('the first key', mark, `{ ${mark} }`, [], [['name', 'data', 'student', 'temperature: linear']]),
  written(
    'a word of a key',
    `name: a\nte${mark}`,
    `{ "name": "a", "te${mark}`,
    [],
    [['teacher', 'teachers', 'temperature']],
  ),
  written(
    'behind a colon',
    `temperature:\n  strategy:${mark}\n`,
    `{ "temperature": { "strategy":${mark} } }`,
    [],
    [['cosine', 'learned']],
  ),
  written(
    'an empty block',
    `name: a\nloss:\n  ${mark}\nseed: 1\n`,
    `{ "name": "a", "loss": { ${mark} }, "seed": 1 }`,
    [],
    [['kind', 'hard', 'kind: dkd']],
  ),
  written(
    'an open bracket',
    `loss: { kind: dkd, ${mark}`,
    `{ "loss": { "kind": "dkd", ${mark}`,
    [],
    [['alpha', 'beta', 'warmup']],
  ),
  written('an open quote', `loss: { kind: "d${mark}`, `{ "loss": { "kind": "d${mark}`, [], [['dkd', 'dist']]),
  written(
    'a missing comma',
    `train: { epochs: 3 ${mark} batchSize: 64 }\n`,
    `{ "train": { "epochs": 3 ${mark} "batchSize": 64 } }`,
    [],
    [['optimizer', 'schedule']],
  ),
  written(
    'a list of layers that is being typed',
    `student:\n  model:\n    preset: custom\n    layers:\n      - type: ${mark}\n`,
    `{ "student": { "model": { "preset": "custom", "layers": [{ "type": ${mark} }] } } }`,
    [],
    [['dense', 'conv2d', 'residual']],
  ),
  written(
    'a second teacher',
    `teachers:\n  - name: one\n    model: { preset: mlp, hidden: [90] }\n  - name: two\n    ${mark}\n`,
    `{ "teachers": [{ "name": "one", "model": { "preset": "mlp", "hidden": [90] } }, { "name": "two", ${mark} }] }`,
    [],
    [['model', 'weight', 'model: run']],
  ),
  written('a comment', `# ${mark}\nname: a\n`, `{ // ${mark}\n"name": "a" }`, [], [[]]),
  written('a key twice', 'seed: 1\nseed: 2\n', '{ "seed": 1, "seed": 2 }', ['duplicate-key']),
  written('a key of the prototype', '__proto__: 1\nname: a\n', '{ "__proto__": 1, "name": "a" }', ['forbidden-key']),
  written(
    'nothing after the last key',
    `name: a\ntrain:\n  engine: ${mark}`,
    `{ "name": "a", "train": { "engine": ${mark}`,
    [],
    [['auto', 'wasm']],
  ),
  written('numbers of another world', 'seed: 1e999\nname: a\n', '{ "seed": 1e999, "name": "a" }', ['wrong-type']),
];

/** Every document, each asked in both languages. */
export const pairedDocuments: readonly PairedDocument[] = [
  ...ofStrategies,
  ...ofLosses,
  ...ofModels,
  ...ofMistakes,
  ...ofTyping,
];
