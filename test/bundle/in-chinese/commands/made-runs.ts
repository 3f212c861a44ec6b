import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { configSchema } from '../../../../src/config/schema/schema';
import {
  changeMarks,
  configCopies,
  describeMachine,
  folderIdOf,
  openEventWriter,
  processStartTime,
  type NewEvent,
  type Owner,
} from '../../../../src/runs';
import { makeSweep } from '../../../browser/sweep/make-sweep';

const recorded = path.resolve('test/fixtures/run-folders/0.1');

/**
 * Makes runs of each kind and status in a workspace: recorded ones, which came as a copy, a sweep, and made ones. Their names, and what
 * their trainers said, are no English. `pid` is the process of those at work.
 */
export function makeRuns(workspace: string, pid: number): void {
  const runs = path.join(workspace, '.distillery', 'runs');
  cpSync(path.join(recorded, 'runs'), runs, { recursive: true });
  for (const id of readdirSync(runs)) {
    rmSync(path.join(runs, id, 'events.index'), { force: true });
    rewrite(path.join(runs, id, 'run.json'), [/("id": *"[^"]*",\s*"name": *)"[^"]*"/, '$1"Z"']);
    rewrite(path.join(runs, id, 'events.jsonl'), [/"(message|hint)":"(?:[^"\\]|\\.)*"/g, '"$1":"发生了某事"']);
    rewrite(path.join(runs, id, 'owner.json'), [/"host": *"[^"]*"/g, '"host":"H"']);
  }
  const sweep = makeSweep(runs, { name: 'S', over: { 'temperature.value': [1, 2] }, seeds: 1, fresh: 0, open: 1 });
  for (const id of readdirSync(runs).filter((name) => name.startsWith(path.basename(sweep)))) {
    rewrite(path.join(runs, id, 'run.json'), [/flowers control/g, 'S C'], [/flowers/g, 'S']);
  }
  const make = (name: string, events: readonly NewEvent[], owner: Partial<Owner> | 'none' = {}): string =>
    makeRun(path.join(runs, `20261130-10${String(name.length).padStart(2, '0')}00-${name}`), name, { events, owner });
  const dead = { pid: 2 ** 22 + 1, startTime: '1' };
  const alive = { pid, startTime: processStartTime(pid) ?? '', trainerPid: pid };
  const step: NewEvent = {
    ...{ type: 'step', phase: 'student', step: 5, epoch: 0.5, hard: 1, soft: 1, loss: 1, temperature: 4 },
    ...{ weightedHard: 0.1, weightedSoft: 0.9, learningRate: 0.1, imagesPerSecond: 100 },
  };
  make('R', [started, step], alive);
  make('RR', [started, { ...step, phase: 'teacher' }], alive);
  make('LLL', [started, step], dead);
  make('EEEE', [started, step], { host: 'H', machineId: 'another', bootId: 'another' } as Partial<Owner>);
  make('QQQQQ', [], 'none');
  const broken = make('BBBBBB', [], dead);
  writeFileSync(path.join(broken, 'run.json'), '{');
  const marked = make('MMMMMMM', [started, step], dead);
  changeMarks(marked, { star: true, tags: ['好'], note: '备注' });
}

const started: NewEvent = {
  ...{ type: 'started', engine: 'onnx', engineVersion: '1', threads: 1, steps: 10, epochs: 1, rejected: [] },
  host: 'H',
};

interface Made {
  readonly events: readonly NewEvent[];
  readonly owner: Partial<Owner> | 'none';
}

function makeRun(folder: string, name: string, { events, owner }: Made): string {
  mkdirSync(folder, { recursive: true });
  const config = configSchema.parse({
    ...{ name, seed: 1, data: { set: 'mnist', validation: 5000 } },
    teacher: { model: { preset: 'mlp', hidden: [1200] } },
    student: { model: { preset: 'mlp', hidden: [300] } },
  });
  const manifest = {
    ...{ formatVersion: 1, id: path.basename(folder), name, config, configHash: '', cacheFolder: '', versions: {} },
    ...{ configPath: path.join(folder, '..', '..', '..', `${name}.distill.yaml`) },
    createdAt: Date.now() - 86_400_000 * name.length,
  };
  // One that is about to start is new.
  if (owner === 'none') manifest.createdAt = Date.now();
  writeFileSync(path.join(folder, 'run.json'), JSON.stringify(manifest));
  writeFileSync(path.join(folder, configCopies.yaml), `name: ${name}\n`);
  if (owner === 'none') return folder;
  const own = {
    ...describeMachine(),
    pid: process.pid,
    startTime: '',
    trainerPid: 0,
    trainerStartTime: '',
    attempt: 1,
  };
  const written = { ...own, token: 'made', folderId: folderIdOf(folder), ...owner };
  writeFileSync(path.join(folder, 'owner.json'), JSON.stringify(written));
  const log = openEventWriter(folder, 1);
  for (const event of events) log.write(event);
  log.close();
  return folder;
}

function rewrite(file: string, ...changes: readonly (readonly [RegExp, string])[]): void {
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    changes.reduce((now, [pattern, by]) => now.replace(pattern, by), text),
  );
}
