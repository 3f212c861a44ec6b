import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { findPairs, formatVerdict, judgeRun, shortVerdict, type ComparableRun } from '../../../src/comparison';
import { EvaluationWriter, type RunSummary } from '../../../src/runs';
import { experiment, first, root, run } from './made-runs';

async function sentenceOf(runs: readonly RunSummary[], of: ComparableRun, margin?: number): Promise<string> {
  return formatVerdict(await judgeRun(of, runs, margin));
}

describe('a verdict', () => {
  after(() => rmSync(root, { recursive: true, force: true }));

  it('pairs each finished repeat with the control of its seed, and names those without one', () => {
    const runs = [...experiment([100, 110, 120], [150, 140]), run('s4', { seed: 4 })];
    const { pairs, alone, isOneTeacher } = findPairs(first(runs), runs);
    assert.deepEqual(
      pairs.map(({ seed, run: one, control: other }) => [seed, one.id, other.id]),
      [
        [1, 's1', 'c1'],
        [2, 's2', 'c2'],
      ],
    );
    assert.deepEqual([alone.map(({ id }) => id), isOneTeacher], [['s3'], false]);
  });

  it('has balanced accuracy beside it, and that of frequent and rare classes where classes are rare', async () => {
    const evaluated = (one: ComparableRun, rare: number, isRare = true): ComparableRun => {
      const errors = [20, rare];
      const of = {
        type: 'evaluation',
        phase: 'student',
        split: 'test',
        step: 1,
        epoch: 1,
        seq: 1,
        attempt: 1,
        at: 1,
      } as const;
      const result = { accuracy: 0.9, errors: 20 + rare, count: 1100, crossEntropy: 0.3, classErrors: errors };
      const byFrequency = isRare ? { headAccuracy: 0.98, tailAccuracy: 1 - rare / 100 } : {};
      const evaluation = { ...of, ...result, ...byFrequency, classCounts: isRare ? [1000, 100] : [550, 550] };
      return { ...one, progress: { ...one.progress, evaluation } };
    };
    const othersOf = async (isRare: boolean): Promise<unknown> => {
      const runs = experiment([100, 110, 120], [150, 140, 150]).map((one, at) =>
        evaluated(one, at < 3 ? 10 : 30, isRare),
      );
      const { measures } = await judgeRun(first(runs), runs);
      return measures.slice(1).map(({ measure, judged }) => [measure.label, Number(judged.test?.mean.toFixed(6))]);
    };
    const more = [
      ['NLL', 0],
      ['training time', 0],
    ];
    assert.deepEqual(await othersOf(true), [
      ['balanced accuracy', 0.1],
      ['accuracy on frequent classes', 0],
      ['accuracy on rare classes', 0.2],
      ...more,
    ]);
    assert.deepEqual(await othersOf(false), [['balanced accuracy', 0.018182], ...more]);
  });

  it('counts runs that came from elsewhere only where one of them is judged, and says what it leaves out', async () => {
    const own = experiment([100, 110], [150, 160]);
    const copied = experiment([90, 80, 70], [990, 980, 970]).map((one) => ({
      ...one,
      id: `copy-${one.id}`,
      copiedFrom: 'vm',
      manifest: { ...one.manifest, config: { ...one.manifest.config, seed: one.manifest.config.seed + 2 } },
    }));
    const runs = [...copied, ...own];
    assert.deepEqual(
      findPairs(first(own), runs).pairs.map(({ run: one, control: other }) => [one.id, other.id]),
      [
        ['s1', 'c1'],
        ['s2', 'c2'],
      ],
    );
    assert.match(await sentenceOf(runs, first(own)), /; 3 pairs of runs that were not run here do not count$/);
    const asked = findPairs(first(copied), runs);
    assert.deepEqual([asked.pairs.length, asked.leftOut], [5, 0]);
  });

  it('takes one run of a seed, the one that is judged or else the newest', () => {
    const again = run('again', { errors: 90 });
    const runs = [again, ...experiment([100, 110], [150, 140])];
    const pairsOf = (one: ComparableRun): string[] => findPairs(one, runs).pairs.map(({ run: { id } }) => id);
    assert.deepEqual(
      [pairsOf(again), pairsOf(first(runs.slice(1))), pairsOf(first(runs.slice(2)))],
      [
        ['again', 's2'],
        ['s1', 's2'],
        ['again', 's2'],
      ],
    );
  });

  it('does not count the seeds by which a sweep has chosen a point where fresh ones judge it', async () => {
    const stages = ['search', 'search', 'verdict', 'verdict', 'verdict'] as const;
    const inSweep = experiment([1, 2, 103, 104, 105], [150, 151, 152, 153, 154]).map((one, at) => {
      const stage = stages[at];
      const point = stage && { point: { index: 3, stage }, parent: 'sweep' };
      return { ...one, manifest: { ...one.manifest, ...point } };
    });
    const seedsOf = (at: number): number[] =>
      inSweep.slice(at, at + 1).flatMap((one) => findPairs(one, inSweep).pairs.map(({ seed }) => seed));
    assert.deepEqual(
      [seedsOf(2), seedsOf(0)],
      [
        [3, 4, 5],
        [3, 4, 5],
      ],
    );
    const searchAlone = inSweep.filter(({ manifest }) => manifest.point?.stage !== 'verdict');
    assert.deepEqual(
      findPairs(first(searchAlone), searchAlone).pairs.map(({ seed }) => seed),
      [1, 2],
    );
    const other = inSweep.map((one, at) => (at < 2 ? { ...one, manifest: { ...one.manifest, parent: 'other' } } : one));
    assert.deepEqual(findPairs(first(other), other).pairs.length, 5);
    assert.match(await sentenceOf(inSweep, first(inSweep)), /^cannot tell yet: about 3 more pairs/);
  });

  it('takes no run of other settings for a repeat or a control', () => {
    const warmer = run('warmer', { errors: 1, seed: 2, config: { temperature: 8 } });
    const wider = run('wider', {
      errors: 1,
      config: { teacher: undefined, loss: { hard: 1, soft: 0 }, student: { model: { preset: 'mlp', hidden: [9] } } },
    });
    const { pairs, alone } = findPairs(run('s1', { errors: 5 }), [run('s1', { errors: 5 }), warmer, wider]);
    assert.deepEqual([pairs, alone.map(({ id }) => id)], [[], ['s1']]);
  });

  it('helps or hurts from six pairs on, and says it of this teacher alone where there was one', async () => {
    const [fewer, more] = [
      [100, 104, 98, 101, 99, 103],
      [150, 161, 149, 155, 147, 158],
    ];
    const helped = experiment(fewer, more);
    assert.equal(
      await sentenceOf(helped, first(helped)),
      'helps: test accuracy 0.53 points higher on average (95 % interval +0.49 … +0.56 points), better in 6 of 6 pairs, p 2.4e−7',
    );
    const hurt = experiment(more, fewer, 'one');
    assert.match(
      await sentenceOf(hurt, first(hurt)),
      /^hurts: test accuracy 0\.53 points lower .* better in 0 of 6 pairs, .*, for this teacher$/,
    );
  });

  it('is said in a few words for a lens, from two pairs on', () => {
    const runs = experiment([100, 104, 98, 101, 99, 103], [150, 161, 149, 155, 147, 158]);
    assert.equal(shortVerdict(first(runs), runs), 'helps, +0.53 points over 6 pairs');
    const two = experiment([100, 104], [150, 161]);
    assert.equal(shortVerdict(first(two), two), 'cannot tell yet, +0.53 points over 2 pairs');
    const [, alone] = experiment([100], [150]);
    assert.ok(alone !== undefined);
    assert.equal(shortVerdict(alone, experiment([100], [150])), '', 'a control');
    assert.equal(shortVerdict(first(experiment([100], [150])), experiment([100], [150])), '');
  });

  it('is no worse than a margin where the interval lies above it, and cannot be told otherwise', async () => {
    const runs = experiment([100, 104, 98, 101, 99, 103], [101, 102, 99, 100, 100, 102]);
    assert.match(await sentenceOf(runs, first(runs), 0.002), /^no worse than 0\.20 points: test accuracy </);
    assert.match(
      await sentenceOf(runs, first(runs)),
      /^cannot tell yet: about 241 more pairs; test accuracy <0\.01 points lower/,
    );
  });

  it('says in how many pairs run and control stopped at different epochs', async () => {
    const runs = experiment([100, 104], [150, 161]).map((one, place) => {
      const stoppedEarly = { epoch: place === 0 ? 12 : 20, patience: 5 };
      return { ...one, progress: { ...one.progress, epochs: 40, stoppedEarly } };
    });
    const said = /; run and control stopped at different epochs in 1 of 2 pairs \(12 and 20\)$/;
    assert.match(await sentenceOf(runs, first(runs)), said);
    assert.doesNotMatch(await sentenceOf(runs.slice(1), first(runs.slice(1))), /different epochs/);
  });

  it('cannot be told from fewer than six pairs, however clear they are', async () => {
    const runs = experiment([100, 104, 98, 101, 99], [150, 161, 149, 155, 147]);
    assert.match(
      await sentenceOf(runs, first(runs)),
      /^cannot tell yet: about 1 more pair; test accuracy 0\.52 points higher/,
    );
    const none = experiment([100], []);
    assert.equal(await sentenceOf(none, first(none)), 'cannot tell yet: about 6 more pairs');
  });

  it('tells two networks apart by the examples that only one of them gets right', async () => {
    const runs = experiment([1], [3]);
    const labels = Int32Array.from({ length: 8 }, (_, example) => example % 2);
    const answer = (folder: string, wrong: readonly number[]): void => {
      const writer = new EvaluationWriter({ runFolder: folder, cacheFolder: path.join(root, 'cache'), classes: 2 });
      writer.putSplit('test', { labels, teachers: [] });
      const logits = Float32Array.from({ length: 16 }, (_, place) => {
        const example = Math.floor(place / 2);
        return (place % 2 === labels[example]) === !wrong.includes(example) ? 1 : 0;
      });
      writer.putStudent({ checkpoints: ['best', 'last'], split: 'test', step: 1, epoch: 1, logits });
    };
    answer(path.join(root, 's1'), [0]);
    answer(path.join(root, 'c1'), [1, 2, 3]);
    const { pairs } = await judgeRun(first(runs), runs);
    // 3 against 1: 2·P(X ≤ 1) − P(X = 1) of 4 even chances = 10/16 − 4/16.
    assert.ok(Math.abs((pairs[0]?.answers?.mcnemar ?? 0) - 0.375) < 1e-12);
  });
});
