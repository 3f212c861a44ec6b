import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema } from '../../../../src/config';
import { allRows, gatherBatch, transferSet, type DataSet } from '../../../../src/data';
import { createEngine, type Engine } from '../../../../src/engine';
import type { NewEvent, RunManifest } from '../../../../src/runs';
import type { Context } from '../../../../src/trainer/context/context';
import { openNetworks } from '../../../../src/trainer/networks/open-networks';
import { obtainTeacher, type Teacher } from '../../../../src/trainer/teachers/teacher';
import { network, node, weights } from '../networks/answering-models';
import { classes, data as synthetic } from '../synthetic';
import { recordInto } from '../recorded-events';

/** Examples of 3×3 pixels within 0…1, normalized as the student sees them. */
const normalization = { mean: [0.25], std: [0.5] };
const images = (rows: Float32Array): Float32Array => rows.map((value) => (Math.abs(value) % 1) * 2 - 0.5);
const data: DataSet = {
  ...{ ...synthetic, normalization },
  train: { ...synthetic.train, images: images(allRows(synthetic.train, 9)) },
  validation: { ...synthetic.validation, images: images(allRows(synthetic.validation, 9)) },
  test: { ...synthetic.test, images: images(allRows(synthetic.test, 9)) },
};

/** Logits of the linear network for one example. */
const linear = (row: ArrayLike<number>): number[] =>
  Array.from({ length: classes }, (_, output) =>
    weights.reduce(
      (sum, weight, place) =>
        place % classes === output ? sum + weight * (row[Math.floor(place / classes)] ?? 0) : sum,
      0,
    ),
  );

describe('a teacher from a file that says what it takes', function () {
  this.timeout(30_000);
  let workspace = '';
  let engine: Engine;
  let count = 0;
  before(async () => {
    workspace = mkdtempSync(path.join(tmpdir(), 'distillery-sight-'));
    ({ engine } = await createEngine({ preferred: 'onnx', threads: 1 }));
    const model = network([node('Identity', ['z'], ['out'])]);
    writeFileSync(path.join(workspace, 'linear.onnx'), model);
  });
  after(async () => {
    await engine.dispose();
    rmSync(workspace, { recursive: true });
  });

  const obtained = async (settings: object): Promise<{ teacher: Teacher; key: string }> => {
    const runFolder = path.join(workspace, '.distillery', 'runs', `run${(count += 1)}`);
    mkdirSync(runFolder, { recursive: true });
    const config = configSchema.parse({
      ...{ name: 'a', data: { set: 'mnist' }, student: { model: { preset: 'mlp', hidden: [4] } } },
      teacher: { model: { preset: 'file', path: 'linear.onnx' }, ...settings },
    });
    const manifest: RunManifest = {
      ...{ formatVersion: 1, id: 'run', name: 'a', createdAt: 1, config, configHash: '', versions: {} },
      configPath: path.join(workspace, 'a.distill.yaml'),
      cacheFolder: path.join(workspace, '.distillery', 'cache'),
    };
    writeFileSync(path.join(runFolder, 'run.json'), JSON.stringify(manifest));
    const events: NewEvent[] = [];
    const context: Context = {
      ...{ runFolder, manifest, data, engine, rejected: [], attempt: 1, transfer: transferSet(data, undefined) },
      events: recordInto(events),
      pause: () => Promise.resolve(),
    };
    const [opened] = (await openNetworks(context)).teachers;
    assert.ok(opened);
    const teacher = await obtainTeacher(context, opened.source, opened.network);
    const key = events.flatMap((event) => (event.type === 'teacher' ? [event.key] : [])).join();
    return { teacher, key };
  };
  const near = (actual: ArrayLike<number>, expected: readonly number[]): void =>
    expected.forEach((value, place) => assert.ok(Math.abs(value - (actual[place] ?? NaN)) < 1e-3, `${place}`));

  const first = (): number[] => [...allRows(data.test, 9).subarray(0, 9)];
  const rawFirst = (): number[] => first().map((value) => value * 0.5 + 0.25);

  it('sees what the student sees where it says nothing', async () => {
    near((await obtained({})).teacher.logits.test, linear(first()));
  });

  it('sees pixels before the data’s normalization, in its own range, mean and deviation', async () => {
    const { teacher } = await obtained({ input: { range: [0, 2], mean: 0.5, std: 0.25 } });
    near(teacher.logits.test, linear(rawFirst().map((value) => (2 * value - 0.5) / 0.25)));
  });

  it('answers in the order of the data’s classes, whatever its own is', async () => {
    const classOrder = [3, 1, 2, 0, 4, 5, 6, 7, 9, 8];
    const { teacher } = await obtained({ classOrder });
    const answers = linear(first());
    near(
      teacher.logits.test,
      Array.from({ length: classes }, (_, label) => answers[classOrder.indexOf(label)] ?? 0),
    );
  });

  it('answers for changed examples by the same view and order', async () => {
    const settings = { input: { mean: 0.5, std: 0.25 }, classOrder: [1, 0, 2, 3, 4, 5, 6, 7, 8, 9] };
    const { teacher } = await obtained(settings);
    const source = teacher.source(true);
    assert.ok(source.kind === 'session');
    const order = Int32Array.from({ length: 8 }, (_, index) => index);
    const answers = await source.infer(gatherBatch(data, data.test, order, 0, 8));
    near(answers, [...teacher.logits.test.subarray(0, 8 * classes)]);
  });

  it('has logits of its own in the cache for each input and each order', async () => {
    const keys = [
      (await obtained({})).key,
      (await obtained({ input: {} })).key,
      (await obtained({ input: { invert: true } })).key,
      (await obtained({ classOrder: [1, 0, 2, 3, 4, 5, 6, 7, 8, 9] })).key,
    ];
    assert.equal(new Set(keys).size, keys.length);
  });

  it('is refused in words where its classes are not the data’s', async () => {
    await assert.rejects(
      obtained({ classOrder: [1, 1, 2, 3, 4, 5, 6, 7, 8, 9] }),
      /teacher\.classOrder: it names 1 twice/,
    );
    await assert.rejects(obtained({ classOrder: [1, 0] }), /it names 2 classes, and the data has 10/);
    await assert.rejects(obtained({ input: { mean: [1, 2] } }), /teacher\.input\.mean: 2 numbers for 1 channels/);
  });
});
