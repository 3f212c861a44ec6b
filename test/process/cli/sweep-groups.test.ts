import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configCopies, readEvents, readExit, readOwner, readWeightsFile, type RunEvent } from '../../../src/runs';
import { writeSmallData } from '../trainer/small-run';
import { removeWorkspace } from '../../remove-workspace';

const bundle = path.resolve('dist/distillery.js');
const roots: string[] = [];
const config = (over: string, epochs: number): string => `name: small
data: { format: idx, path: data, validation: 100 }
teacher:
  model: { preset: mlp, hidden: [16] }
  train: { epochs: 1, batchSize: 64 }
student: { model: { preset: mlp, hidden: [30] } }
train: { epochs: ${epochs}, batchSize: 64, threads: 1, checkpoint: { everySteps: 5 } }
sweep: { over: { ${over} }, seeds: [3], control: false, checkpoints: all }
`;

function workspace(text: string): string {
  const root = mkdtempSync(path.join(tmpdir(), 'distillery-groups-'));
  roots.push(root);
  mkdirSync(path.join(root, 'data'));
  writeSmallData(path.join(root, 'data'));
  writeFileSync(path.join(root, 'package.json'), '{}');
  writeFileSync(path.join(root, 'small.distill.yaml'), text);
  return root;
}

function distillery(root: string, ...words: readonly string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, ...words], { cwd: root, encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}

const runs = (root: string): string => path.join(root, '.distillery/runs');
const idsOf = (root: string): string[] => (existsSync(runs(root)) ? readdirSync(runs(root)).sort() : []);
const childrenOf = (root: string): string[] => idsOf(root).filter((id) => /-\d{4}-s3$/.test(id));
const eventsOf = (root: string, id: string): readonly RunEvent[] => readEvents(path.join(runs(root), id)).events;
const stepsOf = (root: string, id: string): number =>
  eventsOf(root, id).filter((event) => event.type === 'step' && event.phase === 'student').length;
const endOf = (root: string, id: string): string | undefined => eventsOf(root, id).at(-1)?.type;

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!holds()) {
    assert.ok(performance.now() < deadline, 'what was awaited has not come');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Asserts that the weights of two runs are the same but for rounding. */
function assertSameWeights(one: string, other: string): void {
  const [found, expected] = [one, other].map(
    (folder) => readWeightsFile<object>(path.join(folder, 'checkpoints', 'last.weights'))?.arrays ?? [],
  );
  assert.ok(found !== undefined && expected !== undefined && expected.length > 0);
  expected.forEach((values, index) =>
    values.forEach((value, place) => {
      const own = found[index]?.[place] ?? NaN;
      assert.ok(Math.abs(own - value) <= 1e-5 * Math.max(1, Math.abs(value)), `${index}[${place}]: ${own}, ${value}`);
    }),
  );
}

describe('runs of a sweep that differ in numbers alone', function () {
  this.timeout(120_000);
  after(async () => {
    for (const root of roots) await removeWorkspace(root);
  });

  it('train in one process, each with its own folder, log, end and result, as by themselves', () => {
    // The lowest temperature makes the loss infinite at its first step.
    const root = workspace(config('temperature.value: [2, 9, 1.0e-39], loss.soft: [0.4, 0.8]', 2));
    const { status, err } = distillery(root, 'sweep', 'small.distill.yaml');
    assert.equal(status, 0, err);
    assert.match(err, /6 runs train side by side in one process, since they differ in numbers alone: /);
    const ids = childrenOf(root);
    const folders = ids.map((id) => path.join(runs(root), id));
    assert.equal(new Set(folders.map((folder) => readOwner(folder)?.trainerPid)).size, 1, 'one process');
    const ends = ids.map((id) => endOf(root, id));
    assert.deepEqual(ends, ['finished', 'finished', 'finished', 'finished', 'failed', 'failed']);
    assert.deepEqual(
      folders.map((folder) => readExit(folder)?.code),
      [0, 0, 0, 0, 1, 1],
    );
    const failure = eventsOf(root, ids[4] ?? '').at(-1);
    assert.match(failure?.type === 'failed' ? failure.message : '', /the soft term became .* at step 1 /);
    for (const id of [ids[0] ?? '', ids[3] ?? '']) {
      assert.equal(stepsOf(root, id), 26);
      const own = path.join(root, 'alone.distill.yaml');
      writeFileSync(own, readFileSync(path.join(runs(root), id, configCopies.yaml)));
      const before = idsOf(root);
      const alone = distillery(root, 'run', 'alone.distill.yaml');
      assert.equal(alone.status, 0, alone.err);
      const [made = ''] = idsOf(root).filter((one) => !before.includes(one));
      assertSameWeights(path.join(runs(root), id), path.join(runs(root), made));
    }
  });

  it('train in one process also where each seed has a teacher of its own, and their controls in another', () => {
    const text = config('temperature.value: [2, 9]', 1).replace(
      'seeds: [3], control: false',
      'seeds: [3, 4], teachers: each',
    );
    const root = workspace(text);
    const { status, err } = distillery(root, 'sweep', 'small.distill.yaml');
    assert.equal(status, 0, err);
    const processesOf = (pattern: RegExp): number[] =>
      idsOf(root).flatMap((id) => (pattern.test(id) ? [readOwner(path.join(runs(root), id))?.trainerPid ?? 0] : []));
    const [trainers, ofControls] = [processesOf(/-\d{4}-s[34]$/), processesOf(/-control-/)];
    assert.deepEqual([trainers.length, new Set(trainers).size], [4, 1]);
    assert.deepEqual([ofControls.length, new Set(ofControls).size], [2, 1]);
    const last = idsOf(root).find((id) => id.endsWith('-0001-s4')) ?? '';
    writeFileSync(path.join(root, 'alone.distill.yaml'), readFileSync(path.join(runs(root), last, configCopies.yaml)));
    const before = idsOf(root);
    const alone = distillery(root, 'run', 'alone.distill.yaml');
    assert.equal(alone.status, 0, alone.err);
    const [made = ''] = idsOf(root).filter((id) => !before.includes(id));
    assertSameWeights(path.join(runs(root), last), path.join(runs(root), made));
  });

  it('go on each from its own checkpoint after their process was killed, and stop alone, also at once', async () => {
    const root = workspace(config('temperature.value: [1, 3, 9, 20]', 15));
    const child = spawn(process.execPath, [bundle, 'sweep', 'small.distill.yaml'], { cwd: root, stdio: 'ignore' });
    await until(() => childrenOf(root).length === 4 && childrenOf(root).every((id) => stepsOf(root, id) > 10));
    const ids = childrenOf(root);
    const owner = readOwner(path.join(runs(root), ids[0] ?? ''));
    assert.ok(owner !== undefined && owner.trainerPid > 1);
    process.kill(owner.pid, 'SIGKILL');
    process.kill(owner.trainerPid, 'SIGKILL');
    await until(() => ids.every((id) => (eventsOf(root, id).at(-1)?.attempt ?? 1) > 1));
    await until(() => endOf(root, ids[1] ?? '') === 'step');
    const stopped = distillery(root, 'stop', ids[1] ?? '', '--now');
    assert.equal(stopped.status, 0, stopped.err);
    await until(() => hasEnded(child));
    assert.equal(child.exitCode, 0);
    assert.deepEqual(
      ids.map((id) => endOf(root, id)),
      ['finished', 'stopped', 'finished', 'finished'],
    );
    for (const id of ids) {
      const told = eventsOf(root, id).flatMap((event) => (event.type === 'notice' ? [event.message] : []));
      assert.ok(
        told.some((message) => /goes on from the checkpoint of step \d+/.test(message)),
        id,
      );
    }
    const resumed = distillery(root, 'resume', ids[1] ?? '');
    assert.equal(resumed.status, 0, resumed.err);
    assert.equal(endOf(root, ids[1] ?? ''), 'finished');
  });
});
