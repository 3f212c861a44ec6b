import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rendezvousName } from '../../src/trainer/torch/rendezvous';
import { readDigits, teacherOf } from './digits';
import { program, startAt, startMachines, startOneAndTwo, startProcesses } from './process';
import { difference, train, type Trained } from './trained';

const mlp = { student: { model: { preset: 'mlp', hidden: [16] } }, teacher: { model: { preset: 'mlp', hidden: [8] } } };
/** 110 steps; the last batch of an epoch has 32 rows. */
const training = { epochs: 10, batchSize: 48, optimizer: { name: 'sgd', learningRate: 0.05 } };

function assertAlike(one: Trained, other: Trained, bound: number): void {
  assert.equal(one.steps.length, other.steps.length);
  one.steps.forEach((step, index) => {
    const same = other.steps[index];
    for (const key of ['loss', 'hard', 'soft', 'klAtOne', 'teacherEntropy', 'temperature'] as const) {
      const [value, theirs] = [step[key] ?? 0, same?.[key] ?? 0];
      assert.ok(Math.abs(value - theirs) <= bound * Math.max(1, Math.abs(value)), `${key} of step ${index + 1}`);
    }
  });
  assert.ok(one.state.length > 0);
  one.state.forEach((values, index) => {
    const apart = difference(values, other.state[index] ?? new Float32Array());
    assert.ok(apart <= bound, `tensor ${index} differs by ${apart}`);
  });
}

/** A port of the loopback that is free. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('processes that train together', function () {
  this.timeout(240_000);
  const data = readDigits();
  const teachers = [teacherOf(data)];
  const workers = startOneAndTwo();

  for (const [name, objective] of Object.entries({
    'rows alone': {},
    'rows that are compared': { loss: { kind: 'dist' } },
    wttm: { loss: { kind: 'wttm' } },
    'a mean over the batch': { temperature: { strategy: 'flsw' } },
    'a learned temperature': { temperature: { strategy: 'learned' } },
    'few labels, in parts': { transfer: { labelFraction: 0.3 }, train: { ...training, accumulate: 2 } },
  })) {
    it(`have the weights of one process after 110 steps, with ${name}`, async () => {
      const config = { ...mlp, train: training, ...objective };
      const alone = await train({ ...config, train: training }, { data, teachers, torch: workers.one });
      assertAlike(alone, await train(config, { data, teachers, torch: workers.two }), 1e-5);
    });
  }

  it('have them where a last batch is too small to be shared', async () => {
    const config = { ...mlp, loss: { kind: 'dist' }, train: { ...training, batchSize: 170 } };
    assertAlike(
      await train(config, { data, teachers, torch: workers.one }),
      await train(config, { data, teachers, torch: workers.two }),
      1e-5,
    );
  });

  it('have them with batch norms that see the rows of all, and others with those that see their own', async () => {
    const student = { model: { preset: 'mlp', hidden: [16], batchNorm: true } };
    const config = { ...mlp, student, train: { ...training, epochs: 3 } };
    const alone = await train(config, { data, teachers, torch: workers.one });
    const synced = { ...config, train: { ...config.train, syncBatchNorm: true } };
    assertAlike(alone, await train(synced, { data, teachers, torch: workers.two }), 1e-4);
    const apart = await train(config, { data, teachers, torch: workers.two });
    assert.throws(() => assertAlike(alone, apart, 1e-3));
  });

  it('go on bit for bit after a stop, and one process goes on in their place', async () => {
    const student = { model: { preset: 'mlp', hidden: [16], dropout: 0.3 } };
    const config = {
      ...mlp,
      student,
      train: { ...training, epochs: 3, optimizer: { name: 'adam', learningRate: 0.001 } },
    };
    const whole = await train(config, { data, teachers, torch: workers.two });
    for (const later of [workers.two, workers.one]) {
      const folder = mkdtempSync(path.join(tmpdir(), 'distillery-torch-'));
      try {
        await train(config, { data, teachers, torch: workers.two, folder, stopAfter: 9 });
        const { state } = await train(config, { data, teachers, torch: later, folder });
        if (later === workers.two) assert.deepEqual(state, whole.state);
        else whole.state.forEach((values, index) => assert.ok(difference(values, state[index] ?? values) <= 1e-4));
      } finally {
        rmSync(folder, { recursive: true });
      }
    }
  });

  it('fail by the line of the code that failed in one of them', async () => {
    const root = mkdtempSync(path.join(tmpdir(), 'distillery-torch-'));
    copyFileSync('test/torch/code/models.py', path.join(root, 'models.py'));
    const broken = await startProcesses(2);
    try {
      const model = { python: 'models.py:Broken', args: { how: 'second' } };
      await assert.rejects(
        train({ ...mlp, student: { model }, train: training }, { data, teachers, torch: broken, root }),
        /^TrainingFailure: models\.py:\d+: RuntimeError: in the second process alone/,
      );
    } finally {
      await broken.worker.close();
      rmSync(root, { recursive: true });
    }
  });

  it('leave nothing among temporary files', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'distillery-torch-'));
    try {
      const started = await startProcesses(2, { TMPDIR: folder, TEMP: folder });
      assert.notDeepEqual(readdirSync(folder), []);
      await started.worker.close();
      assert.deepEqual(readdirSync(folder), []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('find one another over an address, as on two machines', async () => {
    const rendezvous = { nodes: 2, processes: 1, endpoint: `127.0.0.1:${await freePort()}`, run: 'two-machines' };
    const other = spawn(program.command, [...program.args, 'RUN'], {
      stdio: ['pipe', 'ignore', 'inherit'],
      env: { ...process.env, ...program.env, [rendezvousName]: JSON.stringify({ ...rendezvous, leads: false }) },
    });
    const ended = once(other, 'exit');
    const both = await startAt({ ...rendezvous, leads: true });
    const config = { ...mlp, train: { ...training, epochs: 2 } };
    assertAlike(
      await train(config, { data, teachers, torch: workers.one }),
      await train(config, { data, teachers, torch: both }),
      1e-5,
    );
    await both.worker.close();
    assert.deepEqual(await ended, [0, null]);
  });

  it('do not train alone where another machine does not come, or the address cannot be reached', async () => {
    const alone = { nodes: 2, processes: 1, endpoint: `127.0.0.1:${await freePort()}`, run: 'alone', wait: 3 };
    await assert.rejects(
      startAt(alone),
      /the 2 machines of this training did not come together at 127\.0\.0\.1:\d+ within 3 s/,
    );
    // A server that is no store of PyTorch's.
    const stranger = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const { port } = stranger.address() as AddressInfo;
    const nowhere = { ...alone, endpoint: `127.0.0.1:${port}`, run: 'nowhere' };
    await assert.rejects(startAt(nowhere), new RegExp(`did not come together at 127.0.0.1:${port} within 3 s: \\S`));
    stranger.close();
  });

  it('have the weights of one process where a launcher starts those of another machine', async () => {
    const both = await startMachines({ count: 2, start: ['env'] }, 2);
    const config = { ...mlp, train: { ...training, epochs: 2 } };
    try {
      assertAlike(
        await train(config, { data, teachers, torch: workers.one }),
        await train(config, { data, teachers, torch: both }),
        1e-5,
      );
    } finally {
      await both.worker.close();
    }
  });

  it('end at once, in the words of the program, where another machine cannot be started', async () => {
    const failing = { count: 2, start: ['sh', '-c', 'echo no such node >&2; exit 7'] };
    await assert.rejects(
      startMachines(failing, 2),
      /^TrainingFailure: the other machines of this training are gone: sh has ended with exit code 7: no such node$/,
    );
    await assert.rejects(
      startMachines({ count: 2, start: ['no-such-program'] }, 2),
      /no-such-program could not be started: /,
    );
  });

  it('end in words where another machine never comes', async () => {
    const silent = { count: 2, start: ['sh', '-c', 'exec sleep 60'], wait: 2 };
    await assert.rejects(
      startMachines(silent, 2),
      /the 2 machines of this training did not come together at .* within 2 s/,
    );
  });
});
