import assert from 'node:assert/strict';
import type { NewEvent } from '../../../../src/runs';
import type { Context } from '../../../../src/trainer/context/context';
import { TrainingFailure } from '../../../../src/trainer/context/failure';
import { adapterOf } from '../../../../src/trainer/networks/teacher-adapter';
import { reportPreflight, tryTeacher, type PreflightResult } from '../../../../src/trainer/preflight';
import { digits, tried } from './digits';
import { recordInto } from '../recorded-events';

const cases = 'test/fixtures/models/cases';

/** Notices, the event, and the failure of a report. */
async function reported(
  result: PreflightResult,
  title: string,
): Promise<{ notices: string[]; events: NewEvent[]; failure?: TrainingFailure }> {
  const events: NewEvent[] = [];
  const context: Partial<Context> = {
    data: await digits(),
    events: recordInto(events),
  };
  let failure: TrainingFailure | undefined;
  try {
    reportPreflight(context as Context, result, 'teacher', title);
  } catch (error) {
    assert.ok(error instanceof TrainingFailure);
    failure = error;
  }
  const notices = events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));
  return { notices, events, ...(failure && { failure }) };
}

describe('the preflight of a teacher', function () {
  this.timeout(60_000);

  const right = [
    'logits',
    'softmax',
    'softmax-identity',
    'log-softmax',
    'sigmoid',
    'norm-inference',
    'open-batch-reshape-1',
  ];
  for (const name of right) {
    it(`leaves ${name} as it is, which is read rightly`, async () => {
      const result = await tried(cases, `${name}.onnx`);
      assert.equal(result.better, undefined, JSON.stringify(result.better));
      assert.deepEqual([result.count, result.isAtChance, result.split], [500, false, 'validation']);
      const { notices, events } = await reported(result, `${name}.onnx`);
      assert.deepEqual([notices, events.map(({ type }) => type)], [[], ['preflight']]);
    });
  }

  it('names the range of a teacher of 0…255, with both error counts and the line to write', async () => {
    const result = await tried(cases, 'takes-0-255.onnx');
    assert.deepEqual(result.better?.input, { range: [0, 255] });
    assert.ok(result.better.t >= 8 && result.better.score.errors < result.score.errors);
    const { notices, failure } = await reported(result, 'takes-0-255.onnx');
    const said = [...notices, `${failure?.message ?? ''} ${failure?.hint ?? ''}`].join();
    assert.ok(
      said.includes(`makes ${result.score.errors} errors as it is read and ${result.better.score.errors} with`),
    );
    assert.ok(said.includes('write below the teacher `input: { range: [0, 255] }`'), said);
  });

  it('names the normalization of a teacher that was trained with MNIST’s', async () => {
    const result = await tried(cases, 'takes-normalised.onnx');
    assert.deepEqual(result.better?.input, { mean: 0.1307, std: 0.3081 });
    const { notices } = await reported(result, 'takes-normalised.onnx');
    assert.match(
      notices.join(),
      /^WARNING: takes-normalised\.onnx, tried on 500 validation examples: it makes \d+ errors as it is read and \d+ with MNIST’s normalization \(NLL [\d.]+ and [\d.]+\); write below the teacher `input: \{ mean: 0\.1307, std: 0\.3081 \}`$/,
    );
  });

  it('finds the order of classes of a teacher whose classes are rotated, and stops the run at chance', async () => {
    const result = await tried(cases, 'classes-rotated.onnx');
    assert.equal(result.isAtChance, true);
    assert.equal(result.better?.input, undefined);
    assert.equal(result.better?.classOrder?.length, 10);
    const mended = await tried(cases, 'classes-rotated.onnx', { classOrder: result.better.classOrder });
    assert.equal(mended.score.errors, result.better.score.errors);
    assert.equal(mended.better, undefined);
    const { failure } = await reported(result, 'classes-rotated.onnx');
    assert.match(
      failure?.message ?? '',
      /no better than chance \(10 %\): it makes \d+ errors as it is read and \d+ with another order of classes/,
    );
    assert.match(failure?.hint ?? '', /^write below the teacher `classOrder: \[\d(, \d){9}\]`$/);
  });

  it('does not argue with a config that states the input, unless it is at chance', async () => {
    const stated = await tried(cases, 'takes-normalised.onnx', { input: { range: [0, 1] } });
    assert.deepEqual([stated.better, stated.tried, stated.isAtChance], [undefined, 0, false]);
    const inverted = await tried(cases, 'logits.onnx', { input: { invert: true, range: [0, 255] } });
    assert.equal(inverted.isAtChance, true);
    assert.deepEqual(inverted.better?.input, { range: [0, 1] });
  });

  it('finds another order of classes in a file of answers, and stops at rows of another order', async () => {
    const data = await digits();
    const answersFor = (labels: Int32Array, shift: (label: number, row: number) => number): Float32Array =>
      Float32Array.from({ length: labels.length * 10 }, (_, place) => {
        const row = Math.floor(place / 10);
        return place % 10 === shift(labels[row] ?? 0, row) ? 4 : 0.1 * ((place * 7) % 10);
      });
    const judged = async (shift: (label: number, row: number) => number): ReturnType<typeof tryTeacher> => {
      const { validation, train } = data;
      const answers = { validation: answersFor(validation.labels, shift), train: answersFor(train.labels, shift) };
      return tryTeacher(data, { stated: {}, adapter: adapterOf(data, {}), answers }, () => Promise.resolve());
    };
    const moved = await judged((label) => (label + 3) % 10);
    assert.deepEqual(moved?.better?.classOrder, [7, 8, 9, 0, 1, 2, 3, 4, 5, 6]);
    assert.equal(moved.better.score.errors, 0);
    const shuffled = await judged((_, row) => (row * 7 + (row >> 3)) % 10);
    assert.ok(shuffled?.isAtChance === true && shuffled.better === undefined);
    const { failure } = await reported(shuffled, 'answers.npy');
    assert.match(
      failure?.message ?? '',
      /^answers\.npy is right in [\d.]+ % of 500 validation examples, no better than chance/,
    );
    assert.match(failure?.hint ?? '', /^write its rows in the order of the data’s files, before anything is cut off/);
    const right = await judged((label) => label);
    assert.deepEqual([right?.better, right?.score.errors], [undefined, 0]);
  });

  it('stops at chance where no reading helps, and says what was tried', async () => {
    const score = { losses: new Float64Array(), isWrong: new Uint8Array(), errors: 450, crossEntropy: 2.3 };
    const result: PreflightResult = {
      ...{
        isFile: false,
        split: 'validation',
        count: 500,
        score,
        isAtChance: true,
        tried: 24,
        classOrder: 'too few examples',
      },
    };
    const { failure } = await reported(result, 'a.onnx');
    assert.equal(
      failure?.message,
      'a.onnx is right in 10.0 % of 500 validation examples, no better than chance (10 %)',
    );
    assert.equal(
      failure.hint,
      '24 other ways to read it do not make it right, and another order of its classes was not looked for, since there are fewer than 20 examples of a class: look at the inputs that it takes (`input` below the teacher), at its classes and at the file',
    );
  });
});
