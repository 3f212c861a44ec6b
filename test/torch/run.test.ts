import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readEvents } from '../../src/runs';
import { makeSmallRun, runAttempt, startTrainer, writeSmallData, type Ended } from '../process/trainer/small-run';
import { assertAnswersOf, readTensors } from './exported';
import { environment, program } from './process';
import { removeWorkspace } from '../remove-workspace';

const train = {
  epochs: 3,
  batchSize: 64,
  threads: 1,
  optimizer: { learningRate: 0.01 },
  engine: 'torch',
  device: 'cpu',
};
const failureOf = ({ last }: Ended): string => (last?.type === 'failed' ? last.message : '');

/** Resolves once the condition holds. */
async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!holds()) {
    assert.ok(performance.now() < deadline, `${what} has not come`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Files in memory that the children of a process have open, on Linux. */
function filesInMemory(pid: number): string[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return children.flatMap((child) =>
    readdirSync(`/proc/${child}/fd`)
      .map((name) => readlinkSync(`/proc/${child}/fd/${name}`))
      .filter((file) => file.startsWith('/dev/shm/distillery-')),
  );
}

describe('a run on PyTorch', function () {
  this.timeout(120_000);
  const root = mkdtempSync(path.join(tmpdir(), 'distillery tørch & co '));
  const attempt = (id: string, changes: object, env: NodeJS.ProcessEnv = environment, number = 1, stopAt?: string) => {
    const folder =
      number === 1 ? makeSmallRun(root, id, { cache: 'cache', changes: { train, ...changes } }) : path.join(root, id);
    return runAttempt(folder, { data: root, env, number, stopAt });
  };
  before(() => writeSmallData(root));
  after(() => removeWorkspace(root));

  it('trains its teacher and its student, stops, goes on, tests and exports', async () => {
    const stopped = await attempt('whole', {}, environment, 1, '"phase":"student","step":9,');
    assert.deepEqual([stopped.code, stopped.last?.type], [0, 'stopped']);
    const ended = await attempt('whole', {}, environment, 2);
    assert.deepEqual([ended.code, ended.last?.type], [0, 'finished']);
    const started = ended.events.find(({ type }) => type === 'started');
    assert.ok(started?.type === 'started' && started.engine === 'torch');
    const tested = ended.events.findLast((event) => event.type === 'evaluation');
    assert.ok(tested?.type === 'evaluation' && tested.split === 'test' && tested.accuracy > 0.9);
    for (const file of ['student/student.onnx', 'student/model.json', 'evaluations/index.json']) {
      assert.ok(existsSync(path.join(root, 'whole', file)), `${file} is missing`);
    }
  });

  it('teaches by the network itself where pictures are changed', async () => {
    const augment = { jitter: 1 };
    const ended = await attempt('changed', { train: { ...train, epochs: 1, augment } });
    assert.deepEqual([ended.code, ended.last?.type], [0, 'finished']);
  });

  it('trains a model of Python code by one of Python code, keeps its answers, goes on, and exports it', async () => {
    copyFileSync('test/torch/code/models.py', path.join(root, 'models.py'));
    const env = { DISTILLERY_PYTHON_PROGRAM: JSON.stringify({ ...program, cwd: root }) };
    const changes = {
      teacher: { model: { python: 'models.py:Columns' } },
      student: { model: { python: 'models.py:make_mlp', args: { hidden: 12, inputs: 400, dropout: 0.1 } } },
      train,
    };
    const folder = makeSmallRun(root, 'code', {
      cache: 'w/cache',
      changes,
      configPath: path.join(root, 'a.distill.yaml'),
    });
    const stopped = await runAttempt(folder, { data: root, env, stopAt: '"phase":"student","step":9,' });
    assert.deepEqual([stopped.code, stopped.last?.type], [0, 'stopped']);
    const ended = await runAttempt(folder, { data: root, env, number: 2 });
    assert.deepEqual([ended.code, ended.last?.type], [0, 'finished'], failureOf(ended));
    const inputs = ended.events.find(({ type }) => type === 'inputs');
    assert.ok(inputs?.type === 'inputs');
    assert.deepEqual(
      inputs.student?.files.map((file) => file.path),
      ['models.py'],
    );
    assert.ok(ended.last?.type === 'finished' && ended.last.accuracy > 0.9, String(ended.last?.type));
    const student = path.join(folder, 'student');
    assert.ok(!existsSync(path.join(student, 'model.json')));
    const weights = readTensors(path.join(student, 'student.safetensors'));
    assert.deepEqual(Object.keys(weights), ['1.weight', '1.bias', '4.weight', '4.bias']);
    // The package `onnx` is not in every Python.
    const isWithout = ended.notices.some((notice) => notice.startsWith('student.onnx was not written: '));
    assert.equal(existsSync(path.join(student, 'student.onnx')), !isWithout, ended.notices.join());
    if (!isWithout) await assertAnswersOf(path.join(student, 'student.onnx'), weights);
  });

  it('fails with a sentence where PyTorch is not there, or not the device', async () => {
    const without = {
      ...program,
      args: [
        '-S',
        '-E',
        '-c',
        'import sys; sys.path.insert(0, "python"); sys.argv = ["", "train", "x"]; import runpy; runpy.run_module("distillery", run_name="__main__")',
      ],
    };
    const none = await attempt('none', {}, { DISTILLERY_PYTHON_PROGRAM: JSON.stringify(without) });
    assert.match(failureOf(none), /torch cannot be imported: No module named 'torch'/);
    const missing = { ...program, command: path.join(root, 'no-python') };
    const nowhere = await attempt('nowhere', {}, { DISTILLERY_PYTHON_PROGRAM: JSON.stringify(missing) });
    assert.match(failureOf(nowhere), /no-python could not be started/);
    const mps = await attempt('mps', { train: { ...train, device: 'mps' } });
    assert.match(failureOf(mps), /^`device: mps` is not there: PyTorch 2\.\S+ has cpu$/);
    assert.match(mps.last?.type === 'failed' ? (mps.last.hint ?? '') : '', /^write `device: auto`/);
    assert.ok(!mps.events.some(({ type }) => type === 'step'));
  });

  if (process.platform === 'linux') {
    it('leaves no files in memory behind where its trainer is killed', async () => {
      const folder = makeSmallRun(root, 'killed', { cache: 'cache', changes: { train: { ...train, epochs: 9000 } } });
      const trainer = startTrainer(folder, { data: root, env: environment });
      const hasStep = (): boolean =>
        readEvents(folder).events.some((event) => event.type === 'step' && event.phase === 'student');
      await until(hasStep, 'a step of the student');
      const files = filesInMemory(trainer.pid ?? 0);
      assert.ok(files.length > 0 && files.every((file) => existsSync(file)), files.join(', '));
      trainer.kill('SIGKILL');
      await until(() => files.every((file) => !existsSync(path.dirname(file))), 'the end of its files');
    });
  }
});
