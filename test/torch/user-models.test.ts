import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StartedWorker } from '../../src/trainer/torch/python-worker';
import { readDigits, teacherOf } from './digits';
import { startTorch } from './process';
import { difference, openStudentOf, train, type TrainOptions } from './trained';

const code = path.resolve('test/torch/code');
const mlp = 'models.py:make_mlp';

/** Bytes of a safetensors file, by the format's own page. */
function safetensors(tensors: Readonly<Record<string, { shape: number[]; values: Float32Array }>>): Buffer {
  let offset = 0;
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, values }]) => {
      const start = offset;
      offset += values.byteLength;
      return [name, { dtype: 'F32', shape, data_offsets: [start, offset] }];
    }),
  );
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const parts = Object.values(tensors).map(({ values }) =>
    Buffer.from(values.buffer, values.byteOffset, values.byteLength),
  );
  return Buffer.concat([length, text, ...parts]);
}

/** [rows, columns] → [columns, rows]. */
function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  return values.map((_, place) => values[(place % rows) * columns + Math.floor(place / rows)] ?? Number.NaN);
}

describe("models of a user's Python", function () {
  this.timeout(240_000);
  const data = readDigits();
  const teachers = [teacherOf(data)];
  const root = mkdtempSync(path.join(tmpdir(), 'distillery-torch-'));
  let torch: StartedWorker;
  const options = (): TrainOptions => ({ data, teachers, torch, root });
  const student = (model: object): object => ({
    student: { model },
    teacher: { model: { preset: 'mlp', hidden: [8] } },
    train: { epochs: 3, batchSize: 48, optimizer: { name: 'momentum', learningRate: 0.01 } },
  });
  before(async () => {
    for (const name of ['models.py', 'failing.py']) copyFileSync(path.join(code, name), path.join(root, name));
    torch = await startTorch();
    await openStudentOf(student({ python: 'models.py:make_and_save', args: { folder: root } }), options());
  });
  after(async () => {
    await torch.worker.close();
    rmSync(root, { recursive: true, force: true });
  });

  it('train as the same layers of ours do on ONNX Runtime, from the same weights', async () => {
    const layers = { preset: 'mlp', hidden: [16] };
    const first = await train(
      { ...student(layers), train: { epochs: 1, batchSize: 512, optimizer: { name: 'sgd', learningRate: 1e-7 } } },
      { data, teachers },
    );
    const [kernel, bias, head, headBias] = first.weights;
    assert.ok(kernel && bias && head && headBias);
    const file = safetensors({
      '1.weight': { shape: [16, 784], values: transposed(kernel, 784, 16) },
      '1.bias': { shape: [16], values: bias },
      '4.weight': { shape: [10, 16], values: transposed(head, 16, 10) },
      '4.bias': { shape: [10], values: headBias },
    });
    writeFileSync(path.join(root, 'first.safetensors'), file);
    const own = await train(student({ python: mlp, args: { hidden: 16 }, weights: 'first.safetensors' }), options());
    const native = await train(student(layers), { data, teachers });
    assert.equal(own.steps.length, native.steps.length);
    native.steps.forEach(({ loss }, index) => {
      assert.ok(Math.abs(loss - (own.steps[index]?.loss ?? Number.NaN)) <= 1e-4 * loss, `step ${index + 1}`);
    });
    native.weights.forEach((values, index) => {
      // Units stand last on both sides.
      assert.ok(difference(values, own.weights[index] ?? new Float32Array()) <= 1e-4, `tensor ${index}`);
    });
  });

  it('go on bit for bit after a stop, with dropout and moving averages of their own', async () => {
    const config = { ...student({ python: 'models.py:Normed' }), temperature: { strategy: 'learned' } };
    const whole = await train(config, options());
    const folder = mkdtempSync(path.join(root, 'run-'));
    const first = await train(config, { ...options(), folder, stopAfter: 9 });
    assert.ok(first.steps.length >= 9 && first.steps.length < whole.steps.length, String(first.steps.length));
    const second = await train(config, { ...options(), folder });
    assert.deepEqual(
      [...first.steps, ...second.steps].map(({ loss }) => loss),
      whole.steps.map(({ loss }) => loss),
    );
    assert.deepEqual(second.state, whole.state);
    const losses = whole.steps.map(({ loss }) => loss);
    assert.ok(Math.min(...losses.slice(-5)) < (losses[0] ?? 0), 'it learns');
  });

  const faults: Readonly<Record<string, readonly [model: object, expected: RegExp]>> = {
    'a callable that is missing, with near names': [
      { python: 'models.py:make_mlpp' },
      /models\.py has no 'make_mlpp'.*did you mean 'make_mlp'/,
    ],
    'a file that is missing': [{ python: 'model.py:make' }, /model\.py is not there/],
    'a module that is missing': [{ python: 'no_such_module.nets:make' }, /no module 'no_such_module'.*install it in/],
    'args that it does not take': [
      { python: mlp, args: { width: 2 } },
      /does not take the args.*'width'.*it takes hidden, dropout/,
    ],
    'something that is no model': [{ python: 'models.py:make_nothing' }, /gives a str, and no torch\.nn\.Module/],
    'a failure at import, by its line': [
      { python: 'failing.py:make' },
      /^failing\.py:3: RuntimeError: at import of torch/,
    ],
    'a failure in its forward, by its line': [
      { python: 'models.py:Broken', args: { how: 'raise' } },
      /^models\.py:\d+: ValueError: no such thing/,
    ],
    'a tuple': [{ python: 'models.py:Broken', args: { how: 'tuple' } }, /answers with a tuple of 2.*return the logits/],
    None: [{ python: 'models.py:Broken', args: { how: 'none' } }, /answers with None/],
    'another width': [
      { python: 'models.py:Broken', args: { how: 'wide' } },
      /2×20 numbers, and the data has 10 classes/,
    ],
    NaN: [{ python: 'models.py:Broken', args: { how: 'nan' } }, /answers example 0 with NaN before it is trained/],
    probabilities: [
      { python: 'models.py:Broken', args: { how: 'softmax' } },
      /answers with probabilities.*leave out the softmax/,
    ],
    'half precision': [
      { python: 'models.py:make_half' },
      /1\.weight is of float16, and a student is trained in float32/,
    ],
    'nothing to train': [{ python: 'models.py:make_frozen' }, /no parameter to train/],
    'missing and unexpected keys': [
      { python: mlp, args: { hidden: 8 }, weights: 'keys.pt' },
      /missing 4\.bias; unexpected head\.bias/,
    ],
    'weights of another architecture': [
      { python: mlp, args: { hidden: 8 }, weights: 'other.pt' },
      /of another size 1\.weight \[9, 784\], where the model has \[8, 784\]/,
    ],
    'a pickle that would execute code': [
      { python: mlp, args: { hidden: 8 }, weights: 'harmful.pt' },
      /harmful\.pt is refused: reading it could execute code: it asks for \S*print/,
    ],
    'weights that are none': [
      { python: mlp, args: { hidden: 8 }, weights: 'text.pt' },
      /text\.pt (cannot be read|is refused: it is no state_dict)/,
    ],
    'a list in place of weights': [
      { python: mlp, args: { hidden: 8 }, weights: 'list.pt' },
      /list\.pt holds a list of 2, and no tensors by name/,
    ],
  };
  for (const [fault, [model, expected]] of Object.entries(faults)) {
    it(`refuse ${fault}`, async () => {
      await assert.rejects(openStudentOf(student(model), options()), (error: Error & { hint?: string }) => {
        assert.match(`${error.message} ${error.hint ?? ''}`, expected);
        return true;
      });
    });
  }

  it('take the weights of a state_dict, also from within DistributedDataParallel', async () => {
    const hash = async (weights: string): Promise<string> => {
      const network = await openStudentOf(student({ python: mlp, args: { hidden: 8 }, weights }), options());
      return network.kind === 'python' ? network.sha256 : '';
    };
    assert.equal(await hash('good.pt'), await hash('wrapped.pt'));
  });

  it('compute by deterministic algorithms where the config says so, and only there', async () => {
    const config = student({ python: 'models.py:Broken', args: { how: 'random' } });
    assert.ok((await train(config, options())).steps.length > 0);
    const { train: settings } = config as { readonly train: object };
    const deterministic = { ...config, train: { ...settings, deterministic: true } };
    await assert.rejects(train(deterministic, options()), /deterministic algorithms are asked for/);
    assert.ok((await train(config, options())).steps.length > 0);
  });

  it('fail in a step by the line that failed', async () => {
    const config = student({ python: 'models.py:Broken', args: { how: 'late' } });
    await assert.rejects(train(config, options()), /^TrainingFailure: models\.py:\d+: RuntimeError: only in training/);
  });
});
