import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkRun, readEvents, readWeightsFile } from '../../../src/runs';
import { buildCounting } from './build';
import { makeSmallRun, runAttempt, startTrainer, token, trainer, writeSmallData } from '../trainer/small-run';
import { assertBelow } from '../../least';
import { removeWorkspace } from '../../remove-workspace';

const long = {
  train: { epochs: 400, batchSize: 64, threads: 1, optimizer: { learningRate: 0.01 }, checkpoint: { everySteps: 10 } },
};

describe('faults of a trainer’s surroundings', function () {
  this.timeout(120_000);
  let root: string;
  before(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-faults-'));
    writeSmallData(root);
    // The teacher is trained once.
    await runAttempt(makeSmallRun(root, 'first', { cache: 'cache' }), { data: root });
  });
  after(() => removeWorkspace(root));

  /** Waits until the log holds a text, then does something. */
  async function when(folder: string, text: string, act: () => void): Promise<void> {
    const log = path.join(folder, 'events.jsonl');
    await new Promise<void>((resolve) => {
      const watcher = watch(folder, () => {
        if (!existsSync(log) || !readFileSync(log, 'utf8').includes(text)) return;
        watcher.close();
        resolve();
      });
    });
    act();
  }

  it('fails with what to do when a file may not grow any more, keeps the checkpoint, and goes on later', async () => {
    const folder = makeSmallRun(root, 'limited', {
      cache: 'cache',
      changes: { ...long, train: { ...long.train, epochs: 60 } },
    });
    const env = { ...process.env, DISTILLERY_TOKEN: token, DISTILLERY_ATTEMPT: '1', DISTILLERY_DATA: root };
    // The checkpoints fit below the limit and the log does not: 220 blocks of 1,024 bytes.
    const words = ['-c', 'ulimit -f 220; exec "$0" "$@"', process.execPath, trainer, folder];
    const child = spawn('bash', words, { env, stdio: 'ignore' });
    const [code] = (await once(child, 'close')) as [number];
    assert.notEqual(code, 0);
    const { events, badLines } = readEvents(folder);
    assert.ok(events.length > 50, `${events.length}`);
    assert.equal(badLines, 0, 'the log ends with a whole line');
    const { findings } = await checkRun(folder, 'look');
    assert.deepEqual(
      findings.filter(({ isRepairable }) => !isRepairable),
      [],
    );
    const before = readWeightsFile<{ step: number }>(path.join(folder, 'checkpoints', 'last.weights'));
    assert.ok(before !== undefined && before.header.step > 0);
    const resumed = await runAttempt(folder, { number: 2, data: root });
    assert.equal(resumed.last?.type, 'finished');
  });

  it('says that no space is left, leaves the last checkpoint whole, and goes on once there is some', async () => {
    const bundle = path.resolve('dist', 'trainer-counting.test.js');
    await buildCounting('src/trainer/main.ts', bundle);
    try {
      const changes = { ...long, train: { ...long.train, epochs: 10 } };
      const folder = makeSmallRun(root, 'full', { cache: 'cache', changes });
      const env = { DISTILLERY_TEST_FULL: 'last.weights' };
      const failed = await runAttempt(folder, { data: root, bundle, env });
      assert.equal(failed.code, 1);
      assert.equal(failed.last?.type, 'failed');
      assert.match(failed.last.message, /no space is left on the disk: ENOSPC/);
      assert.match(failed.last.hint ?? '', /free some space, then resume the run: its last checkpoint is whole/);
      const resumed = await runAttempt(folder, { number: 2, data: root });
      assert.equal(resumed.last?.type, 'finished');
      assert.match(resumed.notices.join('\n'), /goes on from the checkpoint of step \d+/);
    } finally {
      rmSync(bundle, { force: true });
    }
  });

  /** A file that is written between the listing of a folder and its removal makes the removal fail once. */
  function deleteWhileWritten(folder: string): void {
    for (let attempt = 0; existsSync(folder); attempt += 1) {
      try {
        rmSync(folder, { recursive: true });
      } catch (error) {
        if (attempt === 50) throw error;
      }
    }
  }

  it('ends when its run folder is deleted, and writes no new one', async () => {
    const folder = makeSmallRun(root, 'deleted', { cache: 'cache', changes: long });
    const child = startTrainer(folder, { data: root });
    const ended = once(child, 'close') as Promise<[number | null]>;
    await when(folder, '"phase":"student","step":15,', () => deleteWhileWritten(folder));
    assert.deepEqual((await ended)[0], 1);
    assert.equal(existsSync(folder), false);
  });

  /** Milliseconds from a request to stop, once the log holds a text, to the end of the trainer. */
  async function msOfStop(folder: string, text: string): Promise<number> {
    mkdirSync(path.join(folder, 'requests'), { recursive: true });
    const child = startTrainer(folder, { data: root });
    const ended = once(child, 'close') as Promise<[number | null]>;
    let asked = 0;
    await when(folder, text, () => {
      writeFileSync(path.join(folder, 'requests', 'stop'), token);
      asked = performance.now();
    });
    assert.deepEqual((await ended)[0], 0);
    const took = performance.now() - asked;
    assert.equal(readEvents(folder).events.at(-1)?.type, 'stopped');
    return took;
  }

  for (const [what, text, cache, changes] of [
    ['while the student trains', '"phase":"student","step":20,', 'cache', long],
    [
      'while the teacher trains',
      '"phase":"teacher","step":20,',
      'new',
      { ...long, teacher: { model: { preset: 'mlp', hidden: [24] }, train: { epochs: 400, batchSize: 64 } } },
    ],
    ['while it evaluates', '"phase":"student","split"', 'cache', long],
  ] as const) {
    it(`answers a request to stop within 2 s ${what}, with a checkpoint`, async () => {
      let tries = 0;
      await assertBelow(2000, 'ms', () => {
        tries += 1;
        // A teacher that was stopped goes on from its checkpoint in the cache.
        const own = cache === 'new' ? `new ${tries}` : cache;
        return msOfStop(makeSmallRun(root, `stopped ${what} ${tries}`, { cache: own, changes }), text);
      });
    });
  }

  // Root may write anywhere, so that only a mount is read-only for it; others may not mount.
  const mayMount = process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0;
  const readOnly = (): void => {
    const folder = makeSmallRun(root, 'readonly', { cache: 'cache' });
    const script = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"';
    const env = { ...process.env, DISTILLERY_DATA: root };
    const ran = spawnSync('unshare', ['-m', 'bash', '-c', script, 'bash', folder, process.execPath, trainer, folder], {
      env,
      encoding: 'utf8',
    });
    assert.notEqual(ran.status, 0);
    assert.match(ran.stderr, /EROFS: read-only file system/);
    assert.deepEqual(readEvents(folder).events, []);
  };
  if (mayMount) it('refuses a read-only folder before anything is trained', readOnly);

  /** Trains on a disk of so many kilobytes, which is gone afterwards; gives a copy of what it held. */
  const trainOn = (disk: string, kilobytes: number, attempt: number): string => {
    const changes = { ...long, train: { ...long.train, epochs: 30 } };
    const folder = makeSmallRun(root, disk, { cache: 'cache', changes });
    const held = path.join(root, 'held', disk);
    if (!existsSync(held)) cpSync(folder, held, { recursive: true });
    const script =
      'mount -t tmpfs -o "size=$1" tmpfs "$2" && cp -r "$3/." "$2" && { "$4" "$5" "$2"; rm -rf "$3"; cp -r "$2" "$3"; }';
    const words = ['-c', script, 'bash', `${kilobytes}k`, folder, held, process.execPath, trainer];
    const own = { DISTILLERY_TOKEN: token, DISTILLERY_ATTEMPT: String(attempt), DISTILLERY_DATA: root };
    const ran = spawnSync('unshare', ['-m', 'bash', ...words], { env: { ...process.env, ...own }, encoding: 'utf8' });
    assert.equal(ran.status, 0, ran.stderr);
    return held;
  };
  const fullDisk = async (): Promise<void> => {
    const held = trainOn('disk', 640, 1);
    const { events, badLines } = readEvents(held);
    const last = events.at(-1);
    assert.equal(badLines, 0);
    assert.ok(last?.type === 'failed', JSON.stringify(last));
    assert.match(last.message, /no space is left on the disk: ENOSPC/);
    const { findings } = await checkRun(held, 'look');
    assert.deepEqual(
      findings.filter(({ isRepairable }) => !isRepairable),
      [],
    );
    const before = readWeightsFile<{ step: number }>(path.join(held, 'checkpoints', 'last.weights'));
    assert.ok(before !== undefined && before.header.step > 0);
    trainOn('disk', 65_536, 2);
    const resumed = readEvents(held).events.filter(({ attempt }) => attempt === 2);
    assert.equal(resumed.at(-1)?.type, 'finished');
    assert.ok(
      resumed.some((event) => event.type === 'notice' && /goes on from the checkpoint of step/.test(event.message)),
    );
  };
  if (mayMount)
    it('fails on a disk that fills up, its checkpoint and log whole, and goes on once there is space', fullDisk);
});
