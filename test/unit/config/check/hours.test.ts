import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { checkConfig, parseConfig, type Problem } from '../../../../src/config';
import type { DataFacts } from '../../../../src/data-sources';

const facts: DataFacts = {
  kind: 'image',
  shape: [32, 32, 3],
  classes: Array.from({ length: 10 }, (_, label) => ({ name: `class ${label}`, label })),
  splits: { train: { count: 50_000, classCounts: Array.from({ length: 10 }, () => 5000) }, test: { count: 10_000 } },
  bytes: 50_000 * 3072,
};
const large = { preset: 'resnet-cifar', n: 9 };
const small = { preset: 'cnn-small', filters: [4], dense: 16 };

/** Findings on hours of training in a config of pictures as CIFAR's. */
function findings(changes: object): readonly Problem[] {
  const config = {
    ...{ name: 'a', data: { format: 'idx', path: 'pictures' }, student: { model: small } },
    ...{ teacher: { model: small, train: { epochs: 1 } }, train: { epochs: 1 }, ...changes },
  };
  const problems = checkConfig(parseConfig(stringify(config), 'yaml', { lookUp: () => facts }));
  return problems.filter(({ code }) => code === 'hours-of-training');
}

describe('the lint of hours of training', () => {
  it('names estimated hours, the steps and where to go with them', () => {
    const [problem, ...others] = findings({ student: { model: large }, train: { epochs: 200 } });
    assert.deepEqual(others, []);
    assert.match(
      problem?.message ?? '',
      /^About [\d.]+ (?:h|d) on two processor cores: 70,400 steps of about [\d,.]+ ms\. From an hour on PyTorch on a GPU is the better place: write `engine: torch` and a `device` below train, or make the network smaller\.$/,
    );
    assert.equal(problem?.severity, 'information');
    assert.deepEqual(problem.path, ['student', 'model']);
  });

  it('looks at teachers that are trained, and at each by its own epochs', () => {
    const [problem, ...others] = findings({ teacher: { model: large, train: { epochs: 200 } } });
    assert.deepEqual(problem?.path, ['teacher', 'model']);
    assert.deepEqual(others, []);
  });

  const silent: readonly [why: string, changes: object][] = [
    ['a training of minutes', { train: { epochs: 3 } }],
    ['one on PyTorch', { student: { model: large }, train: { epochs: 200, engine: 'torch' } }],
    ['layers that do not fit', { student: { model: { preset: 'custom', layers: [{ type: 'dense', units: 4 }] } } }],
  ];
  for (const [why, changes] of silent) it(`is silent on ${why}`, () => assert.deepEqual(findings(changes), []));

  it('is silent while the data is not known', () => {
    const problems = checkConfig(
      parseConfig(stringify({ name: 'a', data: { format: 'idx', path: 'x' }, student: { model: large } }), 'yaml', {
        lookUp: () => undefined,
      }),
    );
    assert.ok(problems.every(({ code }) => code !== 'hours-of-training'));
  });
});
