import { dataSources } from '../../../../src/data-sources';
import { losses, strategies } from '../../../../src/distillation';

/** Keys at the top of a config, the required ones first. */
const root =
  'name data student seed transfer teacher teachers combine temperature loss train evaluation control verdict sweep script'.split(
    ' ',
  );
export const strategyNames = strategies.map(({ name }) => name);
const strategyKeys = [
  ...new Set(
    strategies.flatMap(({ schema, name }) => [...Object.keys(schema.shape), ...(name === 'constant' ? ['tune'] : [])]),
  ),
];
export const lossNames = losses.map(({ name }) => name);
const optimizerNames = 'sgd momentum nesterov adam adamw rmsprop'.split(' ');
const activationNames = 'linear relu relu6 leakyRelu elu selu gelu swish tanh sigmoid softplus'.split(' ');
const ofMnist = ['classes', 'validation', 'limit', 'normalize', 'imbalance', 'augment'];
const without = (names: string[], ...gone: string[]): string[] => names.filter((name) => !gone.includes(name));

/** The same place in both languages, `|` the cursor; both must offer exactly these. */
export const pairs: [yaml: string, json: string, labels: string[]][] = [
  ['{ | }', '{ | }', root],
  ['seed: 1\n|', '{ "seed": 1, | }', without(root, 'seed')],
  ['se|', '{ "se|" }', root],
  [
    'teachers:\n  - { name: one, model: { preset: run, run: x } }\n  - { name: two, weight: 1, | }\n',
    '{ "teachers": [{ "name": "one", "model": {} }, { "name": "two", "weight": 1, | }] }',
    ['model', 'train', 'input', 'classOrder', 'output', 'targets', 'temperature'],
  ],
  [
    'teachers:\n  - name: one\n    model: { preset: run }\n    weight: 2\n  - name: two\n    |\n',
    '{ "teachers": [{ "name": "one", "model": {}, "weight": 2 }, { "name": "two", | }] }',
    ['model', 'train', 'input', 'classOrder', 'output', 'targets', 'weight', 'temperature'],
  ],
  [
    'student:\n  model:\n    preset: custom\n    layers:\n    - type: dense\n      units: 3\n    - type: dropout\n      |\n',
    '{ "student": { "model": { "preset": "custom", "layers": [{ "type": "dense", "units": 3 }, { "type": "dropout", | }] } } }',
    ['rate'],
  ],
  ['se|\nseed: 1', '{ "se|", "seed": 1 }', without(root, 'seed')],
  ['seed: 1\nda|\nloss: {}', '{ "seed": 1, "da|", "loss": {} }', without(root, 'seed', 'loss', 'script')],
  ['script: {}\n|', '{ "script": {}, | }', ['name', 'data', 'seed', 'temperature']],
  ['script:\n  |', '{ "script": { | } }', ['file', 'args']],
  ['data:\n  |', '{ "data": { | } }', [...new Set(dataSources.flatMap(({ schema }) => Object.keys(schema.shape)))]],
  ['data:\n  set: mnist\n  |', '{ "data": { "set": "mnist", | } }', ofMnist],
  ['data: { set: mnist | }', '{ "data": { "set": "mnist" | } }', ofMnist],
  ['data: { set: mnist, tr|', '{ "data": { "set": "mnist", "tr|', ofMnist],
  ['data:\n  set: |', '{ "data": { "set": | } }', ['mnist']],
  ['data:\n  set:|', '{ "data": { "set":| } }', ['mnist']],
  ['data: { set: m| }', '{ "data": { "set": "m|" } }', ['mnist']],
  [
    'teacher:\n  model: {}\n  |',
    '{ "teacher": { "model": {}, | } }',
    ['train', 'input', 'classOrder', 'output', 'targets'],
  ],
  [
    'teacher:\n  train:\n    optimizer:\n      |',
    '{ "teacher": { "train": { "optimizer": { | } } } }',
    'name learningRate momentum beta1 beta2 smoothing epsilon weightDecay clipNorm maxNorm'.split(' '),
  ],
  ['train:\n  optimizer:\n    name: |\nseed: 1', '{ "train": { "optimizer": { "name": |', optimizerNames],
  ['train: { optimizer: { name: a|', '{ "train": { "optimizer": { "name": "a|', optimizerNames],
  ['train:\n  engine: |', '{ "train": { "engine": | } }', ['auto', 'onnx', 'tensorflow', 'wasm', 'torch']],
  ['train:\n  epochs: |', '{ "train": { "epochs": | } }', ['10']],
  ['loss:\n  scaleByT2: |', '{ "loss": { "scaleByT2": | } }', ['true', 'false']],
  ['loss: { scaleByT2: |, hard: 1 }', '{ "loss": { "scaleByT2": |, "hard": 1 } }', ['true', 'false']],
  ['loss: { kind: | hard: 1 }', '{ "loss": { "kind": | "hard": 1 } }', lossNames],
  ['loss:\n  |\n  hard: 1', '{ "loss": { | "hard": 1 } }', ['kind', 'soft', 'warmup', 'clampLogits', 'scaleByT2']],
  [
    'loss:\n  hard: 1\n\n  |\nseed: 1',
    '{ "loss": { "hard": 1,\n\n  |\n}, "seed": 1 }',
    ['kind', 'soft', 'warmup', 'clampLogits', 'scaleByT2'],
  ],
  [
    'loss:\n  # why\n  so|',
    '{ "loss": {\n  // why\n  "so|" } }',
    ['kind', 'hard', 'soft', 'warmup', 'clampLogits', 'scaleByT2'],
  ],
  ['temperature:\n  strategy: |', '{ "temperature": { "strategy": | } }', strategyNames],
  ['temperature: { strategy: li|', '{ "temperature": { "strategy": "li|', strategyNames],
  [
    'temperature: { strategy: linear, | }',
    '{ "temperature": { "strategy": "linear", | } }',
    ['from', 'to', 'bounds', 'tune'],
  ],
  ['temperature: { from: 4, | }', '{ "temperature": { "from": 4, | } }', without(strategyKeys, 'from')],
  [
    'temperature:\n  strategy: step\n  |',
    '{ "temperature": { "strategy": "step", | } }',
    ['milestones', 'from', 'gamma', 'bounds', 'tune'],
  ],
  ['temperature:\n  |\n  strategy: constant', '{ "temperature": { |\n  "strategy": "constant" } }', ['value', 'tune']],
  ['student: { model: { activation: | } }', '{ "student": { "model": { "activation": | } } }', [...activationNames]],
  ['student: { model: { hidden: | } }', '{ "student": { "model": { "hidden": | } } }', ['[800, 800]']],
  [
    'student: { model: { hidden: [ | ] } }',
    '{ "student": { "model": { "hidden": [ | ] } } }',
    ['30', '300', '800', '1200'],
  ],
  [
    'student:\n  model:\n    hidden:\n      - |',
    '{ "student": { "model": { "hidden": [|',
    ['30', '300', '800', '1200'],
  ],
  ['seed: 1 |', '{ "seed" | }', []],
  ['seed: 1\n  |', '{ "seed": [ | ] }', []],
  ['# |', '{ // |\n }', []],
  ['name: |', '{ "name": | }', []],
  ['name: a # |', '{ "name": /* | */ "a" }', []],
  ['name: "a |b"', '{ "name": "a |b" }', []],
  ['what:\n  |', '{ "what": { | } }', []],
  ['constructor:\n  |', '{ "constructor": { | } }', []],
  ['student:\n  model: {}\n   |', '{ "student": 4 } |', []],
];
