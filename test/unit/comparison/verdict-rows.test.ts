import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  describeVerdict,
  findPairs,
  judgeReadPairs,
  judgeRun,
  verdictFigures,
  verdictRows,
  type ComparableRun,
} from '../../../src/comparison';
import { EvaluationWriter, type EvaluationEvent } from '../../../src/runs';
import { experiment, first, root } from './made-runs';

describe('the table of a verdict', () => {
  after(() => rmSync(root, { recursive: true, force: true }));

  it('has the results of teacher, control and distilled run in words and numbers, costs among them', async () => {
    const evaluated = (one: ComparableRun, macroF1: number, of: object = {}): ComparableRun => {
      const at = { type: 'evaluation', phase: 'student', split: 'test', step: 1, epoch: 1, seq: 1, attempt: 1, at: 1 };
      const evaluation = {
        ...at,
        accuracy: 0.9,
        errors: 10,
        count: 100,
        crossEntropy: 0.5,
        macroF1,
      } as EvaluationEvent;
      const cost = { parameters: 79_510, operations: 158_800 };
      return { ...one, progress: { ...one.progress, evaluation, cost, ...of } };
    };
    const teacher = { name: 'teacher', key: 'k', parameters: 2_395_210, operations: 4_785_600 };
    const runs = experiment([100, 110, 120], [150, 140, 150]).map((one, at) =>
      at < 3 ? evaluated(one, 0.98 + at / 1000, { teacherErrors: 70, teacherKeys: [teacher] }) : evaluated(one, 0.975),
    );
    const verdict = await judgeRun(first(runs), runs);
    const columns = ['label', 'teacher', 'control', 'distilled', 'difference', 'interval', 'p', 'better'] as const;
    const rows = verdictRows(verdict).map((row) => columns.map((column) => row[column]).join(' | '));
    assert.deepEqual(rows, [
      'test accuracy | 99.30 % | 98.53 % | 98.90 % | +0.37 | +0.08 … +0.65 points | 0.032 | 3 of 3',
      'macro F1 |  | 97.50 % | 98.10 % | +0.60 | +0.35 … +0.85 points | 0.0091 | 3 of 3',
      'NLL |  | 0.5000 | 0.5000 | ±0 | – | – | –',
      'training time |  | 1.0 s | 1.0 s | ±0 | – | – | –',
      'parameters | 2,395,210 | 79,510 | 79,510 | ±0 | – | – | –',
      'operations | 4,785,600 | 158,800 | 158,800 | ±0 | – | – | –',
    ]);
    const [accuracy] = verdictFigures(verdict);
    assert.ok(accuracy?.interval !== undefined);
    assert.deepEqual(
      [accuracy.measure, accuracy.wins, accuracy.ties, Number(accuracy.difference.toFixed(9))],
      ['accuracy', 3, 0, 0.003666667],
    );
    assert.ok(accuracy.interval[0] < accuracy.difference && accuracy.difference < accuracy.interval[1]);
  });

  it('turns the signs of an interval where less is better', async () => {
    const timed = experiment([100, 110, 120], [150, 140, 150]).map((one, at) => ({
      ...one,
      progress: { ...one.progress, seconds: at < 3 ? 12 + at : 10 },
    }));
    const row = verdictRows(await judgeRun(first(timed), timed)).at(-1);
    assert.deepEqual(
      [row?.label, row?.difference, row?.interval, row?.better],
      ['training time', '+3.0 s', '+0.5 … +5.5 s', '0 of 3'],
    );
  });

  it('says on which side of zero an interval lies whose ends are less than a hundredth of a point', async () => {
    const close = experiment([100, 110, 120], [150, 140, 150]).map((one, at) => {
      const macroF1 = 0.98 + (at < 3 ? 0.00002 + at / 1e7 : 0);
      return { ...one, progress: { ...one.progress, evaluation: { macroF1, crossEntropy: 0.5 } as EvaluationEvent } };
    });
    const row = verdictRows(await judgeRun(first(close), close)).find(({ label }) => label === 'macro F1');
    assert.deepEqual([row?.difference, row?.interval], ['+0.002', '+0.002 … +0.002 points']);
  });

  it('holds a control against the teacher that only the run has learnt from, by stored answers', async () => {
    const runs = experiment([1], [3]);
    const labels = Int32Array.of(0, 1, 0, 1);
    const logitsOf = (choices: readonly number[], sure: number): Float32Array =>
      Float32Array.from({ length: 2 * choices.length }, (_, place) =>
        place % 2 === choices[Math.floor(place / 2)] ? sure : 0,
      );
    const answer = (folder: string, choices: readonly number[], taught?: readonly number[]): void => {
      const teachers = taught === undefined ? [] : [{ name: 'teacher', logits: logitsOf(taught, Math.log(3)) }];
      const writer = new EvaluationWriter({ runFolder: folder, cacheFolder: path.join(root, 'cache'), classes: 2 });
      writer.putSplit('test', { labels, teachers });
      writer.putStudent({ checkpoints: ['best'], split: 'test', step: 1, epoch: 1, logits: logitsOf(choices, 0) });
    };
    answer(path.join(root, 's1'), [0, 1, 0, 1], [0, 1, 0, 0]);
    // Even logits choose the first class.
    answer(path.join(root, 'c1'), [1, 1, 1, 1]);
    const { pairs } = await judgeRun(first(runs), runs);
    const { agreement = 0, klAtOne = 0 } = pairs[0]?.answers?.control ?? {};
    assert.equal(agreement, 0.75);
    const expected = 0.75 * Math.log(0.75 / 0.5) + 0.25 * Math.log(0.25 / 0.5);
    assert.ok(Math.abs(klAtOne - expected) < 1e-6, `${klAtOne}`);
  });

  it('stands without rows of stored answers where a file of them is damaged, and says so', async () => {
    const runs = experiment([1], [3]);
    const writer = new EvaluationWriter({
      ...{ runFolder: path.join(root, 's1'), cacheFolder: path.join(root, 'cache'), classes: 2 },
    });
    const labels = Int32Array.of(0, 1, 1);
    writer.putSplit('test', { labels, teachers: [] });
    const logits = Float32Array.of(1, 0, 0, 1, 0, 1);
    writer.putStudent({ checkpoints: ['best'], split: 'test', step: 1, epoch: 1, logits });
    const folder = path.join(root, 's1/evaluations');
    const damaged = readdirSync(folder).filter((name) => /^student-test.*npy$/.test(name));
    for (const name of damaged) writeFileSync(path.join(folder, name), 'no array');
    await assert.rejects(judgeRun(first(runs), runs), /student-test/);
    const verdict = await judgeReadPairs(findPairs(first(runs), runs));
    assert.match(verdict.unread ?? '', /student-test/);
    assert.match(
      describeVerdict(verdict).detail,
      /The stored answers could not be read, so rows of them are missing: /,
    );
    assert.equal(verdict.measures[0]?.measure.name, 'accuracy');
  });
});
