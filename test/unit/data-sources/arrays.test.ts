import assert from 'node:assert/strict';
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { partOfName } from '../../../src/data-sources/arrays/array-names';
import { readNpyHeader } from '../../../src/data-sources/arrays/npy-header';
import { isText, numberReader, rowsOf, textReader } from '../../../src/data-sources/arrays/npy-values';
import { exampleShape } from '../../../src/data-sources/arrays/layout';
import { listArrays, readContent, readHeader, type StoredArray } from '../../../src/data-sources/arrays/stored-array';
import { statFile } from '../../../src/data-sources/files/read-bytes';
import { floats, npyFile, npzFile } from './small-arrays';
import { temporaryFolder } from './small-idx';

const fixtures = 'test/fixtures/data';
const expected = JSON.parse(readFileSync(`${fixtures}/arrays.json`, 'utf8')) as Record<string, (number | string)[]>;

const stored = (file: string): Promise<StoredArray[]> =>
  listArrays({ role: 'arrays', path: file, bytes: statSync(file).size, changedAt: 0 });
const valuesOf = async (array: StoredArray): Promise<number[]> => {
  const header = await readHeader(array);
  return [...rowsOf(header, await readContent(array, header), array.key)];
};

describe('arrays that NumPy wrote', () => {
  it('have the values that NumPy reads, for each type, byte order and memory order', async () => {
    const arrays = await stored(`${fixtures}/arrays-packed.npz`);
    const numeric = arrays.filter(({ key }) => /little|big-|halves/.test(key));
    assert.equal(numeric.length, 43);
    for (const array of numeric) assert.deepEqual(await valuesOf(array), expected[array.key], array.key);
  });

  it('are the same stored as packed', async () => {
    const arrays = await stored(`${fixtures}/arrays-stored.npz`);
    assert.equal(arrays.length, 3);
    for (const array of arrays) assert.deepEqual(await valuesOf(array), expected[array.key], array.key);
  });

  it('give images with the channels last, whichever way they lie', async () => {
    const arrays = await stored(`${fixtures}/arrays-packed.npz`);
    for (const key of ['channels-first', 'channels-first-F', 'channels-last']) {
      const array = arrays.find((one) => one.key === key);
      assert.ok(array);
      const header = await readHeader(array);
      const { shape, order } = exampleShape(header.shape, undefined, key);
      assert.deepEqual(shape, [5, 6, 3]);
      assert.deepEqual([...rowsOf(header, await readContent(array, header), key, order)], expected['channels-last']);
    }
  });

  it('may be texts', async () => {
    const arrays = await stored(`${fixtures}/arrays-packed.npz`);
    for (const [key, values] of [
      ['texts', expected['texts']],
      ['texts-big', expected['texts']],
      ['bytes', ['cat', 'dog']],
    ] as const) {
      const array = arrays.find((one) => one.key === key);
      assert.ok(array && values);
      const header = await readHeader(array);
      assert.ok(isText(header.type));
      const read = textReader(header, await readContent(array, header));
      assert.deepEqual(
        values.map((_, index) => read(index)),
        values,
      );
    }
  });

  it('may have a header of version 2', async () => {
    const [array] = await stored(`${fixtures}/version-2.npy`);
    assert.ok(array);
    assert.deepEqual(await valuesOf(array), [...Array(24).keys()]);
  });
});

describe('integers of 64 bits', () => {
  it('keep their sign', () => {
    const header = readNpyHeader(npyFile('<i8', [1], new Uint8Array(8)), 'a');
    assert.equal(numberReader(header, new Uint8Array(8).fill(255))(0), -1);
  });
});

const folder = temporaryFolder();
const faultOf = async (name: string, content: Buffer): Promise<string> => {
  const file = path.join(folder.path(), name);
  writeFileSync(file, content);
  try {
    for (const array of await stored(file)) await valuesOf(array);
    return 'no fault';
  } catch (error) {
    const { message, hint } = error as Error & { hint: string };
    return `${message.replace(folder.path(), '')}; ${hint}`;
  }
};

describe('a damaged or hostile array', () => {
  const whole = floats([2, 3], [1, 2, 3, 4, 5, 6]);
  /** The packed file with bytes changed at an offset that is found by a text before it. */
  const changed = (at: (content: Buffer) => number, bytes: readonly number[]): Buffer => {
    const content = npzFile({ x: floats([400], new Array<number>(400).fill(1)) });
    Buffer.from(bytes).copy(content, at(content));
    return content;
  };
  const directory = (content: Buffer): number => content.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  const cases: readonly [what: string, name: string, content: () => Buffer, says: RegExp][] = [
    [
      'holds pickled objects',
      'o.npy',
      () => readFileSync(`${fixtures}/objects.npy`),
      /o\.npy: it holds pickled Python objects, which could run code .* refused; save numbers alone/,
    ],
    [
      'holds pickled objects in an npz',
      'o.npz',
      () => npzFile({ x: readFileSync(`${fixtures}/objects.npy`) }),
      /o\.npz: 'x': it holds pickled Python objects/,
    ],
    [
      'is cut off',
      'a.npy',
      () => whole.subarray(0, whole.length - 5),
      /a\.npy: the header promises 2×3 elements of 4 bytes, 24 bytes, and 19 are there; save it again: it is cut off/,
    ],
    [
      'is longer than its header says',
      'a.npy',
      () => Buffer.concat([whole, whole]),
      /24 bytes, and \d+ are there; save one array a file/,
    ],
    ['is cut off in its header', 'a.npy', () => whole.subarray(0, 40), /the header of 128 bytes is cut off after 40/],
    ['is empty', 'a.npy', () => Buffer.alloc(0), /a\.npy: 0 bytes are too few for an array/],
    [
      'is something else',
      'a.npy',
      () => Buffer.from('something else altogether'),
      /it is no NumPy array \(it does not begin with/,
    ],
    [
      'claims a long header',
      'a.npy',
      () => Buffer.from([...whole.subarray(0, 6), 2, 0, 255, 255, 255, 127, 0, 0]),
      /its header claims 2147483659 bytes/,
    ],
    [
      'has a header of another kind',
      'a.npy',
      () => Buffer.from(whole.toString('latin1').replace("'shape'", "'shave'"), 'latin1'),
      /its header has no shape that can be read/,
    ],
    [
      'has a negative length',
      'a.npy',
      () => Buffer.from(whole.toString('latin1').replace('(2, 3)', '(-2,3)'), 'latin1'),
      /its shape \(-2,3\) cannot be read/,
    ],
    [
      'has more elements than there are numbers',
      'a.npy',
      () => npyFile('<f8', [9007199254740991, 3], new Uint8Array(8)),
      /a shape of 9007199254740991×3 cannot be right/,
    ],
    [
      'holds complex numbers',
      'a.npy',
      () => npyFile('<c8', [1], new Uint8Array(8)),
      /it holds the type <c8, which is not read/,
    ],
    [
      'holds dates',
      'a.npy',
      () => npyFile('<M8[ns]', [1], new Uint8Array(8)),
      /it holds the type <M8\[ns\], which is not read/,
    ],
    [
      'has a missing value',
      'a.npy',
      () => floats([2, 2], [1, 2, Number.NaN, 4]),
      /value 0 of example 1 is NaN \(counted from 0\); fill missing values first/,
    ],
    [
      'has a value beyond float32',
      'a.npy',
      () => npyFile('<f8', [1, 1], new Uint8Array(Float64Array.of(1e300).buffer)),
      /value 0 of example 0 is 1e\+300, beyond what float32 holds/,
    ],
    [
      'is an npz that is cut off',
      'a.npz',
      () => npzFile({ x: whole }).subarray(0, 60),
      /it is no npz file, or it is cut off \(the directory at its end is missing\)/,
    ],
    [
      'is a bomb by its directory',
      'a.npz',
      () => changed((c) => directory(c) + 24, [0, 0, 0, 0x7f]),
      /'x\.npy' claims 2130706432 bytes of \d+ packed ones, which cannot be/,
    ],
    [
      'unpacks to more than it says',
      'a.npz',
      () => changed((c) => directory(c) + 24, [200, 0, 0, 0]),
      /unpacks to more than the 200 bytes of the directory/,
    ],
    [
      'has another checksum',
      'a.npz',
      () => changed((c) => directory(c) + 16, [1, 2, 3, 4]),
      /'x\.npy' is damaged \(its checksum is another\); save the arrays again/,
    ],
    [
      'is encrypted',
      'a.npz',
      () => changed((c) => directory(c) + 8, [1, 0]),
      /'x\.npy' is encrypted; save the arrays without a password/,
    ],
    [
      'is packed by another method',
      'a.npz',
      () => changed((c) => directory(c) + 10, [14, 0]),
      /packed by method 14, which is not read/,
    ],
    [
      'is not where the directory says',
      'a.npz',
      () => changed((c) => directory(c) + 42, [9, 0, 0, 0]),
      /'x\.npy' is not where the directory says/,
    ],
    [
      'is a zip64 archive',
      'a.npz',
      () => changed((c) => c.length - 6, [255, 255, 255, 255]),
      /it is a zip64 archive, which is not read; save each array as an \.npy file/,
    ],
  ];
  for (const [what, name, content, says] of cases) {
    it(`is refused where it ${what}`, async () => assert.match(await faultOf(name, content()), says));
  }

  it('is refused where it changes between the look at its header and its reading', async () => {
    const name = path.join(folder.path(), 'a.npy');
    writeFileSync(name, whole);
    const array = { key: 'a', file: await statFile('arrays', name) };
    const header = await readHeader(array);
    truncateSync(name, whole.length - 4);
    await assert.rejects(readContent(array, header), {
      message: `${name} changed while it was read: 20 of 24 bytes are there`,
      hint: 'run again when nothing writes to it',
    });
  });

  it('takes no more memory than its directory says, however far it would unpack', async () => {
    const bomb = npzFile({ x: npyFile('|u1', [1 << 26], new Uint8Array(1 << 26)) });
    const at = directory(bomb);
    bomb.writeUInt32LE(1000, at + 24);
    const header = npyFile('|u1', [1000 - 128], new Uint8Array(0));
    assert.equal(header.length, 128);
    const before = process.memoryUsage().arrayBuffers;
    assert.match(await faultOf('bomb.npz', bomb), /unpacks to more than the 1000 bytes of the directory/);
    assert.ok(process.memoryUsage().arrayBuffers - before < 16 << 20);
  });
});

describe('names of arrays', () => {
  const names: readonly [string, ReturnType<typeof partOfName>][] = [
    ['x_train', { role: 'x', split: 'train' }],
    ['y_test', { role: 'y', split: 'test' }],
    ['train_images', { role: 'x', split: 'train' }],
    ['val_labels', { role: 'y', split: 'validation' }],
    ['valid-x', { role: 'x', split: 'validation' }],
    ['X', { role: 'x' }],
    ['xtest', { role: 'x', split: 'test' }],
    ['trainX', { role: 'x', split: 'train' }],
    ['Images', { role: 'x' }],
    ['features', { role: 'x' }],
    ['target', { role: 'y' }],
    ['logits', undefined],
    ['train', undefined],
    ['weights_x', undefined],
  ];
  for (const [name, part] of names) {
    it(`say ${part === undefined ? 'nothing' : JSON.stringify(part)} by ${name}`, () =>
      assert.deepEqual(partOfName(name), part));
  }
});
