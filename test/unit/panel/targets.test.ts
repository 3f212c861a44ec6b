import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TargetsController } from '../../../src/panel/targets/controller';
import { disagreementOf } from '../../../src/comparison';
import { readTargetsRequest, type TargetsAnswer } from '../../../src/panel/messages';
import { EvaluationWriter, readEvaluationIndex } from '../../../src/runs';

interface Recorded {
  readonly classes: number;
  readonly cases: readonly {
    readonly student: readonly number[];
    readonly teacher: readonly number[];
    readonly labels: readonly number[];
    readonly expected: Readonly<Record<string, number | readonly number[]>>;
  }[];
}

/** Made with PyTorch by test/fixtures/evaluation/evaluation.py. */
const { classes, cases } = JSON.parse(readFileSync('test/fixtures/evaluation/evaluation.json', 'utf8')) as Recorded;
const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const near = (actual: number, expected: unknown, what: string): void =>
  assert.ok(
    Math.abs(actual - Number(expected)) <= 1e-5 * Math.max(1, Math.abs(Number(expected))),
    `${what}: ${actual}, ${String(expected)}`,
  );

describe('where student and teacher disagree', () => {
  cases.forEach(({ student, teacher, labels, expected }, index) => {
    it(`case ${index}: the means over the examples are PyTorch's`, async () => {
      const truth = Int32Array.from(labels);
      const found = await disagreementOf(Float32Array.from(student), Float32Array.from(teacher), truth, classes);
      near(mean(found.loss), expected['crossEntropy'], 'loss');
      near(mean(found.divergence), expected['klAtOne'], 'divergence');
      const wrong = found.studentChoices.filter((choice, row) => choice !== truth[row]).length;
      assert.equal(wrong, expected['errors']);
      const same = found.studentChoices.filter((choice, row) => choice === found.teacherChoices[row]).length;
      near(same / truth.length, expected['agreement'], 'agreement');
    });
  });
});

describe('what the view of soft targets is answered', () => {
  let root: string;
  before(() => (root = mkdtempSync(path.join(tmpdir(), 'distillery-targets-'))));
  after(() => rmSync(root, { recursive: true, force: true }));

  /** A run of four examples and two classes. */
  const newRun = (name: string): string => {
    const runFolder = path.join(root, name);
    mkdirSync(runFolder);
    const writer = new EvaluationWriter({ runFolder, cacheFolder: path.join(root, `${name}-cache`), classes: 2 });
    writer.putSplit('test', {
      labels: Int32Array.of(0, 1, 1, 0),
      pictures: { shape: [1, 2, 1], values: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
      teachers: [{ name: 'teacher', logits: Float32Array.of(8, 0, 0, 8, 0, 8, 8, 0) }],
    });
    const logits = Float32Array.of(8, 0, 8, 0, 0, 8, 1, 0);
    writer.putStudent({ checkpoints: ['best'], split: 'test', step: 9, epoch: 3, logits });
    return runFolder;
  };
  const ask = async (runFolder: string, ...requests: unknown[]): Promise<TargetsAnswer[]> => {
    const answers: TargetsAnswer[] = [];
    const controller = new TargetsController({
      runFolder,
      send: (answer) => Promise.resolve(answers.push(answer as TargetsAnswer)),
    });
    for (const request of requests) await controller.handle(request);
    controller.stop();
    return answers;
  };
  const keyOf = async (runFolder: string): Promise<string> => {
    const [overview] = await ask(runFolder, { type: 'overview' });
    assert.equal(overview?.type, 'overview');
    return overview.evaluations[0]?.key ?? '';
  };

  it('names the evaluations, and the examples with their choices', async () => {
    const run = newRun('whole');
    const evaluation = await keyOf(run);
    const selection = { kind: 'class', index: 1 };
    const address = { evaluation, teacher: 0 };
    const [samples, rows, pictures] = await ask(
      run,
      { type: 'samples', ...address },
      { type: 'rows', ...address, selection },
      { type: 'pictures', split: 'test', samples: [2, 0, 99] },
    );
    assert.equal(samples?.type, 'samples');
    assert.deepEqual([...samples.studentChoices], [0, 0, 1, 0]);
    assert.deepEqual([...samples.teacherChoices], [0, 1, 1, 0]);
    near(samples.loss[1] ?? 0, Math.log(1 + Math.exp(8)), 'loss');
    assert.equal(rows?.type, 'rows');
    assert.deepEqual([rows.rows, rows.total, [...rows.student]], [2, 2, [8, 0, 0, 8]]);
    assert.deepEqual([...rows.teacherLogits], [0, 8, 0, 8]);
    assert.equal(pictures?.type, 'pictures');
    assert.deepEqual([pictures.height, pictures.width, [...pictures.pixels]], [1, 2, [5, 6, 1, 2, 0, 0]]);
  });

  it('says why there is nothing, and names a damaged file', async () => {
    const empty = path.join(root, 'empty');
    mkdirSync(empty);
    const [nothing] = await ask(empty, { type: 'overview' });
    assert.equal(nothing?.type, 'problem');
    assert.match(
      nothing.message,
      /^The student has not been evaluated yet: its soft targets come with the first epoch/,
    );
    const run = newRun('damaged');
    const evaluation = await keyOf(run);
    const file = readEvaluationIndex(run)?.evaluations[0]?.logits.name ?? '';
    const place = path.join(run, 'evaluations', file);
    writeFileSync(place, readFileSync(place).fill(0, 150));
    const [damaged] = await ask(run, { type: 'samples', evaluation, teacher: 0 });
    assert.equal(damaged?.type, 'problem');
    assert.match(damaged.message, /^evaluations\/student-test-.*\.npy is damaged: its checksum is wrong; run again/);
    const [replaced] = await ask(run, { type: 'samples', evaluation: 'best test 0', teacher: 0 });
    assert.equal(replaced?.type, 'problem');
    assert.match(replaced.message, /replaced by a newer one/);
  });

  it('holds the counts of an index to the arrays that it names, also where it names one file twice', async () => {
    const run = newRun('forged');
    const file = path.join(run, 'evaluations', 'index.json');
    const index = readEvaluationIndex(run);
    const split = index?.splits.test;
    assert.ok(index !== undefined && split !== undefined);
    const evaluation = await keyOf(run);
    const forged = async (test: object, more: object = {}): Promise<string[]> => {
      writeFileSync(file, JSON.stringify({ ...index, splits: { test: { ...split, ...test } }, ...more }));
      const address = { evaluation, teacher: 0 };
      const answers = await ask(
        run,
        { type: 'samples', ...address },
        { type: 'rows', ...address, selection: { kind: 'sample', index: 0 } },
        { type: 'pictures', split: 'test', samples: [0] },
      );
      return answers.map((answer) => (answer.type === 'problem' ? answer.message : answer.type));
    };
    assert.deepEqual(await forged({}), ['samples', 'rows', 'pictures']);
    const [tooMany = '', , pictures] = await forged({ count: 5 });
    assert.match(tooMany, /^labels-test-.*\.npy holds no 5 labels$/);
    assert.match(pictures ?? '', /^pictures-test-.*\.npy has the shape 4×1×2×1, which are no 5 pictures$/);
    const [tooFew] = await forged({}, { classes: 1 });
    assert.match(tooFew ?? '', /holds the label 1 of 1 classes$/);
    const [other] = await forged({ teachers: [{ name: 'a', logits: split.labels }] });
    assert.match(other ?? '', /^labels-test-.*\.npy: its numbers are '<i4'; save it as little-endian float32$/);
  });

  it('takes some of a class evenly where all would be too many', async () => {
    const runFolder = path.join(root, 'many');
    mkdirSync(runFolder);
    const [count, many] = [400, 1000];
    const writer = new EvaluationWriter({ runFolder, cacheFolder: path.join(root, 'many-cache'), classes: many });
    writer.putSplit('test', { labels: new Int32Array(count), teachers: [] });
    const logits = Float32Array.from({ length: count * many }, (_, place) => Math.floor(place / many));
    writer.putStudent({ checkpoints: ['best'], split: 'test', step: 1, epoch: 1, logits });
    const selection = { kind: 'class', index: 0 };
    const [rows] = await ask(runFolder, { type: 'rows', evaluation: await keyOf(runFolder), teacher: 0, selection });
    assert.equal(rows?.type, 'rows');
    assert.deepEqual([rows.rows, rows.total, rows.student.length, rows.teacherLogits.length], [200, 400, 200_000, 0]);
    assert.deepEqual([rows.student[0], rows.student[many], rows.student[199 * many]], [0, 2, 398]);
  });

  for (const request of [
    undefined,
    'overview',
    { type: 'delete' },
    { type: 'samples', evaluation: 'best' },
    { type: 'samples', evaluation: 'best', teacher: -1 },
    { type: 'rows', evaluation: 'best', teacher: 0, selection: { kind: 'file', index: 0 } },
    { type: 'pictures', split: 'train', samples: [1] },
    { type: 'pictures', split: 'test', samples: [1.5] },
    { type: 'pictures', split: 'test', samples: new Array(101).fill(0) },
  ]) {
    it(`takes ${JSON.stringify(request ?? null).slice(0, 80)} for no request`, () =>
      assert.equal(readTargetsRequest(request), undefined));
  }
});
