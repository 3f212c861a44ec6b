import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import { readPickle } from '../../../src/data-sources/cifar/pickle';
import { PickledArray } from '../../../src/data-sources/cifar/pickle-values';
import { OwnData } from './opened';
import { lfsPointer, temporaryFolder } from './small-idx';

const folder = temporaryFolder();
const data = new OwnData(folder.path, { format: 'cifar', path: '.', validation: 2 });
const fixture = (name: string): Buffer => readFileSync(`test/fixtures/data/${name}`);

/** Examples whose value at each place follows from label, row, column and channel. */
const planes = (seed: number): number[] => Array.from({ length: 3072 }, (_, place) => (seed + place) % 251);
const binary = (labels: readonly (readonly number[])[]): Buffer =>
  Buffer.from(labels.flatMap((label) => [...label, ...planes(label.at(-1) ?? 0)]));
const ten = (count: number, name: (batch: string) => string = (batch) => `${batch}.bin`): Record<string, Buffer> =>
  Object.fromEntries(
    ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch'].map((batch) => [
      name(batch),
      binary(Array.from({ length: count }, (_, label) => [label % 10])),
    ]),
  );
const names = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ');

describe('CIFAR-10 in binary', () => {
  it('has the images with channels last, all batches and names', async () => {
    folder.put({ ...ten(10), 'batches.meta.txt': Buffer.from(`${names.join('\n')}\n\n`) });
    const { kind, shape, classes, splits, pictures = [] } = await data.facts();
    assert.deepEqual([kind, shape], ['image', [32, 32, 3]]);
    assert.deepEqual(
      classes.map(({ name }) => name),
      names,
    );
    assert.deepEqual([splits.train.classCounts, splits.test?.count], [new Array<number>(10).fill(5), 10]);
    assert.deepEqual(
      pictures.map(({ className }) => className),
      names.slice(0, 4),
    );
    const [, { uri } = { uri: '' }] = pictures;
    const decoded = PNG.sync.read(Buffer.from(uri.slice(uri.indexOf(',') + 1), 'base64'), { checkCRC: true });
    assert.deepEqual([...decoded.data.subarray(0, 4)], [1, 1025 % 251, 2049 % 251, 255]);
    const { test, train } = await data.open({ classes: ['cat', 'dog'] });
    assert.equal(train.count, 8);
    assert.deepEqual([...test.labels], [0, 1]);
    const first = [...test.images.subarray(0, 6)].map((value) => Math.round(255 * value));
    // The second pixel of red is one behind the first; green is 1,024 behind red.
    const at = (place: number): number => (3 + place) % 251;
    assert.deepEqual(first, [at(0), at(1024), at(2048), at(1), at(1025), at(2049)]);
  });

  it('has numbers as names without a file of them', async () => {
    folder.put(ten(10));
    assert.deepEqual((await data.facts()).classes[3], { name: '3', label: 3 });
  });
});

describe('CIFAR-100', () => {
  it('has fine or coarse labels', async () => {
    const labels = Array.from({ length: 100 }, (_, fine) => [Math.floor(fine / 5), fine]);
    folder.put({ 'train.bin': binary(labels), 'test.bin': binary(labels.slice(0, 7)) });
    assert.equal((await data.facts()).classes.length, 100);
    const { classes, splits } = await data.facts({ labels: 'coarse' });
    assert.deepEqual([classes.length, splits.test?.classCounts?.slice(0, 3)], [20, [5, 2, 0]]);
  });
});

describe('pickles of NumPy arrays', () => {
  for (const protocol of [2, 3, 4, 5]) {
    it(`are read by protocol ${protocol}`, () => {
      const pickle = readPickle(fixture(`pickle-${protocol}.bin`), 'a');
      assert.ok(pickle instanceof Map);
      const array = pickle.get('data');
      assert.ok(array instanceof PickledArray);
      assert.deepEqual([array.type.code, array.shape, array.isFortran], ['u1', [2, 3072], false]);
      assert.deepEqual(
        [...array.content],
        Array.from({ length: 6144 }, (_, place) => place % 251),
      );
      assert.deepEqual(pickle.get('labels'), [3, 7]);
    });
  }

  it('are CIFAR as Python has it', async () => {
    const batch = fixture('pickle-2.bin');
    const files = Object.fromEntries(Object.keys(ten(1, (name) => name)).map((name) => [name, batch]));
    folder.put(files);
    assert.deepEqual((await data.facts()).splits.train.classCounts, [0, 0, 0, 5, 0, 0, 0, 5, 0, 0]);
    const { test } = await data.open({ classes: [3, 7] });
    const row = [...test.images.subarray(0, 4)].map((value) => Math.round(255 * value));
    assert.deepEqual(row, [0, 1024 % 251, 2048 % 251, 1]);
  });

  it('are refused by name where they would call something', () =>
    assert.throws(
      () => readPickle(fixture('pickle-calls.bin'), 'batch'),
      /^DataFault: batch: the pickle would call (posix|nt)\.system, which is refused$/,
    ));

  it('are refused where they are cut off, wherever that is, or changed', () => {
    const whole = fixture('pickle-4.bin');
    for (let length = 0; length < 300; length += 1) {
      assert.throws(() => readPickle(whole.subarray(0, length), 'batch'), /batch: /);
      const changed = Buffer.from(whole);
      changed[length] = (changed[length] ?? 0) ^ 0x2a;
      try {
        readPickle(changed, 'batch');
      } catch (error) {
        assert.match(String(error), /^DataFault: batch: /);
      }
    }
  });

  const written: readonly [string, string, RegExp][] = [
    ['builtins.eval', "cbuiltins\neval\n(S'1'\ntR.", /would call builtins\.eval, which is refused/],
    ['a module beside numpy', 'cnumpy.testing\nrundocs\n.', /would call numpy\.testing\.rundocs/],
    ['an instance of a class', '(i__main__\nThing\n.', /the operation "i" at offset 1 is none of/],
    ['a persistent reference', 'Pabc\n.', /the operation "P" at offset 0 is none of/],
    ['a list that is none', 'K\x01K\x02a.', /items are put into what is no list/],
    ['an array that is none', 'cnumpy\ndtype\nK\x01R.', /makes an array in a way that NumPy does not/],
  ];
  for (const [what, text, says] of written) {
    it(`are refused with ${what}`, () => assert.throws(() => readPickle(Buffer.from(text, 'latin1'), 'batch'), says));
  }
});

describe('CIFAR that cannot be used', () => {
  const cases: readonly [what: string, files: Record<string, Buffer>, settings: object, says: RegExp][] = [
    [
      'in an empty folder',
      {},
      {},
      /has neither data_batch_1\.bin, data_batch_1, train\.bin nor train; unpack the archive/,
    ],
    [
      'with a batch missing',
      { 'data_batch_1.bin': Buffer.alloc(3073), 'test_batch.bin': Buffer.alloc(3073) },
      {},
      /has no data_batch_2\.bin, data_batch_3\.bin/,
    ],
    [
      'cut off',
      { ...ten(2), 'data_batch_3.bin': Buffer.alloc(3000) },
      {},
      /data_batch_3\.bin: 3000 bytes are no whole number of examples of 3073 bytes/,
    ],
    [
      'with other labels',
      { ...ten(2), 'test_batch.bin': binary([[12]]) },
      {},
      /test_batch\.bin: label 0 of the test split is 12, and there are 0 to 9/,
    ],
    [
      'with coarse labels of ten classes',
      ten(10),
      { labels: 'coarse' },
      /data\.labels: CIFAR-10 has no coarse labels; take data\.labels out/,
    ],
    [
      'with a Git LFS pointer in place of a batch',
      { ...ten(2), 'data_batch_3.bin': lfsPointer },
      {},
      /data_batch_3\.bin is a Git LFS pointer in place of a file; `git lfs pull` gets the file/,
    ],
    [
      'with fewer names',
      { ...ten(10), 'batches.meta.txt': Buffer.from('a\nb\n') },
      {},
      /batches\.meta\.txt: it has 2 names for 10 classes/,
    ],
    [
      'with a pickle of something else',
      Object.fromEntries(Object.keys(ten(1, (name) => name)).map((name) => [name, fixture('pickle-texts.bin')])),
      {},
      /its 'labels' are not the labels of 0 images/,
    ],
  ];
  for (const [what, files, settings, says] of cases) {
    it(`is refused ${what}`, async () => {
      folder.put(files);
      assert.match(await data.fault(settings), says);
    });
  }

  it('names the folder that the archive holds', async () => {
    folder.put({});
    mkdirSync(path.join(folder.path(), 'cifar-10-batches-py'));
    assert.match(await data.fault(), /; write path: \.\/cifar-10-batches-py/);
  });
});
