import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatRun } from '../../../../src/cli/tables/run-details';
import { formatList } from '../../../../src/cli/tables/run-list';
import {
  checkConfig,
  configSchema,
  faultOfConfig,
  joinSweep,
  parseConfig,
  pointConfig,
  type ResolvedConfig,
} from '../../../../src/config';
import { CurveReader } from '../../../../src/coordinator/score';
import { pointOf, verdictJobs } from '../../../../src/coordinator/jobs';
import type { Generator } from '../../../../src/data';
import { flattenTree, formatEventLine, RunCatalogue, withDependents, type RunEvent } from '../../../../src/runs';
import { nextPoint } from '../../../../src/sweeps';
import { forgeJson, pick } from '../forge-json';
import { inFolder } from '../in-folder';
import type { Target } from '../target';

const plain = {
  name: 'a',
  data: { set: 'mnist', train: 2000 },
  teachers: [{ name: 'one', model: { preset: 'mlp', hidden: [8, 8] } }],
  student: { model: { preset: 'mlp', hidden: [4] } },
};
const sweeps: readonly object[] = [
  { over: { 'temperature.value': [1, 2, 4], loss: { soft: { from: 0.1, to: 0.9, steps: 3 } } }, seeds: 2 },
  {
    over: { 'train.optimizer.learningRate': { from: 1e-4, to: 0.1, log: true }, 'teachers.0.weight': [1, 2] },
    ...{ method: 'tpe', budget: { runs: 6 }, stop: { kind: 'asha', reduction: 2 }, then: { seeds: 6 } },
  },
  { over: { 'student.model.hidden': [[4], [8]], temperature: [1, { strategy: 'linear', from: 8, to: 1 }] } },
];
const methods = ['grid', 'random', 'halton', 'tpe'];
const oddPaths = [
  '__proto__.x',
  'teachers.7.weight',
  'teachers.4294967294',
  'constructor.prototype.y',
  'a.',
  '',
  'seed',
];

/** Paths, methods and values of a sweep changed. */
function forgeSweep(original: Buffer, generator: Generator): Buffer {
  const config = JSON.parse(original.toString('utf8')) as { sweep: { over: Record<string, unknown> } };
  const sweep = forgeJson(config.sweep, generator, [
    ...methods,
    [1, 2],
    { from: 1, to: 4 },
    { from: 1, to: 9, steps: 3 },
  ]);
  if (typeof sweep === 'object' && sweep !== null && generator.nextBelow(3) === 0) {
    const over: unknown = Reflect.get(sweep, 'over');
    const added = { [pick(oddPaths, generator)]: [1, 2] };
    Object.assign(sweep, { over: typeof over === 'object' ? { ...over, ...added } : added });
  }
  return Buffer.from(JSON.stringify({ ...config, sweep }), 'utf8');
}

/** The points of a config's sweep as its coordinator makes them; each has a config that can be trained, or a fault in words. */
function checkPoints(text: string, config: ResolvedConfig): void {
  const { sweep: options, seed } = config;
  // The points of `optuna` are proposed by a Python.
  if (options === undefined || options.method === 'optuna') return;
  const plan = { ...joinSweep(options, seed), seed };
  const trials: { values: readonly unknown[]; score: number }[] = [];
  for (let number = 0; number < 12; number += 1) {
    const values = nextPoint(plan, trials);
    if (values === undefined) break;
    const point = pointOf(plan, { index: number, values });
    trials.push({ values, score: number });
    const jobs = number === 0 ? [...point.jobs.slice(0, 2), ...verdictJobs(plan, point, 1)] : [];
    for (const job of jobs) {
      const made = pointConfig(text, 'json', job.choice);
      assert.ok(made.config !== undefined || (made.fault ?? '').length > 12, JSON.stringify(made));
      if (made.config === undefined) continue;
      assert.equal(faultOfConfig(made.config, 'train'), undefined);
      assert.equal(made.config.sweep, undefined);
      assert.equal(made.config.seed, job.choice.seed);
    }
  }
}

/** Configs with a sweep, in the editor and in the coordinator. */
export function sweepConfigTarget(): Target {
  const corpus = sweeps.map((sweep) => Buffer.from(JSON.stringify({ ...plain, sweep })));
  const namesBefore = Object.getOwnPropertyNames(Object.prototype).length;
  const check = (bytes: Buffer): void => {
    const text = bytes.toString('utf8');
    const parsed = parseConfig(text, 'json');
    const problems = [...parsed.problems, ...checkConfig(parsed)];
    for (const { start, end, message } of problems) {
      assert.ok(start >= 0 && start <= end && end <= text.length, `${message}: ${start} to ${end}`);
    }
    const hasError = problems.some(({ severity }) => severity === 'error');
    if (!hasError && parsed.config !== undefined) checkPoints(text, parsed.config);
    assert.equal(Object.getOwnPropertyNames(Object.prototype).length, namesBefore, 'no object got another property');
  };
  return {
    name: 'a config with a sweep, in the editor and the coordinator',
    corpus,
    check,
    forge: forgeSweep,
    inputs: 60,
  };
}

/** Manifests and logs of a sweep, a run of it and a control, as one input. */
interface Family {
  readonly manifests: Readonly<Record<string, unknown>>;
  readonly events: Readonly<Record<string, readonly unknown[]>>;
}

function newFamily(): Family {
  const config = configSchema.parse({ ...plain, sweep: sweeps[0] });
  const own = configSchema.parse(plain);
  const manifest = (id: string, more: object): object => ({
    ...{ formatVersion: 1, id, name: id, createdAt: 1, config: own, configPath: '/a.distill.yaml', configHash: '' },
    ...{ cacheFolder: '', versions: {}, ...more },
  });
  const started = { type: 'started', engine: 'wasm', engineVersion: '1', threads: 1, steps: 9, epochs: 3, node: '20' };
  const counts = { accuracy: 0.5, errors: 5, count: 10, crossEntropy: 1 };
  const evaluation = { type: 'evaluation', phase: 'student', split: 'validation', step: 3, epoch: 1, ...counts };
  const end = { type: 'finished', step: 9, bestEpoch: 1, accuracy: 0.5, errors: 5, seconds: 1, teacherErrors: 4 };
  const sweep = { type: 'sweep', done: 1, failed: 0, total: 2, best: 'T 1', score: 0.5, dropped: 'child' };
  return {
    manifests: {
      sweep: manifest('sweep', { kind: 'sweep', config }),
      child: manifest('child', { parent: 'sweep', point: { index: 0, stage: 'search' }, control: 'control' }),
      control: manifest('control', { controlOf: ['child'] }),
    },
    events: { sweep: [started, sweep, end], child: [started, evaluation, end], control: [started, evaluation, end] },
  };
}

function forgeFamily(original: Buffer, generator: Generator): Buffer {
  const { manifests, events } = JSON.parse(original.toString('utf8')) as Family;
  const hints = ['sweep', 'child', 'control', 'run', ['child'], { index: 1, stage: 'verdict' }, 4e9, 'sweep/../child'];
  const name = pick(Object.keys(manifests), generator);
  const forged =
    generator.nextBelow(2) === 0
      ? { manifests: { ...manifests, [name]: forgeJson(manifests[name], generator, hints) }, events }
      : { manifests, events: { ...events, [name]: [forgeJson(events[name], generator, hints)].flat() } };
  return Buffer.from(JSON.stringify(forged), 'utf8');
}

/** Runs that belong together by their manifests: each is listed once, whatever the others say. */
export function sweepRunsTarget(): Target {
  const root = inFolder();
  const runs = path.join(root, '.distillery', 'runs');
  const corpus = [Buffer.from(JSON.stringify(newFamily()))];
  const write = ({ manifests, events }: Family): void => {
    rmSync(runs, { recursive: true, force: true });
    for (const [id, manifest] of Object.entries(manifests)) {
      mkdirSync(path.join(runs, id), { recursive: true });
      writeFileSync(path.join(runs, id, 'run.json'), JSON.stringify(manifest ?? null));
      const lines = (events[id] ?? []).map((event, at) => ({ ...(event as object), seq: at + 1, attempt: 1, at }));
      const text = lines.map((event) => `${formatEventLine(event as unknown as RunEvent)}\n`).join('');
      writeFileSync(path.join(runs, id, 'events.jsonl'), text);
    }
  };
  const check = async (bytes: Buffer, original: Buffer): Promise<void> => {
    write(familyIn(bytes, original));
    const all = await new RunCatalogue(runs).list();
    assert.equal(all.length, 3);
    const flat = flattenTree(all);
    assert.equal(new Set(flat.map(({ run }) => run.folder)).size, 3);
    assert.equal(flat.length, 3);
    assert.ok(formatList(all).split('\n').length > 3);
    for (const run of all) {
      assert.ok(formatRun(run).includes(run.id));
      const taken = withDependents(run, all);
      assert.equal(new Set(taken).size, taken.length);
      assert.ok(taken.includes(run));
      const curve = new CurveReader(run.folder, { metric: 'validation.accuracy' }).read(run.progress.epochs);
      assert.ok(curve.length <= Math.max(run.progress.epochs, 0));
    }
  };
  return { name: 'the runs of a sweep', corpus, check, forge: forgeFamily, inputs: 60 };
}

/** Damaged bytes are no such input: then they are the manifest of the sweep. */
function familyIn(bytes: Buffer, original: Buffer): Family {
  const whole = JSON.parse(original.toString('utf8')) as Family;
  try {
    const { manifests, events } = JSON.parse(bytes.toString('utf8')) as Family;
    const names = Object.keys(whole.manifests).join();
    if (Object.keys(manifests).join() === names && Object.values(events).every(Array.isArray))
      return { manifests, events };
  } catch {
    // As if it were none.
  }
  return { ...whole, manifests: { ...whole.manifests, sweep: bytes.toString('latin1') } };
}
