import assert from 'node:assert/strict';
import { configSchema } from '../../../../../src/config';
import { verdictOf } from '../../../../../src/run-report';
import {
  addToProgress,
  changedInputs,
  contentOf,
  contentsOfNow,
  contentsOfRun,
  describeChanges,
  findBaselines,
  newProgress,
  type InputChange,
  type RunEvent,
  type RunInputs,
  type RunManifest,
  type RunProgress,
  type RunSummary,
} from '../../../../../src/runs';

/** A hash that begins with these digits. */
const hash = (digits: string): string => digits.padEnd(64, '0');
const split = (digits: string): NonNullable<RunInputs['train']> => ({ sha256: hash(digits), count: 9 });
const files = (...digits: string[]): NonNullable<RunInputs['student']>['files'] =>
  digits.map((one, index) => ({ path: index === 0 ? 'big/model.json' : `big/shard${index}.bin`, sha256: hash(one) }));
const inputs: RunInputs = {
  ...{ train: split('a1'), validation: split('a2'), test: split('a3'), labels: hash('b1') },
  classes: [{ name: 'cat' }, { name: 'dog' }],
  teachers: [{ name: 'teacher', files: files('c1', 'c2') }],
};
const progressWith = (...events: object[]): RunProgress => {
  const progress = newProgress();
  for (const event of events) addToProgress(progress, { seq: 1, attempt: 1, ...event } as RunEvent);
  return progress;
};

describe('changes of inputs', () => {
  const cases: readonly [what: string, now: RunInputs, changes: string][] = [
    ['none where a stamp of files is another', { ...inputs, dataStamp: hash('9') }, ''],
    ['name a split', { ...inputs, train: split('a14') }, 'data: train a1000000 → a1400000'],
    [
      'are shown with as many digits as tell them apart',
      { ...inputs, train: split('a10000000000f') },
      'data: train a100000000000 → a10000000000f',
    ],
    ['name the classes', { ...inputs, classes: [{ name: 'dog' }, { name: 'cat' }] }, 'classes cat, dog → dog, cat'],
    [
      'name the file of a teacher',
      { ...inputs, teachers: [{ name: 'teacher', files: files('c1', 'd2') }] },
      'teacher, big/shard1.bin c2000000 → d2000000',
    ],
    [
      'name a file that is gone',
      { ...inputs, teachers: [{ name: 'teacher', files: files('c1') }] },
      'teacher, big/shard1.bin c2000000 → none',
    ],
    ['name a student', { ...inputs, student: { files: files('e1') } }, 'student, big/model.json none → e1000000'],
  ];
  for (const [what, now, expected] of cases) {
    it(what, () => assert.equal(describeChanges(changedInputs(inputs, now)), expected));
  }

  it('are counted where there are many', () => {
    const many = { ...inputs, teachers: [{ name: 'teacher', files: files(...'123456789'.split('')) }] };
    assert.match(describeChanges(changedInputs(inputs, many)), /; and 3 more$/);
  });
});

describe('the contents of a run', () => {
  const changes: readonly InputChange[] = [{ input: 'labels', before: hash('1'), after: hash('2') }];
  it('are those of its last attempt, or none where they changed midway or were recorded late', () => {
    assert.equal(contentOf(newProgress()), 'unrecorded');
    assert.deepEqual(contentOf(progressWith({ type: 'inputs', ...inputs })), inputs);
    assert.equal(
      contentOf(progressWith({ type: 'inputs', ...inputs, changes }, { type: 'inputs', ...inputs })),
      'mixed',
    );
    assert.equal(contentOf(progressWith({ type: 'inputs', ...inputs, unrecorded: true })), 'mixed');
  });
  it('hold a refusal until the next start', () => {
    const failed = { type: 'failed', message: 'inputs have changed', changes };
    assert.deepEqual(progressWith(failed).refusedChanges, changes);
    const started = { type: 'started', engine: 'onnx', engineVersion: '1', threads: 1, steps: 1, epochs: 1 };
    assert.equal(progressWith(failed, started).refusedChanges, undefined);
  });
});

describe('baselines', () => {
  const mlp = { preset: 'mlp', hidden: [8] };
  const base = { name: 'a', data: { format: 'mnist' }, student: { model: mlp } };
  const taught = { teacher: { model: { preset: 'file', path: 'big/model.json' } } };
  const run = (id: string, config: object, errors: number, events: object[], teacherErrors?: number): RunSummary => {
    const finished = { type: 'finished', step: 1, bestEpoch: 1, accuracy: 0.9, errors, teacherErrors, seconds: 1 };
    return {
      ...{ id, folder: id, name: id, createdAt: 1, status: 'finished' },
      progress: { ...progressWith(...events, finished), count: 100 },
      manifest: { config: configSchema.parse({ ...base, ...config }) } as RunManifest,
    };
  };
  const recorded = (changes: Partial<RunInputs> = {}): object[] => [{ type: 'inputs', ...inputs, ...changes }];
  const { train, validation, test, labels, classes } = inputs;
  const ofControl = { train, validation, test, labels, classes };
  const own = run('own', taught, 20, recorded(), 60);
  const find = (runs: readonly RunSummary[]): ReturnType<typeof findBaselines> =>
    findBaselines(runs, configSchema.parse({ ...base, ...taught }), contentsOfRun(own.progress));

  it('are runs on the same data alone; another is named in the verdict with its difference', () => {
    const same = run('same', {}, 50, [{ type: 'inputs', ...ofControl }]);
    const other = run('other', {}, 40, [{ type: 'inputs', ...ofControl, train: split('f1') }]);
    assert.equal(find([other, same]).control?.id, 'same');
    assert.match(verdictOf(own, [other, same]), /without a teacher 50 \(same\)/);
    assert.equal(find([other]).control, undefined);
    assert.match(
      verdictOf(own, [other]),
      /; other is no control, since its inputs differ: data: train a1000000 \/ f1000000\.$/,
    );
  });
  it('are no runs whose inputs changed or were not recorded, which the verdict says', () => {
    const changes = [{ input: 'labels', before: '', after: hash('2') }];
    const mixed = run('mixed', {}, 40, [{ type: 'inputs', ...ofControl, changes }]);
    const old = run('old', {}, 40, []);
    assert.match(verdictOf(own, [mixed]), /; mixed is no control, since its inputs are not the same throughout\.$/);
    assert.match(
      verdictOf(own, [old]),
      /; whether old is a control is not known, since it did not record its inputs\.$/,
    );
  });
  it('know a teacher by the contents of its files', () => {
    const earlier = run(
      'earlier',
      taught,
      20,
      recorded({ teachers: [{ name: 'teacher', files: files('c1', 'd2') }] }),
      90,
    );
    assert.equal(find([earlier]).teacher, undefined);
    assert.deepEqual(find([earlier, own]).teacher, { id: 'own', errors: 60 });
  });
  it('of a config are runs on the contents of now, and none that did not record theirs', () => {
    const config = configSchema.parse({ ...base, ...taught });
    const now = (isTrue: boolean): ReturnType<typeof contentsOfNow> =>
      contentsOfNow({ isData: () => isTrue, isTeachers: () => true, isStudent: () => true });
    assert.equal(findBaselines([own], config, now(true)).teacher?.id, 'own');
    assert.equal(findBaselines([own], config, now(false)).teacher, undefined);
    assert.equal(findBaselines([run('old', taught, 20, [], 60)], config, now(true)).teacher, undefined);
  });
});
