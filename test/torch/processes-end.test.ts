import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readEvents, type RunEvent } from '../../src/runs';
import { makeSmallRun, runAttempt, startTrainer, writeSmallData } from '../process/trainer/small-run';
import { PythonWorker } from '../../src/trainer/torch/python-worker';
import { environment, program } from './process';
import { removeWorkspace } from '../remove-workspace';

const train = {
  ...{ epochs: 3, batchSize: 64, threads: 1, engine: 'torch', device: 'cpu', processes: 2 },
  optimizer: { learningRate: 0.01 },
};

/** Resolves once the condition holds. */
async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 90_000;
  while (!holds()) {
    assert.ok(performance.now() < deadline, `${what} has not come`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Processes that a process has started, and those that they have, on Linux. */
function descendants(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  const own = text === '' ? [] : text.split(' ').map(Number);
  return own.flatMap((child) => [child, ...descendants(child)]);
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // One that has ended and is not yet waited for.
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
};

describe('a run of several processes of PyTorch', function () {
  this.timeout(240_000);
  const root = mkdtempSync(path.join(tmpdir(), 'distillery tørch & co '));
  before(() => writeSmallData(root));
  after(() => removeWorkspace(root));

  it('has one log, stops, goes on and ends', async () => {
    const folder = makeSmallRun(root, 'whole', { cache: 'cache', changes: { train } });
    const options = { data: root, env: environment };
    const stopped = await runAttempt(folder, { ...options, stopAt: '"phase":"student","step":9,' });
    assert.deepEqual([stopped.code, stopped.last?.type], [0, 'stopped']);
    const ended = await runAttempt(folder, { ...options, number: 2 });
    assert.deepEqual([ended.code, ended.last?.type], [0, 'finished'], JSON.stringify(ended.last));
    const steps = readEvents(folder).events.flatMap((event) =>
      event.type === 'step' && event.phase === 'student' ? [event.step] : [],
    );
    assert.deepEqual(
      steps,
      [...steps.keys()].map((index) => index + 1),
    );
    assert.ok(
      ended.notices.some((notice) => /computes on cpu, in 2 processes/.test(notice)),
      ended.notices.join(),
    );
    assert.ok(ended.last?.type === 'finished' && ended.last.accuracy > 0.9);
  });

  if (process.platform === 'linux') {
    it('leaves the exchanged files to a trainer that lives on where its launcher is killed', async () => {
      const exchanged = mkdtempSync(path.join(tmpdir(), 'distillery-'));
      const file = path.join(exchanged, '1-state');
      writeFileSync(file, '');
      const mine = descendants(process.pid);
      const args = ['-c', 'exec 3<&0; "$0" "$@" <&3 & wait', program.command, ...program.args];
      const { worker } = await PythonWorker.start({ ...program, command: 'sh', args }, 'RUN');
      const [launcher, python] = descendants(process.pid).filter((pid) => !mine.includes(pid));
      assert.ok(launcher !== undefined && python !== undefined);
      const datasets = { name: 'none.py:none', place: 'none.py', callable: 'none', args: {}, folder: exchanged };
      await assert.rejects(worker.ask({ do: 'datasets', datasets }), /no module 'none'/);
      process.kill(launcher, 'SIGKILL');
      await until(() => !isAlive(python), 'the end of PyTorch');
      await worker.close();
      assert.ok(existsSync(file));
      rmSync(exchanged, { recursive: true });
    });

    for (const [victim, place] of [
      ['its trainer', undefined],
      ['torchrun', 0],
      ['the second of them', 2],
    ] as const) {
      it(`ends as a whole where ${victim} is killed`, async () => {
        const changes = { train: { ...train, epochs: 9000 } };
        const folder = makeSmallRun(root, `killed-${place ?? 'trainer'}`, { cache: 'cache', changes });
        const trainer = startTrainer(folder, { data: root, env: environment });
        const ended = new Promise((resolve) => trainer.once('exit', resolve));
        const hasStep = (event: RunEvent): boolean => event.type === 'step' && event.phase === 'student';
        await until(() => readEvents(folder).events.some(hasStep), 'a step of the student');
        const started = descendants(trainer.pid ?? 0);
        assert.equal(started.length, 3, 'torchrun and two processes');
        process.kill(place === undefined ? (trainer.pid ?? 0) : (started[place] ?? 0), 'SIGKILL');
        await ended;
        await until(() => !started.some(isAlive), 'the end of all processes');
        const last = readEvents(folder).events.at(-1);
        if (place === undefined) return;
        assert.ok(last?.type === 'failed', last?.type);
        assert.match(last.message, /process of (PyTorch|this training) has ended/);
      });
    }
  }
});
