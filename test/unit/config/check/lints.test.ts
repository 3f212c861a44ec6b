import assert from 'node:assert/strict';
import { checkConfig, parseConfig } from '../../../../src/config';

const mlp = (width: number): string => `{ preset: mlp, hidden: [${width}] }`;
const head = `name: a\ndata: { set: mnist }\nstudent: { model: ${mlp(300)} }\n`;
const taught = `${head}teacher: { model: ${mlp(800)} }\n`;
const twoTeachers = (more = ''): string =>
  `${head}teachers:\n  - { name: one, model: ${mlp(800)}${more} }\n  - { name: two, model: ${mlp(400)} }\n`;

const teacher = `teacher: { model: ${mlp(800)} }\n`;
/** A config whose pictures are changed. */
const changing = (augment: string): string => head.replace('mnist }', `mnist, augment: { ${augment} } }`);

/** Each lint: a config that triggers it and one, as near as can be, that does not. */
const lints: [code: string, guilty: string, innocent: string][] = [
  ['no-t2', `${taught}loss: { scaleByT2: false }\n`, `${taught}loss: { scaleByT2: false }\ntemperature: 1\n`],
  ['no-t2', `${taught}loss: { kind: dkd, scaleByT2: false, warmup: 0 }\n`, `${taught}loss: { kind: dkd, warmup: 0 }\n`],
  ['t2-unneeded', `${taught}loss: { kind: ttm, scaleByT2: true }\n`, `${taught}loss: { kind: ttm }\n`],
  ['t2-unneeded', `${taught}loss: { kind: wttm, scaleByT2: true }\n`, `${taught}loss: { kind: wttm }\n`],
  [
    't2-unneeded',
    `${taught}loss: { kind: standardized-kl, scaleByT2: true }\n`,
    `${taught}loss: { kind: standardized-kl }\n`,
  ],
  [
    'temperature-not-positive',
    `${taught}temperature: { strategy: expression, value: 4 - epoch }\n`,
    `${taught}temperature: { strategy: expression, value: 4 - epoch, bounds: { min: 1, max: 4 } }\n`,
  ],
  [
    'temperature-not-positive',
    `${taught}temperature: { strategy: expression, value: 1 / (confidence - 0.5) }\n`,
    `${taught}temperature: { strategy: expression, value: 1 / (confidence + 0.5) }\n`,
  ],
  [
    'confidence-jump',
    `${taught}temperature: { strategy: confidence }\n`,
    `${taught}temperature: { strategy: confidence, smooth: 20 }\n`,
  ],
  [
    'confidence-jump',
    `${taught}temperature: { strategy: confidence }\n`,
    `${taught}temperature: { strategy: confidence }\nloss: { kind: ttm }\n`,
  ],
  [
    'class-frequency-direction',
    `${taught}temperature: { strategy: class-frequency, direction: head-higher }\n`,
    `${taught}temperature: { strategy: class-frequency, direction: tail-higher }\n`,
  ],
  ['clamped-logits', `${taught}loss: { clampLogits: 10 }\n`, `${taught}loss: {}\n`],
  ['clamped-logits', `${taught}loss: { clampLogits: 10 }\n`, `${head}loss: { clampLogits: 10 }\n`],
  ['teacher-in-step', `${taught}train: { augment: { jitter: 2 } }\n`, `${head}train: { augment: { jitter: 2 } }\n`],
  [
    'hot-small-student',
    `${taught.replace('[300]', '[30]')}temperature: 20\n`,
    `${taught.replace('[300]', '[30]')}temperature: 3\n`,
  ],
  ['hot-small-student', `${taught.replace('[300]', '[30]')}temperature: 20\n`, `${taught}temperature: 20\n`],
  [
    'annealing-loss',
    `${taught}temperature: { strategy: annealing-kd }\n`,
    `${taught}temperature: { strategy: annealing-kd }\nloss: { kind: mse }\n`,
  ],
  [
    'temperature-unused',
    `${taught}temperature: 4\nloss: { kind: mse }\n`,
    `${taught}temperature: { strategy: annealing-kd }\nloss: { kind: mse }\n`,
  ],
  [
    'temperature-unused',
    `${twoTeachers(', temperature: 3').replace(mlp(400), `${mlp(400)}, temperature: 5`)}temperature: 4\n`,
    `${twoTeachers(', temperature: 3')}temperature: 4\n`,
  ],
  ['temperature-unused', `${twoTeachers(', temperature: 3')}combine: logits\n`, `${twoTeachers()}combine: logits\n`],
  ['extreme-temperature', `${taught}temperature: 0.01\n`, `${taught}temperature: 0.5\n`],
  [
    'flat-schedule',
    `${taught}temperature: { strategy: cyclic, from: 4, to: 4 }\n`,
    `${taught}temperature: { strategy: cyclic, from: 4, to: 2 }\n`,
  ],
  [
    'late-milestone',
    `${taught}temperature: { strategy: step, milestones: [10] }\n`,
    `${taught}temperature: { strategy: step, milestones: [9] }\n`,
  ],
  ['long-warmup', `${taught}loss: { kind: dkd }\n`, `${taught}loss: { kind: dkd }\ntrain: { epochs: 21 }\n`],
  ['two-teacher-keys', `${twoTeachers()}teacher: { model: ${mlp(800)} }\n`, twoTeachers()],
  ['repeated-name', twoTeachers().replace('name: two', 'name: one'), twoTeachers()],
  ['control-unused', `${head}control: true\n`, `${taught}control: true\n`],
  ['combine-unused', `${taught}combine: entropy\n`, `${twoTeachers()}combine: entropy\n`],
  ['no-loss', `${taught}loss: { hard: 0, soft: 0 }\n`, `${taught}loss: { hard: 0, soft: 1 }\n`],
  ['teacher-unused', `${taught}loss: { soft: 0 }\n`, `${taught}loss: { soft: 1 }\n`],
  ['soft-without-teacher', `${head}loss: { soft: 0.5 }\n`, `${taught}loss: { soft: 0.5 }\n`],
  [
    'reversed-bounds',
    `${taught}temperature: { strategy: linear, bounds: { min: 9, max: 1 } }\n`,
    `${taught}temperature: { strategy: linear, bounds: { min: 1, max: 1 } }\n`,
  ],
  ['single-class', `${taught}transfer: { keep: [3] }\n`, `${taught}transfer: { keep: [3, 4] }\n`],
  [
    'single-class',
    `${taught}transfer: { leaveOut: [0, 1, 2, 3, 4, 5, 6, 7, 8] }\n`,
    `${taught}transfer: { leaveOut: [0, 1, 2, 3, 4, 5, 6, 7] }\n`,
  ],
  ['empty-transfer', `${taught}transfer: { keep: [3], leaveOut: [3] }\n`, `${taught}transfer: { keep: [3] }\n`],
  [
    'transfer-contradiction',
    `${taught}transfer: { keep: [3, 4], leaveOut: [3] }\n`,
    `${taught}transfer: { keep: [4], leaveOut: [3] }\n`,
  ],
  [
    'batch-too-large',
    `${taught}transfer: { keep: [7] }\ntrain: { batchSize: 6000 }\n`,
    `${taught}transfer: { keep: [7, 8] }\ntrain: { batchSize: 6000 }\n`,
  ],
  [
    'imbalance-too-strong',
    taught.replace('mnist }', 'mnist, imbalance: { ratio: 6000 } }'),
    taught.replace('mnist }', 'mnist, imbalance: { ratio: 5000 } }'),
  ],
  [
    'bias-correction-unneeded',
    `${taught}evaluation: { biasCorrection: [3] }\n`,
    `${taught}evaluation: { biasCorrection: [3] }\ntransfer: { leaveOut: [3] }\n`,
  ],
  [
    'labels-needed',
    `${taught}transfer: { labelFraction: 0.1 }\nloss: { kind: dkd, warmup: 0 }\n`,
    `${taught}transfer: { labelFraction: 0.1 }\nloss: { kind: kl }\n`,
  ],
  [
    'labels-needed',
    `${taught}transfer: { labelFraction: 0.1 }\ntemperature: { strategy: class-frequency }\n`,
    `${taught}transfer: { labelFraction: 0.1 }\ntemperature: { strategy: flsw }\n`,
  ],
  [
    'labels-needed',
    `${twoTeachers()}transfer: { labelFraction: 0.1 }\ncombine: confidence\n`,
    `${twoTeachers()}transfer: { labelFraction: 0.1 }\ncombine: entropy\n`,
  ],
  [
    'patience-too-long',
    `${head}train: { epochs: 5, earlyStop: { patience: 5 } }\n`,
    `${head}train: { epochs: 5, earlyStop: { patience: 4 } }\n`,
  ],
  [
    'patience-too-long',
    `${head}train: { epochs: 5, schedule: { kind: plateau } }\n`,
    `${head}train: { epochs: 6, schedule: { kind: plateau } }\n`,
  ],
  [
    'early-stop-few',
    `${head.replace('mnist', 'mnist, validation: 99')}train: { earlyStop: { patience: 3 } }\n`,
    `${head.replace('mnist', 'mnist, validation: 100')}train: { earlyStop: { patience: 3 } }\n`,
  ],
  ['teacher-in-step', `${changing('brightness: 0.1')}${teacher}`, changing('brightness: 0.1')],
  ['augment-twice', `${changing('rotation: 5')}train: { augment: { jitter: 2 } }\n`, changing('rotation: 5')],
  [
    'augment-twice',
    `${changing('rotation: 5')}${teacher.replace(' }\n', ', train: { augment: { jitter: 1 } } }\n')}`,
    `${taught}train: { augment: { jitter: 2 } }\n`,
  ],
  [
    'mixup-without-label',
    `${changing('mixup: 0.2')}${teacher}loss: { kind: dkd, warmup: 0 }\n`,
    `${changing('mixup: 0.2')}${teacher}loss: { kind: kl }\n`,
  ],
  [
    'mixup-without-label',
    `${changing('mixup: 0.2')}${teacher}temperature: { strategy: class-frequency }\n`,
    `${changing('rotation: 5')}${teacher}temperature: { strategy: class-frequency }\n`,
  ],
  [
    'mixup-without-label',
    `${changing('mixup: 0.2')}${teacher}temperature: { strategy: expression, value: 2 + classFrequency }\n`,
    `${changing('mixup: 0.2')}${teacher}temperature: { strategy: expression, value: 2 + confidence }\n`,
  ],
  [
    'mixup-without-label',
    `${twoTeachers().replace('mnist }', 'mnist, augment: { mixup: 0.2 } }')}combine: confidence\n`,
    `${twoTeachers().replace('mnist }', 'mnist, augment: { mixup: 0.2 } }')}combine: entropy\n`,
  ],
  ['flipped-characters', changing('flip: true'), changing('flip: false')],
  [
    'flipped-characters',
    `${head}train: { augment: { flip: true } }\n`,
    `${head.replace('mnist }', 'mnist, classes: [zero, one, two, three, four, five, six, seven, eight, nine] }')}train: { augment: { flip: true } }\n`,
  ],
  ['cutout-too-large', changing('cutout: 28'), changing('cutout: 27')],
  ['unlabelled-unused', `${head}transfer: { labelFraction: 0.1 }\n`, `${taught}transfer: { labelFraction: 0.1 }\n`],
  [
    'torch-setting',
    `${head}train: { engine: onnx, precision: float16 }\n`,
    `${head}train: { engine: torch, precision: float16, accumulate: 2, processes: 2, syncBatchNorm: true, device: cpu }\n`,
  ],
  [
    'torch-setting',
    `${head}train: { engine: onnx, deterministic: true }\n`,
    `${head}train: { engine: torch, deterministic: true }\n`,
  ],
  [
    'torch-setting',
    `${head}train: { engine: torch, syncBatchNorm: true }\n`,
    `${head}train: { engine: torch, syncBatchNorm: true, processes: 2 }\n`,
  ],
  [
    'batch-shares',
    `${head}train: { engine: torch, batchSize: 7, processes: 4 }\n`,
    `${head}train: { engine: torch, batchSize: 8, processes: 4 }\n`,
  ],
  [
    'batch-shares',
    `${head}train: { engine: torch, batchSize: 8, accumulate: 4, processes: 2 }\n`,
    `${head}train: { engine: torch, batchSize: 16, accumulate: 4, processes: 2 }\n`,
  ],
  ['student-larger', taught.replace('[300]', '[900]'), taught],
  ['student-larger', twoTeachers().replace('[300]', '[500]'), twoTeachers()],
];

describe('lints', () => {
  const codesOf = (text: string): string[] => checkConfig(parseConfig(text, 'yaml')).map(({ code }) => code);
  lints.forEach(([code, guilty, innocent], index) =>
    it(`${index + 1}: ${code} is said of the one and not of the other`, () => {
      assert.ok(codesOf(guilty).includes(code), `${guilty}\n${codesOf(guilty).join()}`);
      const others = codesOf(innocent);
      assert.ok(!others.includes(code), `${innocent}\n${others.join()}`);
      assert.ok(
        !others.includes('syntax') && !others.includes('invalid-value') && !others.includes('unknown-key'),
        others.join(),
      );
    }),
  );

  const broken: [expression: string, message: RegExp][] = [
    ['4 +', /something is missing at character 4/],
    ['4 + x', /'x' is unknown; there are epoch, .* at character 5/],
    ['process.exit(1)', /'\.' has no meaning here at character 8/],
    ['process + 1', /'process' is unknown/],
    ['(4', /'\)' is missing at character 3/],
    ['min(1)', /min takes 2 values, not 1, at character 1/],
    ['4 5', /'5' is not expected at character 3/],
    ['4 ; 5', /';' has no meaning here at character 3/],
    [`${'('.repeat(60)}4${')'.repeat(60)}`, /more than 50 levels/],
  ];
  for (const [expression, message] of broken)
    it(`the expression ${expression.slice(0, 20)} is refused with its place`, () => {
      const [problem] = checkConfig(
        parseConfig(`${taught}temperature: { strategy: expression, value: ${JSON.stringify(expression)} }\n`, 'yaml'),
      );
      assert.match(problem?.message ?? '', message);
      assert.equal(problem?.code, 'invalid-value');
    });
});
