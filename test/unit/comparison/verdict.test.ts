import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  describeVerdict,
  findPairs,
  formatVerdict,
  judgeReadPairs,
  judgeRun,
  shortVerdict,
  verdictFigures,
  verdictRows,
  type ComparableRun,
} from '../../../src/comparison';
import { configSchema } from '../../../src/config/schema/schema';
import { EvaluationWriter, newProgress, type EvaluationEvent, type RunSummary } from '../../../src/runs';

const root = mkdtempSync(path.join(tmpdir(), 'distillery-verdict-'));
const mlp = { preset: 'mlp', hidden: [8] };
const count = 10_000;

interface Made {
  readonly errors?: number;
  readonly seed?: number;
  readonly teacherKey?: string;
  readonly config?: Record<string, unknown>;
}

/** A run in a folder of its own; finished where it has errors. */
function run(id: string, { errors, seed = 1, teacherKey, config = {} }: Made): ComparableRun {
  const folder = path.join(root, id);
  mkdirSync(folder, { recursive: true });
  const base = { name: 'small', data: { set: 'mnist' }, teacher: { model: mlp }, student: { model: mlp }, seed };
  const done = errors === undefined ? {} : { errors, accuracy: 1 - errors / count, count, seconds: 1 };
  const keys = teacherKey === undefined ? {} : { teacherKeys: [{ name: 'teacher', key: teacherKey }] };
  const about = { formatVersion: 1, id, name: 'small', createdAt: 1, configPath: '', configHash: '' } as const;
  return {
    ...{ id, folder, name: 'small', createdAt: 1, status: errors === undefined ? 'running' : 'finished' },
    progress: { ...newProgress(), ...done, ...keys },
    manifest: { ...about, cacheFolder: '', config: configSchema.parse({ ...base, ...config }), versions: {} },
  };
}

const control = (id: string, errors: number, seed = 1): ComparableRun =>
  run(id, { errors, seed, config: { teacher: undefined, loss: { hard: 1, soft: 0 } } });

/** Runs of the seeds 1, 2, … with so many errors, and their controls. */
function experiment(errors: readonly number[], ofControls: readonly number[], teacherKey?: string): ComparableRun[] {
  return [
    ...errors.map((of, place) =>
      run(`s${place + 1}`, { errors: of, seed: place + 1, teacherKey: teacherKey ?? `k${place}` }),
    ),
    ...ofControls.map((of, place) => control(`c${place + 1}`, of, place + 1)),
  ];
}

async function sentenceOf(runs: readonly RunSummary[], of: ComparableRun, margin?: number): Promise<string> {
  return formatVerdict(await judgeRun(of, runs, margin));
}

describe('a verdict', () => {
  after(() => rmSync(root, { recursive: true, force: true }));

  const first = (runs: readonly ComparableRun[]): ComparableRun => {
    const [one] = runs;
    assert.ok(one !== undefined);
    return one;
  };

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
