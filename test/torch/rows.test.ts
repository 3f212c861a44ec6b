import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { DataSet, Split } from '../../src/data';
import { rowsByIndex, rowsInMemory } from '../../src/data/rows';
import type { StartedWorker } from '../../src/trainer/torch/python-worker';
import { readDigits, teacherOf } from './digits';
import { startOneAndTwo } from './process';
import { train, type Trained } from './trained';

const base = {
  student: { model: { preset: 'mlp', hidden: [16], dropout: 0.2 } },
  teachers: ['one', 'two'].map((name) => ({ name, model: { preset: 'mlp', hidden: [8] } })),
  // The last batch of an epoch has 32 rows.
  train: { epochs: 1, batchSize: 48, optimizer: { name: 'momentum', learningRate: 0.01 } },
};

/** Commands that were given to PyTorch. */
type Asked = Readonly<Record<string, unknown>>;

describe('rows that PyTorch gathers itself', function () {
  this.timeout(240_000);
  const data = readDigits();
  const { images } = data.train;
  assert.ok(images instanceof Float32Array);
  const bytes = Uint8Array.from(images, (value) => Math.round(255 * value));
  const gather = (indices: Int32Array): Uint8Array => {
    const rows =
      indices.length === 0 ? [] : [...indices].map((index) => bytes.subarray(784 * index, 784 * (index + 1)));
    return Uint8Array.from(Buffer.concat(rows));
  };
  const withImages = (images: Split['images']): DataSet => ({ ...data, train: { ...data.train, images } });
  const forms = {
    bytes: withImages(rowsInMemory(bytes, 784, undefined)),
    numbers: data,
    // As rows of a file that is read batch by batch.
    given: withImages(rowsByIndex(gather, undefined)),
  };
  const teachers = [teacherOf(data), teacherOf(data, 21)];
  const workers = startOneAndTwo();

  /** Trains with the rows in a form; gives what PyTorch was asked too. */
  async function fit(
    form: keyof typeof forms,
    more: object,
    { worker, facts }: StartedWorker,
  ): Promise<Trained & { readonly asked: readonly Asked[] }> {
    const asked: Asked[] = [];
    const ask = (command: Asked): Promise<unknown> => {
      if (command['do'] === 'table') assert.ok(existsSync(String(command['file'])), 'there is no file');
      asked.push(command);
      return worker.ask(command);
    };
    const torch = { facts, worker: { ask, close: () => Promise.resolve() } };
    return { ...(await train({ ...base, ...more }, { data: forms[form], teachers, torch })), asked };
  }

  const cases: readonly [name: string, more: object][] = [
    ['dropout and two teachers', {}],
    ['a loss that compares rows, in parts', { loss: { kind: 'dist' }, train: { ...base.train, accumulate: 3 } }],
    ['labels for some and rows left out', { transfer: { labelFraction: 0.5, leaveOut: [3] } }],
  ];
  for (const [name, more] of cases) {
    it(`give the weights of rows that it is given, bit for bit, with ${name}, in one process and in two`, async () => {
      for (const torch of [workers.one, workers.two]) {
        const given = await fit('given', more, torch);
        for (const form of ['bytes', 'numbers'] as const) {
          const gathered = await fit(form, more, torch);
          assert.deepEqual(gathered.state, given.state, form);
          assert.deepEqual(
            gathered.steps.map(({ loss, soft }) => [loss, soft]),
            given.steps.map(({ loss, soft }) => [loss, soft]),
          );
        }
      }
    });
  }

  it('are handed over once, with the answers of each teacher, and leave no file', async () => {
    for (const form of ['bytes', 'numbers', 'given'] as const) {
      const { asked } = await fit(form, {}, workers.one);
      const tables = asked.filter((command) => command['do'] === 'table');
      const opened = asked.flatMap(({ do: what, plan }) => (what === 'open' ? [plan as { training?: Training }] : []));
      const [training] = opened.flatMap(({ training }) => (training === undefined ? [] : [training]));
      assert.ok(training !== undefined);
      const inputs = Object.keys(training.exchange.tensors);
      if (form === 'given') {
        assert.deepEqual(tables, []);
        assert.ok(inputs.includes('images') && inputs.includes('teacher:1'), inputs.join());
        continue;
      }
      const answers = { shape: [512, 10], dtype: 'float32' };
      const rows = { shape: [512, 784], dtype: form === 'bytes' ? 'uint8' : 'float32' };
      assert.deepEqual(
        tables.map(({ shape, dtype }) => ({ shape, dtype })),
        [rows, answers, answers],
      );
      assert.ok(!inputs.includes('images') && !inputs.includes('teacher:1'), inputs.join());
      // Windows keeps a file that is mapped.
      if (process.platform !== 'win32') for (const { file } of tables) assert.ok(!existsSync(String(file)));
    }
  });
});

interface Training {
  readonly exchange: { readonly tensors: object };
}
