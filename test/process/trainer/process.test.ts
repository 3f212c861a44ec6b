import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import * as ort from 'onnxruntime-node';
import { Generator } from '../../../src/data';
import { decodeNpy, readEvents, readWeightsFile, type RunManifest } from '../../../src/runs';
import { trainer, writeSmallData, type Ended } from './small-run';
import { SmallRuns } from './small-runs';

describe('the trainer as a process', function () {
  this.timeout(60_000);
  let root: string;
  let runs: SmallRuns;

  before(() => {
    runs = new SmallRuns();
    root = runs.root;
  });
  after(() => runs.remove());

  const newRun = (cache: string, changes?: Record<string, unknown>): string => runs.add(cache, changes);
  const attempt = (folder: string, number?: number, stopAt?: string, data?: string): Promise<Ended> =>
    runs.attempt(folder, number, stopAt, data);
  const cached = (cache: string, name: string): string => runs.cached(cache, name);

  const weightsOf = (folder: string): readonly Float32Array[] =>
    readWeightsFile(path.join(folder, 'checkpoints', 'last.weights'))?.arrays ?? [];
  const teacherSteps = ({ events }: Ended): number =>
    events.filter((event) => event.type === 'step' && event.phase === 'teacher').length;
  const damage = (file: string): void => {
    const bytes = readFileSync(file);
    bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 0xff;
    writeFileSync(file, bytes);
  };

  it('trains the teacher and the student, and reports both on the test split', async () => {
    const folder = newRun('shared');
    const ended = await attempt(folder);
    assert.equal(ended.code, 0);
    assert.equal(ended.last?.type, 'finished');
    assert.ok(ended.last.accuracy > 0.8, `${ended.last.accuracy}`);
    assert.equal(teacherSteps(ended), 2 * 13);
    const tested = ended.events.filter((event) => event.type === 'evaluation' && event.split === 'test');
    assert.deepEqual(
      tested.map((event) => event.type === 'evaluation' && event.phase),
      ['teacher', 'student'],
    );
    const { shape } = decodeNpy(readFileSync(cached('shared', 'train.npy')), 'train.npy');
    assert.deepEqual(shape, [800, 10]);
    assert.ok(!existsSync(cached('shared', 'checkpoints')));
  });

  it('leaves a student that ONNX Runtime and tfjs-layers read alike', async () => {
    const folder = path.join(root, 'run1', 'student');
    const shape = [1, 20, 20, 1];
    const generator = new Generator(4);
    const image = Float32Array.from({ length: 400 }, () => generator.nextUniform());
    const session = await ort.InferenceSession.create(path.join(folder, 'student.onnx'));
    const { logits } = await session.run({ images: new ort.Tensor('float32', image, shape) });
    const json = JSON.parse(readFileSync(path.join(folder, 'model.json'), 'utf8')) as {
      modelTopology: object;
      weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[];
    };
    await tf.setBackend('cpu');
    const model = await loadLayersModel({
      load: () =>
        Promise.resolve({
          modelTopology: json.modelTopology,
          weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights),
          weightData: Uint8Array.from(readFileSync(path.join(folder, 'weights.bin'))).buffer,
        }),
    });
    const expected = (model.predict(tf.tensor(image, shape)) as tf.Tensor).dataSync();
    assert.equal(logits?.dims.join(), '1,10');
    Array.from(expected).forEach((value, index) => {
      assert.ok(Math.abs(Number(logits.data[index]) - value) < 1e-5 * Math.max(1, Math.abs(value)), `logit ${index}`);
    });
    await session.release();
  });

  it('logs the engine of each attempt, and leaves run.json as it was written', () => {
    const [started] = readEvents(path.join(root, 'run1')).events;
    assert.equal(started?.type, 'started');
    assert.deepEqual([started.engine, started.threads, started.rejected], ['onnx', 1, []]);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    assert.equal(started.product?.version, version);
    const manifest = JSON.parse(readFileSync(path.join(root, 'run1', 'run.json'), 'utf8')) as RunManifest;
    assert.equal(manifest.engine, undefined);
  });

  it('does not train a teacher again that is in the cache, nor its logits', async () => {
    const ended = await attempt(newRun('shared', { seed: 2 }));
    assert.equal(teacherSteps(ended), 0);
    assert.match(ended.notices.join('\n'), /the teacher comes from the cache/);
  });

  it('makes damaged logits again from the weights, and damaged weights by training', async () => {
    damage(cached('shared', 'train.npy'));
    const first = await attempt(newRun('shared'));
    assert.equal(teacherSteps(first), 0);
    assert.match(first.notices.join('\n'), /made again: .*train\.npy is damaged/);
    damage(cached('shared', 'teacher.weights'));
    const second = await attempt(newRun('shared'));
    assert.equal(teacherSteps(second), 26);
    assert.match(second.notices.join('\n'), /made again: .*teacher\.weights is damaged/);
    assert.equal(second.code, 0);
  });

  const chance = {
    student: { model: { preset: 'mlp', hidden: [32], dropout: 0.2, inputDropout: 0.1 } },
    train: { epochs: 12, batchSize: 64, threads: 1, augment: { jitter: 1 }, schedule: { kind: 'cosine' }, warmup: 1 },
  };

  const changedData = {
    data: {
      ...{ set: 'mnist', validation: 100 },
      augment: {
        ...{ crop: { scale: [0.6, 1] }, rotation: 10, brightness: 0.2, contrast: 0.2, cutout: 4, mixup: 0.3 },
      },
    },
    train: { epochs: 4, batchSize: 64, threads: 1 },
  };

  for (const [name, changes] of Object.entries({ 'one training': chance, 'the data': changedData }))
    it(`with images changed by chance for ${name} gives the same weights bit for bit when stopped in the middle and resumed`, async () => {
      const whole = newRun('shared', changes);
      assert.equal((await attempt(whole)).last?.type, 'finished');
      const halved = newRun('shared', changes);
      const stopped = await attempt(halved, 1, '"phase":"student","step":5,');
      assert.equal(stopped.code, 0);
      assert.equal(stopped.last?.type, 'stopped');
      assert.ok(stopped.last.step >= 5 && stopped.last.step < 156, `${stopped.last.step}`);
      const resumed = await attempt(halved, 2);
      assert.equal(resumed.last?.type, 'finished');
      assert.match(resumed.notices.join('\n'), /the student goes on from the checkpoint of step \d+/);
      assert.deepEqual(weightsOf(halved), weightsOf(whole));
    });

  it('goes on from the checkpoint before when the last is damaged', async () => {
    const folder = newRun('shared', chance);
    const stopped = await attempt(folder, 1, '"phase":"student","step":30,');
    assert.equal(stopped.last?.type, 'stopped');
    damage(path.join(folder, 'checkpoints', 'last.weights'));
    // The one before is of the last epoch that was evaluated: a stop may come while an epoch's end is.
    const before = readWeightsFile<{ step: number }>(path.join(folder, 'checkpoints', 'previous.weights'))?.header.step;
    assert.ok(before !== undefined && before >= 26 && before % 13 === 0 && before <= stopped.last.step, `${before}`);
    const resumed = await attempt(folder, 2);
    assert.equal(resumed.last?.type, 'finished');
    const pattern = new RegExp(`last\\.weights is damaged[^]*goes on from the checkpoint of step ${before} `);
    assert.match(resumed.notices.join('\n'), pattern);
  });

  it('keeps the teacher’s progress when it is stopped while the teacher trains', async () => {
    const teacher = { model: { preset: 'mlp', hidden: [24] }, train: { epochs: 40, batchSize: 64 } };
    const folder = newRun('stopped', { teacher });
    const stopped = await attempt(folder, 1, '"phase":"teacher","step":4,');
    assert.deepEqual([stopped.code, stopped.last?.type], [0, 'stopped']);
    const before = teacherSteps(stopped);
    const resumed = await attempt(folder, 2);
    assert.equal(resumed.last?.type, 'finished');
    assert.equal(before + teacherSteps(resumed), 40 * 13);
  });

  it('says the position of its checkpoint when a resumed run is stopped at once', async () => {
    const folder = newRun('shared', { train: { epochs: 40, batchSize: 64, threads: 1 } });
    const first = await attempt(folder, 1, '"phase":"student","step":20,');
    assert.equal(first.last?.type, 'stopped');
    const second = await attempt(folder, 2, '"type":"started"');
    assert.equal(second.last?.type, 'stopped');
    assert.ok(second.last.step >= first.last.step, `${second.last.step} after ${first.last.step}`);
    assert.ok(Math.abs(second.last.epoch - second.last.step / 13) < 1e-9);
  });

  it('answers a signal that comes before it is ready as a stop', async () => {
    const folder = newRun('shared', { train: { epochs: 400, batchSize: 64, threads: 1 } });
    const env = { ...process.env, DISTILLERY_DATA: root };
    const child = spawn(process.execPath, [trainer, folder], { env, stdio: 'ignore' });
    let isSent = false;
    const watcher = watch(folder, () => {
      if (isSent || !existsSync(path.join(folder, 'events.jsonl'))) return;
      isSent = child.kill('SIGTERM');
    });
    const ended = await new Promise((resolve) => child.on('close', (code, signal) => resolve([code, signal])));
    watcher.close();
    assert.deepEqual(ended, [0, null]);
    assert.equal(readEvents(folder).events.at(-1)?.type, 'stopped');
  });

  it('fails with a message, a hint and the place when the loss is no longer finite', async () => {
    const optimizer = { name: 'sgd', learningRate: 10 };
    const student = { model: { preset: 'mlp', hidden: [12, 12, 12, 12], activation: 'elu' } };
    const changes = { student, loss: { hard: 1000 }, train: { epochs: 3, batchSize: 64, threads: 1, optimizer } };
    const ended = await attempt(newRun('shared', changes));
    assert.equal(ended.code, 1);
    assert.equal(ended.last?.type, 'failed');
    assert.match(
      ended.last.message,
      /the (hard|soft|loss) term became (NaN|Infinity) at step \d+ \(epoch \d\.\d\d, T [\d.]+ by 'linear', training examples \d+, \d+, \d+ and \d+ more\)/,
    );
    assert.match(ended.last.hint ?? '', /lower the learning rate \(now 10\)/);
    assert.match(ended.last.where ?? '', /^step \d+$/);
  });

  const absent = { preset: 'file', path: 'nowhere/model.json' };
  const small = { model: { preset: 'mlp', hidden: [24] }, train: { epochs: 2, batchSize: 64 } };
  const unreadable: [title: string, changes: Record<string, unknown>][] = [
    ['student', { student: { model: absent } }],
    [
      'second teacher',
      {
        teacher: undefined,
        teachers: [
          { name: 'one', ...small },
          { name: 'two', model: absent },
        ],
      },
    ],
  ];
  for (const [title, changes] of unreadable) {
    it(`refuses a ${title} whose file cannot be read before the first teacher trains`, async () => {
      const ended = await attempt(newRun(`unread ${title}`, changes));
      assert.equal(ended.last?.type, 'failed');
      assert.match(ended.last.message, /^nowhere\/model\.json /);
      assert.equal(teacherSteps(ended), 0);
    });
  }

  it('fails with the file’s name when a data file is missing or damaged', async () => {
    const data = path.join(root, 'incomplete');
    mkdirSync(data);
    writeSmallData(data);
    writeFileSync(path.join(data, 't10k-labels-idx1-ubyte'), Buffer.from([0, 0, 8, 1, 0, 0, 0, 200, 12]));
    const cutOff = await attempt(newRun('shared'), 1, undefined, data);
    assert.equal(cutOff.last?.type, 'failed');
    assert.match(
      cutOff.last.message,
      /t10k-labels-idx1-ubyte: the header promises 200 bytes from offset 8, 1 are there/,
    );
    rmSync(path.join(data, 't10k-labels-idx1-ubyte'));
    const missing = await attempt(newRun('shared'), 1, undefined, data);
    assert.equal(missing.last?.type, 'failed');
    assert.match(
      missing.last.message,
      /DISTILLERY_DATA: .*incomplete has no t10k-labels-idx1-ubyte, nor this with \.gz/,
    );
  });

  it('keeps the epoch that validates best, or the last when the config says so', async () => {
    // A learning rate that rises beyond what can be learnt with makes the last epochs worse than earlier ones.
    const rising = { epochs: 6, warmup: 6, batchSize: 64, threads: 1, optimizer: { name: 'adam', learningRate: 1 } };
    const epochs = [];
    for (const keep of ['best', 'last']) {
      const { last, events } = await attempt(newRun('shared', { teacher: undefined, train: { ...rising, keep } }));
      const errors = events.flatMap((event) =>
        event.type === 'evaluation' && event.split === 'validation' && event.phase === 'student' ? [event.errors] : [],
      );
      assert.ok(last?.type === 'finished');
      epochs.push(last.bestEpoch);
      if (keep === 'best') assert.equal(errors[last.bestEpoch - 1], Math.min(...errors));
      assert.ok((errors[5] ?? 0) > 2 * Math.min(...errors), errors.join());
    }
    assert.ok((epochs[0] ?? 6) < 6, epochs.join());
    assert.equal(epochs[1], 6);
  });

  it('says so when a student learns nothing', async () => {
    const optimizer = { name: 'sgd', learningRate: 1e-9 };
    for (const [epochs, says] of [
      [1, /which is guessing; it was trained for \d+ steps only: raise train\.epochs$/m],
      [
        20,
        /which is guessing; try another learning rate, a lower one if its loss jumped and a higher one if it hardly/,
      ],
    ] as const) {
      const ended = await attempt(newRun('shared', { train: { epochs, batchSize: 64, threads: 1, optimizer } }));
      assert.equal(ended.last?.type, 'finished');
      assert.match(ended.notices.join('\n'), says);
    }
  });
});
