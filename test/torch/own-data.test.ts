import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readWeightsFile } from '../../src/runs';
import { makeSmallRun, runAttempt, type Ended } from '../process/trainer/small-run';
import { removeWorkspace } from '../remove-workspace';
import { program } from './process';

const train = { epochs: 3, batchSize: 32, threads: 1, engine: 'torch', device: 'cpu' };
const textOf = ({ last }: Ended): string =>
  last?.type === 'failed' ? `${last.where ?? ''} ${last.message}; ${last.hint ?? ''}` : (last?.type ?? '');
const lossesOf = ({ events }: Ended): number[] =>
  events.flatMap((event) => (event.type === 'step' && event.phase === 'student' ? [event.loss] : []));

describe("data sets of a user's Python", function () {
  this.timeout(240_000);
  const root = mkdtempSync(path.join(tmpdir(), 'distillery own dåta '));
  const env = { DISTILLERY_PYTHON_PROGRAM: JSON.stringify({ ...program, cwd: root }) };
  before(() => {
    for (const name of ['data.py', 'models.py']) copyFileSync(`test/torch/code/${name}`, path.join(root, name));
  });
  after(() => removeWorkspace(root));

  const make = (id: string, args: object, changes: object = {}): string =>
    makeSmallRun(root, id, {
      cache: '.distillery/cache',
      configPath: path.join(root, 'a.distill.yaml'),
      changes: {
        data: { python: 'data.py:make_datasets', args, workers: 2 },
        teacher: { model: { preset: 'mlp', hidden: [24] }, train: { epochs: 2, batchSize: 32 } },
        ...{ student: { model: { preset: 'mlp', hidden: [12] } }, train, ...changes },
      },
    });
  const attempt = (folder: string, number = 1, stopAt?: string): Promise<Ended> =>
    runAttempt(folder, { data: root, env, number, stopAt });
  const stateOf = (folder: string): readonly Float32Array[] | undefined =>
    readWeightsFile<object>(path.join(folder, 'checkpoints', 'last.weights'))?.arrays;

  it('train with transforms that draw at random, and go on bit for bit after a stop', async () => {
    const whole = make('whole', { transform: 'mirror' });
    const undisturbed = await attempt(whole);
    assert.equal(undisturbed.last?.type, 'finished', textOf(undisturbed));
    assert.match(undisturbed.notices.join('\n'), /each is read anew in every epoch/);
    const inputs = undisturbed.events.find((event) => event.type === 'inputs');
    const { madeData } = inputs ?? {};
    assert.deepEqual(
      [madeData?.files.map(({ path: file }) => file), madeData?.shape, madeData?.counts, madeData?.isDrawn],
      [['data.py'], [8, 8, 1], { train: 300, validation: 45, test: 45 }, true],
    );
    const folder = make('stopped', { transform: 'mirror' });
    const first = await attempt(folder, 1, '"phase":"student","step":6,');
    assert.equal(first.last?.type, 'stopped', textOf(first));
    const second = await attempt(folder, 2);
    assert.equal(second.last?.type, 'finished', textOf(second));
    assert.deepEqual([...lossesOf(first), ...lossesOf(second)], lossesOf(undisturbed));
    assert.deepEqual(stateOf(folder), stateOf(whole));
  });

  it('are read once where nothing is drawn, for a model of Python code too', async () => {
    const model = { python: 'models.py:make_mlp', args: { hidden: 8, inputs: 64 } };
    const student = { model: { preset: 'mlp', hidden: [12] } };
    const own = await attempt(make('own', {}, { teacher: undefined, student: { model }, loss: { hard: 1, soft: 0 } }));
    assert.match(textOf(own), /answers 2 examples with 2×10 numbers, and the data has 3 classes/);
    const plain = await attempt(make('plain', {}, { student, train: { ...train, epochs: 1 } }));
    assert.equal(plain.last?.type, 'finished', textOf(plain));
    assert.doesNotMatch(plain.notices.join('\n'), /draws at random/);
  });

  const faults: Readonly<Record<string, readonly [args: object, changes: object, expected: RegExp]>> = {
    'by the line of an exception': [
      { transform: 'fail' },
      {},
      /data\.py:\d+ data\.py:\d+: ValueError: no such picture/,
    ],
    'for an engine that does not read them': [
      {},
      { train: { ...train, engine: 'onnx' } },
      /makes data sets of PyTorch; write `train: \{ engine: torch \}`/,
    ],
    'for changes of one network alone': [
      { transform: 'mirror' },
      { train: { ...train, augment: { jitter: 1 } } },
      /train\.augment changes the examples of one network, and data\.py:make_datasets changes them for all/,
    ],
  };
  Object.entries(faults).forEach(([fault, [args, changes, expected]], index) => {
    it(`are refused ${fault}`, async () => {
      assert.match(textOf(await attempt(make(`fault-${index}`, args, changes))), expected);
    });
  });
});
