import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encodeNpy, readOwner } from '../../../src/runs';
import { writeSmallData } from '../trainer/small-run';
import { removeWorkspace } from '../../remove-workspace';

const bundle = path.resolve('dist/distillery.js');
const roots: string[] = [];
const config = `name: small
data: { format: idx, path: data, validation: 100 }
teacher:
  model: { preset: mlp, hidden: [16] }
  train: { epochs: 1, batchSize: 64 }
student: { model: { preset: mlp, hidden: [8] } }
train: { epochs: 1, batchSize: 64, threads: 1 }
sweep: { over: { loss.soft: { from: 0.2, to: 0.8, steps: 2 } }, seeds: [3, 4] }
`;

function workspace(text = config): string {
  const root = mkdtempSync(path.join(tmpdir(), 'distillery-sweep-'));
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

interface Table {
  readonly points: readonly {
    readonly label: string;
    readonly meanErrors: number;
    readonly runs: readonly string[];
    readonly pairs: number;
  }[];
  readonly sentence?: string;
}

const runsOf = (root: string): string[] => {
  const folder = path.join(root, '.distillery/runs');
  return existsSync(folder) ? readdirSync(folder).sort() : [];
};
/** The sweep: its id is the shortest, since those of its runs begin with it. */
const sweepOf = (root: string): string => runsOf(root).sort((one, other) => one.length - other.length)[0] ?? '';

function tableOf(root: string): Table {
  const { status, out, err } = distillery(root, 'verdict', sweepOf(root), '--json');
  assert.equal(status, 0, err);
  return JSON.parse(out) as Table;
}

const results = ({ points }: Table): unknown =>
  points.map(({ label, meanErrors, runs, pairs }) => ({ label, meanErrors, runs: runs.length, pairs }));

/** Resolves once the condition holds. */
async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!holds()) {
    assert.ok(performance.now() < deadline, 'what was awaited has not come');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Kills a process; gives whether it was there. */
function killed(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

describe('a sweep', function () {
  this.timeout(120_000);
  after(async () => {
    for (const root of roots) await removeWorkspace(root);
  });
  let whole: Table;

  it('runs each point with each seed, and one control for each seed', () => {
    const root = workspace();
    const { status, out, err } = distillery(root, 'sweep', 'small.distill.yaml', '--at-a-time', '2');
    assert.equal(status, 0, err);
    assert.match(out, /^runs +4 of 4$/m);
    assert.match(out, /^soft 0\.8 +2 +\d/m);
    whole = tableOf(root);
    assert.deepEqual(
      whole.points.map(({ label, runs, pairs }) => [label, runs.length, pairs]),
      ['soft 0.2', 'soft 0.8'].map((label) => [label, 2, 2]),
    );
    assert.equal(runsOf(root).filter((id) => id.includes('-control-')).length, 2);
    assert.match(distillery(root, 'list').out, /^ {2}\S+-0001-s4 +finished/m);
    for (const id of runsOf(root).filter((one) => one !== sweepOf(root))) {
      assert.deepEqual(readdirSync(path.join(root, '.distillery/runs', id, 'checkpoints')), ['best.weights'], id);
    }
    const cleared = distillery(root, 'clear', sweepOf(root), '--dry-run');
    assert.equal(cleared.out, 'checkpoints of 0 finished runs, 0 B, would be removed\n', cleared.err);
  });

  it('ends with the same table when its coordinator is killed again and again', async () => {
    const root = workspace();
    let words = ['sweep', 'small.distill.yaml', '--at-a-time', '2'];
    let kills = 0;
    let isOver = false;
    for (const count of [2, 4, 6]) {
      const child = spawn(process.execPath, [bundle, ...words], { cwd: root, stdio: 'ignore' });
      await until(() => runsOf(root).length >= count);
      const owner = readOwner(path.join(root, '.distillery/runs', sweepOf(root)));
      assert.ok(owner !== undefined && owner.trainerPid > 1);
      // The last runs are short: the sweep may have ended by itself.
      const areAtWork = [owner.pid, owner.trainerPid].map(killed);
      await until(() => hasEnded(child));
      isOver = !areAtWork.includes(true);
      if (isOver) break;
      kills += 1;
      words = ['resume', sweepOf(root)];
    }
    assert.ok(kills > 0, 'it ended before it was killed');
    if (!isOver) {
      const { status, err } = distillery(root, ...words);
      assert.equal(status, 0, err);
    }
    assert.deepEqual(results(tableOf(root)), results(whole));
    const ids = runsOf(root);
    assert.equal(ids.length, 1 + 4 + 2, ids.join(', '));
  });

  it('takes points that its edited config has more once it has ended, and drops others for good; other changes are refused', () => {
    const root = workspace();
    const file = path.join(root, 'small.distill.yaml');
    const first = distillery(root, 'sweep', 'small.distill.yaml', '--at-a-time', '2');
    assert.equal(first.status, 0, first.err);
    const id = sweepOf(root);
    const nothing = distillery(root, 'sweep', 'small.distill.yaml', '--add-to', id);
    assert.equal(nothing.status, 2, nothing.err);
    assert.match(
      nothing.err,
      /nothing joins \S+: the sweep has all points, seeds and fresh seeds of the config already\. Add values to sweep\.over/,
    );
    const hashes = (): Record<string, string> =>
      Object.fromEntries(
        runsOf(root).map((run) => [run, readFileSync(path.join(root, '.distillery/runs', run, 'run.json'), 'utf8')]),
      );
    const before = hashes();
    writeFileSync(file, config.replace('steps: 2', 'steps: 3'));
    const added = distillery(root, 'sweep', 'small.distill.yaml', '--add-to', id);
    assert.equal(added.status, 0, added.err);
    assert.match(added.err, /: 1 point more, 2 runs more in all/);
    assert.match(added.out, /^soft 0\.5 +2 +\d/m);
    assert.deepEqual(
      tableOf(root).points.map(({ label, runs }) => [label, runs.length]),
      ['soft 0.2', 'soft 0.8', 'soft 0.5'].map((label) => [label, 2]),
    );
    for (const [run, manifest] of Object.entries(before)) assert.equal(hashes()[run], manifest, `${run} is as it was`);
    const dropped = distillery(root, 'drop', id, '2');
    assert.equal(dropped.status, 0, dropped.err);
    assert.match(dropped.out, /^point 2 of \S+ is dropped; results stay, and a sweep that goes on leaves it out$/m);
    const again = distillery(root, 'drop', id, `${id}-0002-s3`);
    assert.equal(again.status, 2);
    assert.match(again.err, /point 2 of \S+ is dropped already/);
    const none = distillery(root, 'drop', id, '3');
    assert.match(none.err, /has no point 3: its points are 0 to 2/);
    const odd = distillery(root, 'drop', id, 'soft');
    assert.equal(odd.status, 2);
    assert.match(odd.err, /'soft' is no point of \S+; write its number, from 0, or the id of one of its runs/);
    writeFileSync(
      file,
      config
        .replace('steps: 2', 'steps: 3')
        .replace('epochs: 1, batchSize: 64, threads: 1', 'epochs: 2, batchSize: 64, threads: 1'),
    );
    const other = distillery(root, 'sweep', 'small.distill.yaml', '--add-to', id);
    assert.match(other.err, /nothing joins \S+: the config differs from what the sweep began with in train\.epochs, /);
  });

  it('takes points from another terminal while it is at work, and ends those that are dropped', async () => {
    const root = workspace(config.replace('train: { epochs: 1, batchSize', 'train: { epochs: 20, batchSize'));
    const child = spawn(process.execPath, [bundle, 'sweep', 'small.distill.yaml', '--at-a-time', '1'], {
      ...{ cwd: root, stdio: 'ignore' },
    });
    await until(() => runsOf(root).some((run) => run.endsWith('-0000-s3')));
    const id = sweepOf(root);
    const dropped = distillery(root, 'drop', id, '1');
    assert.match(dropped.out, /^point 1 of \S+ is dropped; runs of it that are at work stop$/m, dropped.err);
    const file = path.join(root, 'small.distill.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('steps: 2', 'steps: 3'));
    const added = distillery(root, 'sweep', 'small.distill.yaml', '--add-to', id);
    assert.equal(added.status, 0, added.err);
    assert.match(added.err, /its coordinator has taken them/);
    await until(() => hasEnded(child));
    assert.equal(child.exitCode, 0);
    const { points } = tableOf(root);
    assert.deepEqual(
      points.filter(({ runs }) => runs.length > 0).map(({ label, runs }) => [label, runs.length]),
      [
        ['soft 0.2', 2],
        ['soft 0.5', 2],
      ],
    );
    assert.doesNotMatch(distillery(root, 'list').out, /-0001-s\d +(finished|running|queued)/);
  });

  it('stops with its runs and goes on with them', async () => {
    const root = workspace();
    const child = spawn(process.execPath, [bundle, 'sweep', 'small.distill.yaml'], { cwd: root, stdio: 'ignore' });
    await until(() => runsOf(root).some((id) => id.endsWith('-0000-s4')));
    const stopped = distillery(root, 'stop', sweepOf(root));
    assert.equal(stopped.status, 0, stopped.err);
    await until(() => hasEnded(child));
    assert.equal(child.exitCode, 130);
    assert.doesNotMatch(distillery(root, 'list').out, /running|queued/);
    const { status, err } = distillery(root, 'resume', sweepOf(root), '--at-a-time', '2');
    assert.equal(status, 0, err);
    assert.deepEqual(results(tableOf(root)), results(whole));
  });

  it('spares the others a teacher that one run could not have, and says of whom it learned that', () => {
    const text = config
      .replace(/teacher:\n.*\n.*\n/, 'teacher: { model: { preset: answers, path: data/answers.npy } }\n')
      .replace(/sweep: .*\n/, 'sweep: { over: { loss.soft: [0.2, 0.4, 0.6, 0.8] }, seeds: [3], control: false }\n');
    const root = workspace(text);
    // A file that says of each example that it is of the first class.
    const values = Float32Array.from({ length: 1100 * 10 }, (_, index) => (index % 10 === 0 ? 5 : 0));
    writeFileSync(path.join(root, 'data/answers.npy'), encodeNpy({ shape: [1100, 10], values }));
    const { status, out, err } = distillery(root, 'sweep', 'small.distill.yaml');
    assert.equal(status, 1, out + err);
    const made = runsOf(root).filter((id) => /-\d{4}-s3$/.test(id));
    // One at work and one that waits behind it were started before the failure was known.
    assert.ok(made.length <= 2, made.join(', '));
    assert.match(out + err, /no run of the sweep has a result: \S+-0000-s3 failed, .*answers\.npy/);
    const log = readFileSync(path.join(root, '.distillery/runs', sweepOf(root), 'events.jsonl'), 'utf8');
    assert.match(log, /soft 0\.8, seed 3: not run, since its teacher could not be had by \S+-s3 either: /);
  });

  it('judges its best point with fresh seeds, and goes on where a point cannot be run', () => {
    const text = config.replace(
      /sweep: .*\n/,
      'sweep: { over: { temperature: [2, { strategy: linear, from: 8, to: 1 }], train.batchSize: [64, 4000] }, method: random, budget: { runs: 4 }, then: { seeds: 2 }, teachers: each }\n',
    );
    const root = workspace(text);
    const { status, out, err } = distillery(root, 'sweep', 'small.distill.yaml', '--at-a-time', '2');
    assert.equal(status, 0, err);
    const { points, sentence } = tableOf(root);
    assert.match(sentence ?? '', /^cannot tell yet: about 4 more pairs|^cannot tell yet/);
    const fresh = points.filter(({ runs }) => runs.some((id) => id.includes('-verdict-')));
    assert.deepEqual(
      fresh.map(({ runs, pairs }) => [runs.length, pairs]),
      [[2, 2]],
    );
    assert.match(out, /without a result +2/);
  });
});
