import assert from 'node:assert/strict';
import { describeRun } from '../../../src/panel/card';
import { addFinding, newFindings, type Findings } from '../../../src/panel/findings';
import { isRunId, readFromPanel, readState } from '../../../src/panel/messages';
import { Pace } from '../../../src/panel/pace';
import { newProgress, type RunSummary, type ValidationPoint } from '../../../src/runs';

type Given = Partial<Pick<RunSummary, 'status' | 'ahead' | 'copiedFrom' | 'elsewhere' | 'job'>> & {
  progress?: Partial<RunSummary['progress']>;
};

const summary = ({ status = 'running', progress = {}, ...standing }: Given): RunSummary => ({
  ...{ id: 'run', folder: '/run', name: 'small', createdAt: 1, status },
  ...standing,
  progress: { ...newProgress(), ...progress },
});
/** A pace of so many seconds an epoch, at epoch 60.2. */
const paceOf = (seconds: number): Pace => {
  const pace = new Pace();
  for (const back of [4, 2, 0]) pace.add({ at: 1e6 - back * 1000 * seconds, epoch: 60.2 - back, phase: 'student' });
  return pace;
};
const finished: Given = {
  status: 'finished',
  progress: {
    ...{ accuracy: 0.9858, errors: 142, count: 10_000, teacherErrors: 98, bestEpoch: 9, epochs: 10, seconds: 123 },
  },
};

describe('describeRun', () => {
  const activities: readonly (readonly [Given, Partial<Findings>, string])[] = [
    [{ status: 'queued' }, {}, 'waiting for the trainer to start'],
    [{ status: 'queued', ahead: 0 }, {}, 'next in line'],
    [{ status: 'queued', ahead: 1 }, {}, 'in line behind 1 run'],
    [{ status: 'queued', ahead: 2 }, {}, 'in line behind 2 runs'],
    [{}, {}, 'starting the trainer'],
    [{ progress: { engine: 'onnx' } }, {}, 'reading the data and preparing the networks'],
    [
      { progress: { epoch: 3.2 } },
      { phase: 'teacher', imagesPerSecond: 12_300.4 },
      'training the teacher, epoch 3.2 of ? · 12,300 images/s',
    ],
    [{}, { phase: 'teacher-evaluated' }, 'the teacher is trained; preparing the student'],
    [{}, { phase: 'student' }, 'training the student'],
    [{ progress: { step: 12 } }, { phase: 'student' }, 'training the student, step 12'],
    [
      { progress: { epoch: 60.2, epochs: 250 } },
      { phase: 'student', pace: paceOf(0.5), imagesPerSecond: 21_450 },
      'epoch 61 of 250 · 1:35 left · 21,450 images/s',
    ],
    [{ progress: { epoch: 250, epochs: 250 } }, { phase: 'student', imagesPerSecond: 0 }, 'epoch 250 of 250'],
    [{}, { phase: 'student-trained' }, 'evaluating on the test split'],
    [
      {
        progress: { step: 12 },
        job: { launcher: 'slurm', profile: 'gpu', id: '7', kind: 'running', node: 'node7', reason: 'suspended' },
      },
      { phase: 'student' },
      'training the student, step 12; on node7 at gpu: suspended',
    ],
    [
      { status: 'queued', job: { launcher: 'slurm', profile: 'gpu', id: '7', kind: 'queued', reason: 'Priority' } },
      {},
      'at gpu: Priority',
    ],
    [{ status: 'stopping' }, {}, 'finishing the step, then writing a checkpoint'],
    [
      { status: 'stopped', progress: { step: 1376, steps: 4300 } },
      {},
      'stopped at step 1,376 of 4,300; its checkpoint is kept',
    ],
    [finished, {}, 'in 2 min 3 s'],
    [
      { ...finished, progress: { ...finished.progress, stoppedEarly: { epoch: 12, patience: 5 } } },
      {},
      'in 2 min 3 s; stopped early at epoch 12: no better for 5 epochs',
    ],
    [{ status: 'lost' }, {}, ''],
  ];
  for (const [given, found, activity] of activities) {
    it(`says: ${activity === '' ? '(nothing)' : activity}`, () => {
      assert.equal(describeRun(summary(given), { ...newFindings(), ...found }).activity, activity);
    });
  }

  it('shows the words that tell the run apart, and its errors beside the pinned baseline', () => {
    const baseline = { ...summary({ ...finished, progress: { ...finished.progress, errors: 150 } }), folder: '/base' };
    const card = describeRun(summary(finished), newFindings(), { difference: 'seed 2', baseline });
    assert.equal(card.difference, 'seed 2');
    assert.deepEqual(card.figures.at(-1), {
      label: 'against the baseline',
      tone: 'plain',
      value: '−8',
      detail: 'errors beside small',
    });
    const alone = describeRun(summary(finished), newFindings());
    assert.ok(!alone.figures.some(({ label }) => label === 'against the baseline') && !('difference' in alone));
  });

  it('says of a run at work that it is worse than the baseline at its epoch', () => {
    const point = (accuracy: number): ValidationPoint[] => [{ epoch: 1, accuracy, count: 5000 }];
    const baseline = { ...summary(finished), folder: '/base' };
    baseline.progress.validations = point(0.97);
    const { activity } = describeRun(
      summary({ progress: { validations: point(0.9) } }),
      { ...newFindings(), phase: 'student' },
      { baseline },
    );
    assert.equal(activity, 'training the student; worse than the baseline at epoch 1: 90.00 % against 97.00 %');
  });

  const epochs: readonly (readonly [Given, Partial<Findings>, string])[] = [
    [{}, {}, ''],
    [{ progress: { epoch: 3, epochs: 10 } }, {}, '3.00 of 10'],
    [{ status: 'finished', progress: { epoch: 10, epochs: 10 } }, {}, '10 of 10'],
    [{ status: 'stopped', progress: { epoch: 3.204, epochs: 10 } }, {}, '3.2 of 10'],
  ];
  for (const [given, found, epoch] of epochs) {
    it(`counts epochs: ${epoch === '' ? '(unknown)' : epoch}`, () => {
      assert.equal(describeRun(summary(given), { ...newFindings(), ...found }).epoch, epoch);
    });
  }

  it('gives a finished run’s figures with the teacher’s and their agreement', () => {
    const findings = newFindings();
    const evaluation = { type: 'evaluation', phase: 'student', split: 'test', step: 1, epoch: 9 } as const;
    const numbers = {
      accuracy: 0.9858,
      errors: 142,
      count: 10_000,
      crossEntropy: 0.1,
      calibrationError: 0,
      classCounts: [10000],
      classErrors: [0],
      agreement: 0.9891,
    };
    addFinding(findings, { ...evaluation, ...numbers, seq: 1, attempt: 1, at: 1 }, 10);
    findings.control = { accuracy: 0.9849, errors: 151 };
    const { figures } = describeRun(summary(finished), findings);
    assert.deepEqual(
      figures.map(({ label, value, detail, tone }) => `${label}: ${value} ${detail}, ${tone}`),
      [
        'student: 98.58 % 142 errors, student',
        'teacher: 99.02 % 98 errors, teacher',
        'against the teacher: +44 errors, plain',
        'control, no teacher: 98.49 % 151 errors, plain',
        'agreement: 98.91 % with the teacher, plain',
        'epoch kept: 9 of 10, plain',
        'does it help?: 9 fewer errors than its control by this one pair, good',
      ],
    );
  });

  it('says what to do after a failure', () => {
    const failed = describeRun(
      summary({ status: 'failed', progress: { message: 'train.csv is empty', hint: 'give it lines' } }),
      newFindings(),
    );
    assert.deepEqual(failed.failure, { message: 'train.csv is empty.', hint: 'Give it lines.' });
    const coded = { message: 'T is 0', hint: 'give it `bounds: { min, max }`' };
    const plain = describeRun(summary({ status: 'failed', progress: coded }), newFindings());
    assert.equal(plain.failure?.hint, 'Give it bounds: { min, max }.', 'pages and notifications show marks of code');
    const lost = describeRun(summary({ status: 'lost' }), newFindings());
    assert.match(lost.failure?.message ?? '', /Its processes are gone without a word/);
    assert.match(lost.failure?.hint ?? '', /Resume it to go on from its last checkpoint/);
    const copied = describeRun(summary({ status: 'lost', copiedFrom: 'far-away' }), newFindings());
    assert.match(copied.failure?.message ?? '', /a copy of a run that had not ended/);
    const elsewhere = describeRun(summary({ status: 'lost', elsewhere: 'far-away' }), newFindings());
    assert.match(elsewhere.failure?.message ?? '', /last heard of on far-away/);
    assert.equal(describeRun(summary(finished), newFindings()).failure, undefined);
  });
});

describe('what comes from a panel', () => {
  it('is taken only as one of its requests', () => {
    assert.deepEqual(readFromPanel({ type: 'openLog', more: 1 }), { type: 'openLog' });
    const request = { type: 'view', view: 'curves', request: { any: 1 } };
    assert.deepEqual(readFromPanel(request), request);
    for (const value of [undefined, null, 'stop', {}, { type: 'eval' }, { type: 1 }, { type: 'view', view: 'odd' }]) {
      assert.equal(readFromPanel(value), undefined);
    }
  });
  it('is kept as a state only as far as it can be right', () => {
    const kept = { folder: '/a', shown: 'summary', pins: ['one', null], views: { curves: { any: 1 } } };
    assert.deepEqual(readState(kept), kept);
    assert.deepEqual(readState({ folder: '/a', shown: 'odd', pins: ['../up', 3, 'run'], views: { odd: 1 } }), {
      folder: '/a',
      pins: [null, null, 'run'],
      views: {},
    });
    for (const value of [undefined, null, 7, {}, { folder: '' }, { folder: 3 }, { runId: 'old' }]) {
      assert.equal(readState(value), undefined);
    }
  });
  it('names a run only by what can be the name of a folder', () => {
    for (const id of ['20261124-101010-mnist-1a2b', 'a b']) assert.ok(isRunId(id), id);
    for (const id of ['', '.', '..', 'a/b', 'a\\b', 'a\0', 3, null]) assert.ok(!isRunId(id), String(id));
  });
});
