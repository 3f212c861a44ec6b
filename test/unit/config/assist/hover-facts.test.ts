import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { hoverConfig, outlineOf, parseConfig, type Language, type OutlineItem } from '../../../../src/config';

const mlp = (...hidden: number[]): object => ({ preset: 'mlp', hidden });
const base = { name: 'a', data: { set: 'mnist' }, student: { model: mlp(30) } };
const taught = { ...base, teacher: { model: mlp(1200, 1200) } };
const layers = [{ type: 'conv2d', filters: 8 }, { type: 'maxPool' }, { type: 'flatten' }, { type: 'dense', units: 20 }];

/** A config, the path of a key in it, and what its hover says. */
const teacher = { model: mlp(90) };
const cases: [config: object, path: string, says: RegExp[]][] = [
  [
    base,
    'data',
    [/55,000 training, 5,000 validation and 10,000 test examples of 28×28×1; 10 classes, about 5,500 each/],
  ],
  [{ ...base, data: { set: 'mnist', train: 1000 } }, 'data.train', [/1,000 training/]],
  [
    { ...base, data: { set: 'mnist', imbalance: { ratio: 100 } } },
    'data.imbalance',
    // 5500·100^(−9/9)
    [/class 0 {2}5,500 {2}█{24}\nclass 1 {2}3,297 {2}█{14}\n[^]*class 9 {5}55 {2}█\n/],
  ],
  [
    { ...taught, transfer: { leaveOut: [3], labelFraction: 0.5 } },
    'transfer',
    [/49,500 examples of 9 classes, 24,750 with their labels/, /class 3 {6}0 {2}\n/],
  ],
  // 784·30 + 30 + 30·10 + 10
  [taught, 'student.model', [/`784-30-10`: 23,860 parameters, 0\.996 % of the teacher’s, 0\.0476 MFLOP/]],
  [
    { ...base, student: { model: { preset: 'custom', layers } } },
    'student.model.layers.conv2d.type',
    // 3·3·1·8 + 8 parameters, 2·28·28·72 operations
    [/Layer 1: 28×28×1 → 28×28×8, 80 parameters, 0\.113 MFLOP/],
  ],
  [
    { ...taught, temperature: { strategy: 'cosine', from: 8, to: 2 } },
    'temperature',
    [/Here: `T = 2 \+ \(8 − 2\)·\(1 \+ cos\(π·progress\)\)\/2`/, /`█+[▁-█]*▁+` T over epoch, 2 to 8/],
  ],
  [{ ...base, temperature: 5 }, 'temperature', [/Here: `T = 5`/, /no teacher in use/]],
  [taught, 'temperature', []],
  [{ ...taught, loss: { kind: 'dkd' } }, 'loss.kind', [/TCKD|KL among the classes/, /Minimised: `1·CE \+ /]],
  [{ ...taught, loss: { hard: 0.3 } }, 'loss.hard', [/Minimised: `0\.3·CE \+ 0\.9·16·KL/]],
  [
    {
      ...base,
      teachers: [
        { name: 'one', model: mlp(90), weight: 3, temperature: { strategy: 'linear', from: 9, to: 3 } },
        { name: 'two', model: mlp(60) },
      ],
    },
    'teachers.one.weight',
    [/Shares: one 75 %, two 25 %/],
  ],
  [
    {
      ...base,
      teachers: [
        { name: 'one', model: mlp(90), temperature: { strategy: 'linear', from: 9, to: 3 } },
        { name: 'two', model: mlp(60) },
      ],
    },
    'teachers.one.temperature',
    [/Here: `T = 9 \+ \(3 − 9\)·progress`/, /3 to 9/],
  ],
  [{ ...base, combine: 'entropy' }, 'combine', [/KL|entropy/, /default `losses`/]],
  [{ ...base, train: { epochs: 2, batchSize: 100 } }, 'train.epochs', [/550 steps each epoch, 1,100 in all/]],
  [{ ...base, train: { epochs: 4, warmup: 0.5 } }, 'train.warmup', [/The first 215 steps of 1,720/]],
  [
    { ...base, train: { schedule: { kind: 'cosine' } } },
    'train.schedule',
    [/`█+[▁-█]*▁+` learning rate over the run: 0\.001 at first, at most 0\.001, 0 at the end/],
  ],
  [
    { ...base, train: { schedule: { kind: 'plateau', minimum: 1e-5 } } },
    'train.schedule',
    [/Learning rate: 0\.001, times 0\.1 whenever the validation gets no better for 5 epochs, down to 0\.00001/],
  ],
  [
    { ...base, train: { epochs: 30, earlyStop: { patience: 5 } } },
    'train.earlyStop',
    [/Ends after epoch 6 of 30 at the earliest/],
  ],
  [
    { ...base, teacher, data: { set: 'mnist', limit: 5000, augment: { rotation: 5 } }, train: { epochs: 4 } },
    'data.augment',
    [
      /The teacher answers for 5,000 changed pictures in every epoch, 20,000 in 4 epochs; its kept answers are for unchanged/,
      /`fill: 0`/,
    ],
  ],
  [
    { ...base, teacher, data: { set: 'mnist', augment: { rotation: 5 } }, loss: { hard: 0.2 } },
    'loss',
    [/Minimised: `.*`, with answers for each changed picture, in every step/],
  ],
  [{ ...base, train: { epochs: 3 } }, 'train', [/By default: .*`batchSize: 128`.*`optimizer\.name: adam`/]],
  [{ ...base, train: { engine: 'wasm' } }, 'train.engine', [/`wasm`: WebAssembly/]],
];

function offsetOf(text: string, language: Language, path: string): number {
  let items: readonly OutlineItem[] = outlineOf(parseConfig(text, language));
  let found: OutlineItem | undefined;
  for (const part of path.split('.')) {
    found = items.find(({ name }) => name === part);
    items = found?.children ?? [];
  }
  return (found?.nameRange.start ?? -2) + 1;
}

describe('hoverConfig computes', () => {
  for (const [config, path, says] of cases)
    it(`${path} of ${JSON.stringify(config).slice(0, 90)}, the same in YAML and JSON`, () => {
      const texts: [Language, string][] = [
        ['yaml', stringify(config)],
        ['json', JSON.stringify(config, null, 2)],
      ];
      const [yaml, json] = texts.map(([language, text]) => {
        return hoverConfig(text, language, offsetOf(text, language, path))?.markdown;
      });
      assert.equal(yaml?.replaceAll('"', ''), json?.replaceAll('"', ''));
      for (const pattern of says) assert.match(yaml ?? '', pattern);
      assert.equal(yaml === undefined, says.length === 0);
    });
});
