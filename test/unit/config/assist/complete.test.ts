import assert from 'node:assert/strict';
import { completeConfig, parseConfig, type Completion, type Language } from '../../../../src/config';
import { dataSources } from '../../../../src/data-sources';
import { assertBelow } from '../../../least';
import { lossNames, pairs, strategyNames } from './completions';
import { describeAcceptance } from './describe-acceptance';
import { accept, valid } from '../documents';

const completionsAt = (marked: string, language: Language): Completion[] =>
  completeConfig(marked.replace('|', ''), language, marked.indexOf('|'));
/** Keys and values; whole blocks of keys have a test of their own. */
const labelsAt = (marked: string, language: Language): string[] =>
  completionsAt(marked, language).flatMap(({ label }) => (/^\w+: /.test(label) ? [] : [label]));
const blocksAt = (marked: string, language: Language): string[] =>
  completionsAt(marked, language).flatMap(({ label }) => (/^\w+: /.test(label) ? [label] : []));

// The exhaustive suite accepts all of them.
describeAcceptance(5);

describe('completeConfig', () => {
  for (const [yaml, json, labels] of pairs) {
    it(`offers ${labels.join(' ') || 'nothing'} in ${JSON.stringify(yaml)}`, () => {
      assert.deepEqual(labelsAt(yaml, 'yaml'), labels);
    });
    it(`and the same in ${JSON.stringify(json)}`, () => assert.deepEqual(labelsAt(json, 'json'), labels));
  }

  it('offers whole strategies for a temperature, each with its formula', () => {
    const offered = completeConfig('temperature: ', 'yaml', 13);
    assert.deepEqual(
      offered.map(({ insertText }) => insertText),
      [
        '{ strategy: constant, value: 4 }',
        '{ strategy: linear, from: 4, to: 1 }',
        '{ strategy: cosine, from: 4, to: 1 }',
        '{ strategy: exponential, from: 4, to: 1 }',
        '{ strategy: step, from: 4, gamma: 0.5, milestones: [5] }',
        '{ strategy: cyclic, from: 4, to: 1, period: 5 }',
        '{ strategy: annealing-kd, maximum: 7, regression: 0.7 }',
        '{ strategy: confidence, of: teacher, threshold: 0.9, low: 0.5, high: 2, smooth: 20 }',
        '{ strategy: flsw, base: 4, beta: 1, gamma: 2 }',
        '{ strategy: cwsm, base: 4, beta: 1 }',
        '{ strategy: std, k: 2 }',
        '{ strategy: dtkd, reference: 4, dynamic: 3, plain: 1 }',
        '{ strategy: expression, value: 8 - 6 * epoch / epochs }',
        '{ strategy: class-frequency, base: 4, k: 0.1, direction: tail-higher }',
        '{ strategy: learned, low: 1, range: 20, start: 1, reversal: true, rampEpochs: 10, weightDecay: false }',
        'tune',
      ],
    );
    assert.equal(offered[1]?.detail, 'from + (to − from)·progress');
  });

  const accepted: [marked: string, language: Language, label: string, result: string][] = [
    ['loss:\n  |\n', 'yaml', 'soft', 'loss:\n  soft: 0.9\n'],
    ['student:\n  |', 'yaml', 'model', 'student:\n  model:\n    preset: mlp\n    hidden: [800, 800]'],
    ['loss:|', 'yaml', 'kl', 'loss:'],
    ['loss: { | hard: 1 }', 'yaml', 'soft', 'loss: { soft: 0.9,  hard: 1 }'],
    ['loss: { hard: 1 | }', 'yaml', 'soft', 'loss: { hard: 1 , soft: 0.9 }'],
    ['data:\n  set:|', 'yaml', 'mnist', 'data:\n  set: mnist'],
    ['data:\n  set: "m|"', 'yaml', 'mnist', 'data:\n  set: "mnist"'],
    ['{ "data": { "set": "|" } }', 'json', 'mnist', '{ "data": { "set": "mnist" } }'],
    ['{ "data": { "set": "m|', 'json', 'mnist', '{ "data": { "set": "mnist"'],
    ['{ "loss": { "so|" "hard": 1 } }', 'json', 'soft', '{ "loss": { "soft": 0.9,  "hard": 1 } }'],
    ['{ "loss": { "so|": 1 } }', 'json', 'soft', '{ "loss": { "soft": 1 } }'],
    ['{ "loss": { "hard": 1\n  | } }', 'json', 'soft', '{ "loss": { "hard": 1\n  , "soft": 0.9 } }'],
    ['{ "train": { "epochs": 1, | } }', 'json', 'optimizer', '{ "train": { "epochs": 1, "optimizer": {} } }'],
    [
      'train: { epochs: 2 }\ntemperature: { strategy: step, | }',
      'yaml',
      'milestones',
      'train: { epochs: 2 }\ntemperature: { strategy: step, milestones: [1] }',
    ],
  ];
  for (const [marked, language, label, result] of accepted)
    it(`writes ${label} into ${JSON.stringify(marked)}`, () => {
      const text = marked.replace('|', '');
      const completion = completeConfig(text, language, marked.indexOf('|')).find((one) => one.label === label);
      assert.equal(completion ? accept(text, completion) : text, result);
    });

  const blocks: [yaml: string, json: string, label: string, result: object][] = [
    [
      'train: { epochs: 4 }\n|',
      '{ "train": { "epochs": 4 }, | }',
      'temperature: step',
      {
        train: { epochs: 4 },
        temperature: { strategy: 'step', from: 4, gamma: 0.5, milestones: [2] },
      },
    ],
    [
      'temperature:\n  |\n',
      '{ "temperature": { | } }',
      'strategy: confidence',
      { temperature: { strategy: 'confidence', of: 'teacher', threshold: 0.9, low: 0.5, high: 2, smooth: 20 } },
    ],
    [
      'lo|',
      '{ "lo|',
      'loss: dkd',
      { loss: { kind: 'dkd', hard: 1, soft: 1, warmup: 20, scaleByT2: true, alpha: 1, beta: 8 } },
    ],
    ['student:\n  |', '{ "student": { |', 'model: cnn-small', { student: { model: { preset: 'cnn-small' } } }],
    [
      'train:\n  epochs: 4\n  |',
      '{ "train": { "epochs": 4, | } }',
      'schedule: step',
      { train: { epochs: 4, schedule: { kind: 'step', milestones: [2], gamma: 0.1 } } },
    ],
    [
      'teacher:\n  model:\n    |',
      '{ "teacher": { "model": { |',
      'preset: custom',
      { teacher: { model: { preset: 'custom', layers: [{ type: 'dense', units: 128 }] } } },
    ],
    [
      'teacher:\n  model:\n    preset: custom\n    layers: [{ type: flatten }, { | }]\n',
      '{ "teacher": { "model": { "preset": "custom", "layers": [{ "type": "flatten" }, { | }] } } }',
      'type: conv2d',
      { teacher: { model: { preset: 'custom', layers: [{ type: 'flatten' }, { type: 'conv2d', filters: 32 }] } } },
    ],
    [
      'seed: 1\n|',
      '{ "seed": 1, | }',
      'teachers',
      { seed: 1, teachers: [{ model: { preset: 'mlp', hidden: [800, 800] }, name: 'large' }] },
    ],
  ];
  for (const [yaml, json, label, result] of blocks) {
    for (const [language, marked] of [
      ['yaml', yaml],
      ['json', json],
    ] as const) {
      it(`writes the block ${label} into ${JSON.stringify(marked)}`, () => {
        const completion = completionsAt(marked, language).find((one) => one.label === label);
        assert.ok(completion);
        const after = accept(marked.replace('|', ''), completion);
        assert.deepEqual(parseConfig(after, language).value, result, after);
      });
    }
  }
  it('offers a block for each format of data, strategy, loss, model and schedule', () => {
    const offered = blocksAt('|', 'yaml');
    assert.deepEqual(offered, [
      ...dataSources.map(({ name }) => `data: ${name}`),
      ...strategyNames.map((name) => `temperature: ${name}`),
      ...lossNames.map((name) => `loss: ${name}`),
    ]);
    assert.deepEqual(blocksAt('{ | }', 'json'), offered);
    const schedules = ['constant', 'cosine', 'step', 'one-cycle', 'plateau'].map((kind) => `schedule: ${kind}`);
    assert.deepEqual(blocksAt('train:\n  |', 'yaml'), schedules);
    assert.deepEqual(blocksAt('temperature:\n  from: 4\n  |', 'yaml'), []);
  });

  const snippets: [marked: string, language: Language, label: string, snippet: string][] = [
    ['|', 'yaml', 'temperature: linear', 'temperature:\n  strategy: linear\n  from: ${1:4}\n  to: ${2:1}'],
    ['{ | }', 'json', 'name', '"name": "${1:experiment}"'],
    ['temperature:\n  from: 4\n  |', 'yaml', 'direction', 'direction: ${1|tail-higher,head-higher|}'],
    ['{ "loss": { | } }', 'json', 'scaleByT2', '"scaleByT2": ${1|true,false|}'],
    ['student: { model: { preset: mlp, | } }', 'yaml', 'hidden', 'hidden: [${1:800}, ${2:800}]'],
    ['combine: |', 'yaml', 'entropy', 'entropy'],
  ];
  for (const [marked, language, label, snippet] of snippets)
    it(`stops at each value of ${label} in ${JSON.stringify(marked)}`, () => {
      assert.equal(completionsAt(marked, language).find((one) => one.label === label)?.snippet, snippet);
    });

  it('says of every member of a choice what it means, and draws strategies and losses', () => {
    const document = (marked: string, label: string): string =>
      completionsAt(marked, 'yaml')
        .find((one) => one.label === label)
        ?.document?.() ?? '';
    assert.match(
      document('temperature: { strategy: | }', 'cosine'),
      /half a cosine[^]*`T = to \+[^]*`█[▁-█]+▁` T over epoch, 1 to 4/,
    );
    assert.match(document('temperature: |', '{ strategy: linear, from: 4, to: 1 }'), /straight line/);
    assert.match(document('|', 'loss: mse'), /mean squared difference[^]*`█[▁-█]+` over the student/);
    assert.equal(document('train: { engine: | }', 'onnx'), 'Traced once and run by ONNX Runtime.');
    assert.equal(document('train: { optimizer: { name: | } }', 'rmsprop'), 'Hinton 2012.');
    assert.match(document('combine: |', 'entropy'), /`w_k|w/);
    assert.equal(document('student: { model: { preset: | } }', 'mlp'), 'Dense layers one after another.');
  });

  it('takes under 3 ms on the example, by the median', async () => {
    const [, language, text] = valid[0] ?? ['', 'yaml', ''];
    await assertBelow(3, 'ms', () => {
      const times = Array.from({ length: text.length }, (_, offset) => {
        const start = performance.now();
        completeConfig(text, language, offset);
        return performance.now() - start;
      }).sort((a, b) => a - b);
      return times[Math.floor(times.length / 2)] ?? Infinity;
    });
  });
});
