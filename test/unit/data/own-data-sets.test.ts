import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { changePictures } from '../../../src/augmentation';
import { configSchema } from '../../../src/config';
import { changedBatch, openData, type DataSet, type OwnDataSets, type OwnRows } from '../../../src/data';
import { holdRows } from '../../../src/data/sources/held-rows';
import type { Preparation } from '../../../src/data/sources/preparation';
import type { Label } from '../../../src/data-sources';
import { rowsFolder } from '../../../src/runs/cache/row-entry';

const shape = [2, 2, 1];
const counts = { train: 40, test: 10 };

/** Data sets whose rows say their place, the moment and the split. */
class Sets implements OwnDataSets {
  readonly counts = counts;
  readonly shape = shape;
  readonly isBytes: boolean = false;
  readonly files = [{ path: 'data.py', sha256: 'a'.repeat(64) }];
  readonly classes?: readonly string[];
  isClosed = false;
  label: (index: number) => Label = (index) => index % 2;

  constructor(
    readonly isDrawn: boolean,
    classes?: readonly string[],
  ) {
    if (classes !== undefined) this.classes = classes;
  }

  read(split: string, start: number, count: number): Promise<OwnRows> {
    const indices = Array.from({ length: count }, (_, index) => start + index);
    return Promise.resolve(this.rows(indices, split === 'train' ? 0 : 100));
  }

  redraw(indices: Int32Array, { seed, epoch }: { seed: number; epoch: number }): Promise<OwnRows> {
    return Promise.resolve(this.rows([...indices], 1000 * seed + 200 * epoch));
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  private rows(indices: readonly number[], offset: number): OwnRows {
    const rows = Float32Array.from(indices.flatMap((index) => [0, 1, 2, 3].map(() => index + offset)));
    return { rows, labels: indices.map((index) => this.label(index)), isDrawn: this.isDrawn };
  }
}

describe('data sets of code, opened', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'distillery-own-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const place = { resolve: (written: string): string => path.join(folder, written), environment: {} };

  const open = async (sets: Sets, more: object = {}): Promise<{ data: DataSet; notices: string[] }> => {
    const notices: string[] = [];
    const preparation: Preparation = {
      ...{ cacheFolder: folder, onProgress: () => undefined, pause: () => Promise.resolve() },
      takeSlot: () => Promise.reject(new Error('nothing is waited for')),
      onNotice: (message) => notices.push(message),
      openCode: () => Promise.resolve(sets),
    };
    const { data: options } = configSchema.parse({
      name: 'a',
      data: { python: 'data.py:make', ...more },
      student: { model: { preset: 'mlp', hidden: [4] } },
    });
    return { data: await openData(options, place, preparation), notices };
  };

  it('are cut as all data is, and what reads them ends where nothing is drawn', async () => {
    const sets = new Sets(false, ['cat', 'dog']);
    const { data, notices } = await open(sets, { limit: 30 });
    assert.deepEqual([data.train.count, data.validation.count, data.test.count], [30, 4, 10]);
    assert.deepEqual(data.classList, [
      { name: 'cat', label: 0 },
      { name: 'dog', label: 1 },
    ]);
    assert.equal(data.test.images instanceof Float32Array && data.test.images[4], 101);
    assert.ok(sets.isClosed && data.train.redraw === undefined && data.stamp === undefined);
    assert.deepEqual([notices, data.made?.files], [[], sets.files]);
  });

  it('are read anew in each epoch by the places of examples where something is drawn, and shown to all networks', async () => {
    const sets = new Sets(true);
    const { data, notices } = await open(sets);
    assert.match(notices.join('\n'), /draws at random, so each is read anew in every epoch/);
    assert.match(notices.join('\n'), /examples of test draws at random; they are read once/);
    const { places = new Int32Array() } = data.train.origin ?? {};
    const at = { seed: 3, step: 0, epoch: 2, batchSize: 4 };
    const refuse = (): Promise<never> => Promise.reject(new Error('nothing is augmented'));
    const { images, labels, raw } = await changedBatch(data, {}, Int32Array.from([5, 0]), at, refuse);
    const first = 3400 + (places[5] ?? NaN);
    assert.deepEqual([...images.subarray(0, 5)], [first, first, first, first, 3400 + (places[0] ?? NaN)]);
    assert.deepEqual([images.length, raw?.length], [16, 16]);
    assert.equal(labels[(places[5] ?? NaN) % 2], 1);
    assert.ok(!sets.isClosed);
    await data.close?.();
    assert.ok(sets.isClosed);
  });

  it('are changed by data.augment behind their own transforms', async () => {
    const { data } = await open(new Sets(true), { augment: { brightness: 0.5 } });
    const at = { seed: 1, step: 0, epoch: 0, batchSize: 1 };
    const asked: number[] = [];
    await changedBatch(data, {}, Int32Array.from([0]), at, (task) => {
      asked.push(...task.rows);
      return Promise.resolve(changePictures(task));
    });
    assert.deepEqual(asked, new Array(4).fill(1000 + (data.train.origin?.places[0] ?? NaN)));
  });

  it('have another identity by other code where something is drawn', async () => {
    const other = new (class extends Sets {
      override readonly files = [{ path: 'data.py', sha256: 'b'.repeat(64) }];
    })(true);
    const [one, two] = [await open(new Sets(true)), await open(other)];
    assert.notEqual(one.data.hash, two.data.hash);
    assert.deepEqual(one.data.identity, two.data.identity);
  });

  const faults: Readonly<Record<string, readonly [sets: Sets, expected: RegExp]>> = {
    'a label beyond its classes': [
      Object.assign(new Sets(false, ['cat', 'dog']), { label: (index: number) => (index === 7 ? 2 : index % 2) }),
      /data\.py:make, train: the label of example 7 is 2, and its data set names 2 classes/,
    ],
    'one class alone': [Object.assign(new Sets(false), { label: () => 4 }), /all labels are 4; there is nothing/],
  };
  for (const [fault, [sets, expected]] of Object.entries(faults)) {
    it(`are refused for ${fault}, and closed`, async () => {
      await assert.rejects(open(sets), expected);
      assert.ok(sets.isClosed);
    });
  }

  it('are refused where a label is another one in a later epoch', async () => {
    const sets = new Sets(true);
    const { data } = await open(sets);
    sets.label = () => 1;
    const zero = data.train.labels.indexOf(0);
    await assert.rejects(
      Promise.resolve(data.train.redraw?.(Int32Array.from([zero]), { seed: 1, epoch: 4 })),
      /the label of example \d+ of train is another one in epoch 5/,
    );
  });

  it('need PyTorch', async () => {
    const { data: options } = configSchema.parse({
      ...{ name: 'a', data: { python: 'data.py:make' }, student: { model: { preset: 'mlp', hidden: [4] } } },
    });
    await assert.rejects(openData(options, place), /data\.py:make makes data sets of PyTorch/);
  });
});

describe('rows that cannot be made again from files', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'distillery-held-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const notices: string[] = [];
  const preparation: Preparation = {
    ...{ cacheFolder: folder, onProgress: () => undefined, pause: () => Promise.resolve() },
    takeSlot: () => Promise.reject(new Error('nothing is waited for')),
    onNotice: (message) => notices.push(message),
  };
  const labels = Int32Array.from([0, 1, 0]);

  for (const isBytes of [true, false]) {
    it(`are the same in memory and in a file, as ${isBytes ? 'bytes' : 'numbers'}`, () => {
      const sizes = { counts: { train: 3, validation: 1, test: 2 }, features: 2, isBytes };
      const kinds = [Infinity, 0].map((maxBytes) => {
        const held = holdRows(sizes, preparation, maxBytes);
        const make = (...values: number[]): Uint8Array | Float32Array =>
          isBytes ? Uint8Array.from(values) : Float32Array.from(values);
        held.add('train', make(1, 2, 3, 4));
        held.add('train', make(5, 6));
        held.add('validation', make(7, 8));
        held.add('test', make(9, 10, 11, 12));
        const splits = [
          held.open('train', labels),
          held.open('validation', labels.subarray(0, 1)),
          held.open('test', labels.subarray(0, 2)),
        ];
        const rows = splits.map(({ gather, count }) =>
          gather(Int32Array.from({ length: count }, (_, at) => count - 1 - at)),
        );
        assert.ok(rows.every((one) => one instanceof (isBytes ? Uint8Array : Float32Array)));
        held.close();
        return rows.map((one) => [...one]);
      });
      assert.deepEqual(kinds[0], [
        [5, 6, 3, 4, 1, 2],
        [7, 8],
        [11, 12, 9, 10],
      ]);
      assert.deepEqual(kinds[1], kinds[0]);
      assert.deepEqual(readdirSync(rowsFolder(folder)), [], 'nothing is left on the disk');
    });
  }

  it('say how much of the disk they take', () => {
    assert.match(notices.join('\n'), /writes 6 examples into 12 B of the disk for this run/);
  });
});
