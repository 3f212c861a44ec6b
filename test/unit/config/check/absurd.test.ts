import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { checkConfig, parseConfig, type Language, type Machine } from '../../../../src/config';

/** A setting that the grammar allows and nobody can mean, and the message about it: its value and its limits. */
type Row = [path: string, value: unknown, code: string, severity: 'error' | 'warning', says: RegExp];

const above0 = /must be a number above 0, at most 1000/;
const reaches = /reaches 1e−300\. Below 0\.1 .* above 1000 .*: stay between/;
const rows: readonly Row[] = [
  ['temperature', 0, 'invalid-value', 'error', above0],
  ['temperature', -1, 'invalid-value', 'error', above0],
  ['temperature', 1e308, 'invalid-value', 'error', above0],
  ['temperature', 1e-300, 'extreme-temperature', 'warning', reaches],
  ['temperature', { strategy: 'linear', from: 4, to: 0 }, 'invalid-value', 'error', above0],
  ['temperature', { strategy: 'linear', from: 1e308 }, 'invalid-value', 'error', above0],
  ['temperature', { strategy: 'exponential', from: 4, to: 1e-300 }, 'extreme-temperature', 'warning', reaches],
  [
    'temperature',
    { strategy: 'expression', value: '0' },
    'temperature-not-positive',
    'warning',
    /can reach 0; at 0 and below/,
  ],
  [
    'temperature',
    { strategy: 'expression', value: '-1' },
    'temperature-not-positive',
    'warning',
    /can reach −1; at 0 and/,
  ],
  [
    'temperature',
    { strategy: 'linear', bounds: { min: 9, max: 1 } },
    'reversed-bounds',
    'error',
    /between min 9 and max 1\. Exchange them, so that min is at most max/,
  ],
  ['temperature', { strategy: 'step', milestones: [0] }, 'invalid-value', 'error', /milestones\.0' is 0; .* above 0/],
  ['loss', { hard: 0, soft: 0 }, 'no-loss', 'error', /hard and soft are both 0: nothing is minimised\. Raise one/],
  ['loss.hard', -1, 'invalid-value', 'error', /is -1; it must be a number from 0 to 1000/],
  ['loss.soft', 1e308, 'invalid-value', 'error', /is 1e\+308; it must be a number from 0 to 1000/],
  ['loss.warmup', 1e308, 'invalid-value', 'error', /is 1e\+308; it must be a number from 0 to 100000/],
  [
    'train.batchSize',
    60000,
    'batch-too-large',
    'error',
    /batchSize 60000 is above the 55000 training examples\. Lower/,
  ],
  ['train.batchSize', 0, 'invalid-value', 'error', /is 0; it must be a whole number from 1 to 65536/],
  ['train.epochs', 0, 'invalid-value', 'error', /is 0; it must be a whole number from 1 to 100000/],
  ['train.epochs', -1, 'invalid-value', 'error', /is -1; it must be a whole number from 1 to 100000/],
  ['train.epochs', 1e308, 'invalid-value', 'error', /is 1e\+308; it must be a whole number from 1 to 100000/],
  ['teacher.train.epochs', 0, 'invalid-value', 'error', /is 0; it must be a whole number from 1 to 100000/],
  ['train.optimizer', { name: 'sgd', learningRate: 0 }, 'invalid-value', 'error', /is 0; .* above 0, at most 10/],
  [
    'train.optimizer',
    { name: 'sgd', learningRate: 1e-300 },
    'unusual-learning-rate',
    'warning',
    /of 1e-300 .* below 1e-7/,
  ],
  ['train.optimizer', { name: 'momentum', momentum: 1 }, 'invalid-value', 'error', /is 1; .* number from 0 to below 1/],
  ['train.optimizer', { name: 'adam', beta1: 1 }, 'invalid-value', 'error', /is 1; .* number from 0 to below 1/],
  ['train.threads', 0, 'invalid-value', 'error', /is 0; it must be a whole number from 1 to 256/],
  ['data.train', 0, 'invalid-value', 'error', /is 0; it must be a whole number from 1 to 60000/],
  [
    'data.train',
    1,
    'too-few-examples',
    'error',
    /^data\.train: 1 leaves classes without an example: there are 10\. .* from 10 to 55000\.$/,
  ],
  [
    'train.optimizer',
    { name: 'adam', epsilon: 1e-300 },
    'beyond-float32',
    'error',
    /^epsilon is 1e-300, which is 0 in .* from 1e-37 to 1\.$/,
  ],
  [
    'train.optimizer',
    { name: 'sgd', maxNorm: 1e-300 },
    'beyond-float32',
    'error',
    /^maxNorm is 1e-300, .* from 1e-37 to 1e\+38\.$/,
  ],
  [
    'train.optimizer',
    { name: 'sgd', clipNorm: 1e300 },
    'beyond-float32',
    'error',
    /^clipNorm is 1e\+300, which is infinite/,
  ],
  ['teacher.train', { optimizer: { name: 'adam', epsilon: 1e-300 } }, 'beyond-float32', 'error', /^epsilon is 1e-300/],
  [
    'temperature',
    { strategy: 'expression', value: '5e34 * (1 + epoch)' },
    'beyond-float32',
    'error',
    /^The temperature reaches .*e\+35, whose square is infinite .* from 0\.1 to 1000\.$/,
  ],
  ['data.train', 1, 'batch-too-large', 'error', /batchSize 128 is above the one training example\. Lower it/],
  ['data.validation', 60000, 'invalid-value', 'error', /is 60000; it must be a whole number from 1 to 50000/],
  ['data.imbalance', { ratio: 0 }, 'invalid-value', 'error', /is 0; it must be a number from 1 to 100000/],
  ['data.imbalance', { ratio: 99999 }, 'imbalance-too-strong', 'error', /ratio of 99999 leaves less than one example/],
  ['transfer', { keep: [3] }, 'single-class', 'warning', /sees 1 class of 10, 3: .* from 2 to 10/],
  ['transfer', { keep: [] }, 'invalid-value', 'error', /is a list of 0; it must be a list of 1 to 100 items/],
  ['transfer', { keep: [3], leaveOut: [3] }, 'empty-transfer', 'error', /^0 of 10 classes .* from 2 to 10/],
  ['transfer.labelFraction', 0, 'invalid-value', 'error', /is 0; it must be a number above 0, at most 1/],
  ['student.model.hidden', [0], 'invalid-value', 'error', /is 0; it must be a whole number from 1 to 65536/],
  ['student.model.hidden', [65536, 65536], 'huge-model', 'warning', /4,347,133,962 parameters take about 69\.55 GB/],
  ['student.model.dropout', 1, 'invalid-value', 'error', /is 1; it must be a number from 0 to 0\.95/],
  ['seed', -1, 'invalid-value', 'error', /is -1; it must be a whole number from 0 to 4294967295/],
  ['seed', 1e308, 'invalid-value', 'error', /is 1e\+308; it must be a whole number from 0 to 4294967295/],
];

/** A machine on which no model of the rows is too large. */
const roomy: Machine = { memoryBytes: 256e9 };

function withValue(path: string, value: unknown): object {
  const config = {
    name: 'a',
    data: { set: 'mnist' },
    teacher: { model: { preset: 'mlp', hidden: [300] } },
    student: { model: { preset: 'mlp', hidden: [30] } },
  };
  const keys = path.split('.');
  keys.reduce<Record<string, unknown>>((holder, key, index) => {
    holder[key] = index === keys.length - 1 ? value : (holder[key] ?? {});
    return holder[key] as Record<string, unknown>;
  }, config);
  return config;
}

describe('a value that is absurd', () => {
  for (const [path, value, code, severity, says] of rows)
    for (const language of ['yaml', 'json'] as const satisfies Language[])
      it(`${path}: ${JSON.stringify(value)} in ${language}: ${code}, with the value and what it may be`, () => {
        const config = withValue(path, value);
        const text = language === 'yaml' ? stringify(config) : JSON.stringify(config, null, 2);
        const problem = checkConfig(parseConfig(text, language, { machine: roomy })).find((one) => one.code === code);
        assert.ok(problem, JSON.stringify(parseConfig(text, language).problems));
        assert.match(problem.message, says);
        assert.equal(problem.severity, severity);
        assert.ok(problem.end > problem.start && problem.end <= text.length);
      });
});

describe('a model that is larger than the memory of the machine', () => {
  const text = JSON.stringify(withValue('student.model.hidden', [65536, 65536]));
  const severityOn = (memoryBytes: number): string | undefined =>
    checkConfig(parseConfig(text, 'json', { machine: { memoryBytes } })).find(({ code }) => code === 'huge-model')
      ?.severity;
  it('is an error there, and a warning on a larger machine', () => {
    assert.equal(severityOn(64e9), 'error');
    assert.equal(severityOn(128e9), 'warning');
  });
  it('names both sizes', () => {
    const [problem] = checkConfig(parseConfig(text, 'json', { machine: { memoryBytes: 16e9 } })).filter(
      ({ code }) => code === 'huge-model',
    );
    assert.match(
      problem?.message ?? '',
      /take about 69\.55 GB while they are trained, and this machine has 16\.00 GB\. Make the layers narrower\.$/,
    );
  });
});

describe('biasCorrection of all classes', () => {
  const codesOf = (classes: number[]): string[] => {
    const config = { ...withValue('transfer.leaveOut', [3]), evaluation: { biasCorrection: classes } };
    return checkConfig(parseConfig(JSON.stringify(config), 'json')).map(({ code }) => code);
  };
  it('is said to correct nothing; that of the class left out is not', () => {
    assert.ok(codesOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]).includes('bias-correction-unneeded'));
    assert.ok(!codesOf([3]).includes('bias-correction-unneeded'));
  });
});
