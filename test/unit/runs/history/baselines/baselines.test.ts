import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema, type ResolvedConfig } from '../../../../../src/config';
import {
  contentsOfRun,
  findBaselines as findWithContents,
  flattenTree,
  measuredSpeed,
  newProgress,
  RunCatalogue,
  warnOfWeakTeacher,
  type Baselines,
  type RunManifest,
  type RunSummary,
} from '../../../../../src/runs';

const mlp = (width: number): object => ({ preset: 'mlp', hidden: [width] });
const config = (written: object): ResolvedConfig =>
  configSchema.parse({ name: 'a', data: { set: 'mnist' }, student: { model: mlp(40) }, ...written });
const run = (id: string, written: object, errors: number, teacherErrors?: number): RunSummary => ({
  ...{ id, folder: id, name: id, createdAt: 1, status: 'finished' },
  progress: { ...newProgress(), errors, ...(teacherErrors === undefined ? {} : { teacherErrors }) },
  manifest: { config: config(written) } as RunManifest,
});

/** Baselines among runs that did not record their inputs. */
const findBaselines = (runs: readonly RunSummary[], one: ResolvedConfig): Baselines =>
  findWithContents(runs, one, contentsOfRun(newProgress()));

const omit = (from: object, name: string): object =>
  Object.fromEntries(Object.entries(from).filter(([key]) => key !== name));

describe('findBaselines', () => {
  const taught = { teacher: { model: mlp(80) } };
  const runs = [
    run('taught', taught, 150, 200),
    run('other-teacher', { teacher: { model: mlp(90) } }, 120, 90),
    run('silenced', { ...taught, loss: { soft: 0 } }, 190),
    run('alone', {}, 180),
  ];
  it('finds the newest control and what the same teacher has reached', () => {
    const earlier = findBaselines(runs, config({ ...taught, temperature: 8 }));
    assert.deepEqual(earlier, { control: { id: 'silenced', errors: 190 }, teacher: { id: 'taught', errors: 200 } });
    assert.match(
      warnOfWeakTeacher(earlier) ?? '',
      /200 test errors \(taught\), the student without it 190 \(silenced\)/,
    );
  });
  it('takes no run for a control that differs in more than its teaching', () => {
    const others = [
      run('other-seed', { seed: 2 }, 100),
      run('longer', { train: { epochs: 30 } }, 110),
      run('less-data', { data: { set: 'mnist', train: 1000 } }, 120),
      run('two-threads', { train: { threads: 2, engine: 'wasm' } }, 130),
    ];
    assert.equal(findBaselines(others.slice(0, 3), config(taught)).control, undefined);
    assert.equal(findBaselines(others, config(taught)).control?.id, 'two-threads');
  });
  it('says nothing of a better teacher, of other students, or before there is anything to compare', () => {
    assert.equal(warnOfWeakTeacher(findBaselines(runs, config({ teacher: { model: mlp(90) } }))), undefined);
    assert.equal(warnOfWeakTeacher(findBaselines(runs, config({ ...taught, student: { model: mlp(41) } }))), undefined);
    assert.equal(warnOfWeakTeacher(findBaselines(runs.slice(0, 1), config(taught))), undefined);
    assert.equal(warnOfWeakTeacher(findBaselines([], config(taught))), undefined);
  });
  it('passes over finished runs whose configs lack settings', () => {
    const whole = config(taught);
    const lacking = [{}, ...(['data', 'student', 'loss', 'train'] as const).map((name) => omit(whole, name))];
    const odd = lacking.map((one, index): RunSummary => ({
      ...run(`odd-${index}`, taught, 1, 1),
      manifest: { config: one } as RunManifest,
    }));
    assert.deepEqual(findBaselines([...odd, ...runs], whole), findBaselines(runs, whole));
    assert.equal(findBaselines([...odd, ...runs], whole).control?.id, 'silenced');
    for (const { manifest } of odd) assert.deepEqual(manifest && findBaselines(runs, manifest.config), {});
    for (const { manifest } of odd)
      assert.equal(manifest && measuredSpeed([...odd, ...runs], manifest.config), undefined);
    assert.equal(measuredSpeed(odd, whole), undefined);
  });
});

describe('a list of runs', () => {
  it('shows a finished run with an odd config, or one that is broken, and hides no other run for it', async () => {
    const workspace = mkdtempSync(path.join(tmpdir(), 'distillery-odd-'));
    const runs = path.join(workspace, '.distillery', 'runs');
    const whole = config({ teacher: { model: mlp(80) } });
    const control = config({});
    const configs: Readonly<Record<string, unknown>> = {
      control,
      ...{ empty: {}, 'no-list': { ...whole, teachers: 5 }, 'no-model': { ...whole, teacher: {} }, text: 'x' },
    };
    for (const [id, one] of Object.entries(configs)) {
      mkdirSync(path.join(runs, id), { recursive: true });
      const manifest = { formatVersion: 1, id, name: id, createdAt: 1, kind: 'run', config: one };
      writeFileSync(path.join(runs, id, 'run.json'), JSON.stringify(manifest));
      const finished = { type: 'finished', seq: 1, step: 1, bestEpoch: 1, accuracy: 0.9, errors: 90, seconds: 1 };
      writeFileSync(path.join(runs, id, 'events.jsonl'), `${JSON.stringify(finished)}\n`);
    }
    const listed = await new RunCatalogue(runs).list();
    rmSync(workspace, { recursive: true });
    const seen = Object.fromEntries(listed.map(({ id, status, progress }) => [id, [status, progress.message ?? '']]));
    assert.deepEqual(
      [seen['control'], seen['empty']],
      [
        ['finished', ''],
        ['finished', ''],
      ],
    );
    for (const [id, reason] of [
      ['no-list', /\(config\.teachers is no list\)/],
      ['no-model', /\(config\.teacher\.model is missing\)/],
      ['text', /\(config is no map\)/],
    ] as const) {
      const [status, message = ''] = seen[id] ?? [];
      assert.equal(status, 'broken', id);
      assert.match(message, reason);
    }
    assert.deepEqual(findBaselines(listed, whole), { control: { id: 'control', errors: 90 } });
    assert.equal(measuredSpeed(listed, whole), undefined);
    assert.equal(flattenTree(listed).length, 5);
  });
});
