import assert from 'node:assert/strict';
import { PNG } from 'pngjs';
import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { publishedFacts, sourceOf, type DataOptions } from '../../../src/data-sources';
import { idx, letters, lookedFolder, optionsOf } from './looked-idx';
import { around, idxFile, lfsPointer, standardFiles } from './small-idx';

const { folder, look } = lookedFolder();
const fault = async (options: DataOptions, environment: NodeJS.ProcessEnv = {}): Promise<string> => {
  const finding = await look(options, environment);
  return finding.kind === 'fault' ? `${finding.message}; ${finding.hint}` : 'no fault';
};

describe('facts of idx files', () => {
  it('are classes with their labels, counts of each split, shape and size', async () => {
    folder.put(letters);
    const finding = await look(idx());
    assert.ok(finding.kind === 'facts');
    const { identity = '', pictures, ...facts } = finding.facts;
    assert.match(identity, /^[0-9a-f]{64}$/);
    assert.equal(pictures?.length, 3);
    assert.deepEqual(facts, {
      kind: 'image',
      shape: [2, 3, 1],
      classes: [
        { name: '1', label: 1 },
        { name: '2', label: 2 },
        { name: '3', label: 3 },
      ],
      splits: { train: { count: 12, classCounts: [4, 4, 4] }, test: { count: 6, classCounts: [2, 2, 2] } },
      bytes: Object.values(letters).reduce((sum, { length }) => sum + length, 0),
    });
  });

  it('have a picture of each of the first classes, by the names that a config gives them', async () => {
    folder.put(letters);
    const finding = await look(optionsOf({ format: 'idx', path: '.', classes: ['a', 'b', 'c'] }));
    assert.ok(finding.kind === 'facts');
    const { pictures = [] } = finding.facts;
    assert.deepEqual(
      pictures.map(({ className }) => className),
      ['a', 'b', 'c'],
    );
    const images = letters['train-images-idx3-ubyte'] ?? Buffer.alloc(0);
    for (const [index, { uri }] of pictures.entries()) {
      const bytes = Buffer.from(uri.slice(uri.indexOf(',') + 1), 'base64');
      const decoded = PNG.sync.read(bytes, { checkCRC: true });
      assert.deepEqual([decoded.height, decoded.width], [2, 3]);
      const gray = decoded.data.filter((_, place) => place % 4 === 0);
      assert.deepEqual([...gray], [...images.subarray(16 + 6 * index, 22 + 6 * index)]);
    }
  });

  it('are the same for packed files, whatever the files are called', async () => {
    const names = [
      'emnist-letters-train-images-idx3-ubyte.gz',
      'train-labels.idx1-ubyte',
      'test-images.gz',
      'test-labels',
    ];
    folder.put(Object.fromEntries(Object.values(letters).map((content, place) => [names[place] ?? '', content])));
    const finding = await look(idx({ classes: ['a', 'b', 'c'] }));
    assert.ok(finding.kind === 'facts');
    assert.deepEqual(
      finding.facts.classes.map(({ name, label }) => `${name}${label}`),
      ['a1', 'b2', 'c3'],
    );
    assert.deepEqual(finding.facts.splits.train, { count: 12, classCounts: [4, 4, 4] });
    const { pictures } = finding.facts;
    folder.put(letters);
    for (const name of names) rmSync(path.join(folder.path(), name));
    const unpacked = await look(idx({ classes: ['a', 'b', 'c'] }));
    assert.deepEqual(pictures, unpacked.kind === 'facts' && unpacked.facts.pictures);
  });

  it('keep gaps between labels', async () => {
    folder.put(standardFiles(around([0, 7, 200], 9), [7]));
    const finding = await look(idx());
    assert.ok(finding.kind === 'facts');
    assert.deepEqual(
      finding.facts.classes.map(({ label }) => label),
      [0, 7, 200],
    );
  });

  const refused: readonly [string, Record<string, Buffer | undefined>, RegExp][] = [
    [
      'a folder without them',
      Object.fromEntries(Object.keys(letters).map((name) => [name, undefined])),
      /has no file of train images: looked for were train-images-idx3-ubyte, also with \.gz/,
    ],
    ['a missing part', { 't10k-labels-idx1-ubyte': undefined }, /has no file of test labels/],
    [
      'two sets in one folder',
      {
        'b-train-images': letters['train-images-idx3-ubyte'],
        'train-images-idx3-ubyte': undefined,
        'a-train-images': letters['train-images-idx3-ubyte'],
      },
      /several files of train images: a-train-images, b-train-images; put each set/,
    ],
    [
      'a wrong magic number',
      { 'train-images-idx3-ubyte': letters['train-labels-idx1-ubyte'] },
      /train-images-idx3-ubyte: the magic number at offset 0 is 0x00000801 where an idx file has 0x00000803/,
    ],
    [
      'a file that is cut off',
      { 'train-images-idx3-ubyte': idxFile([12, 2, 3], [1, 2]) },
      /promises 72 bytes from offset 16, 2 are there; get the file again/,
    ],
    [
      'a label that no training example has',
      { 't10k-labels-idx1-ubyte': idxFile([6], [1, 2, 9, 1, 2, 3]) },
      /the label at offset 10 is 9; no training example has it/,
    ],
    [
      'a Git LFS pointer in place of a file',
      { 'train-images-idx3-ubyte': lfsPointer },
      /train-images-idx3-ubyte is a Git LFS pointer in place of a file; `git lfs pull` gets the file/,
    ],
    ['fewer labels than images', { 'train-labels-idx1-ubyte': idxFile([2], [1, 2]) }, /2 labels for 12 images/],
    ['one class alone', standardFiles(around([4], 6), [4]), /all labels are 4; there is nothing to tell apart/],
  ];
  for (const [what, changes, says] of refused) {
    it(`cannot be had of ${what}, and the fault names the file`, async () => {
      const files = Object.entries({ ...letters, ...changes }).filter(
        (one): one is [string, Buffer] => one[1] !== undefined,
      );
      folder.put(Object.fromEntries(files));
      const said = await fault(idx());
      assert.match(said, says);
      assert.ok(said.includes(folder.path()), said);
    });
  }

  it('cannot be had of a packed file that is damaged or cut off', async () => {
    folder.put({ ...letters });
    const packed = gzipSync(letters['train-labels-idx1-ubyte'] ?? Buffer.alloc(0));
    renameSync(path.join(folder.path(), 'train-labels-idx1-ubyte'), path.join(folder.path(), 'kept'));
    const file = path.join(folder.path(), 'train-labels-idx1-ubyte.gz');
    writeFileSync(file, packed.subarray(0, packed.length - 12));
    assert.match(await fault(idx()), /train-labels-idx1-ubyte\.gz: it cannot be unpacked|are there/);
    const promising = idxFile([12], []);
    promising.writeUInt32BE(4e9, 4);
    writeFileSync(file, gzipSync(promising));
    assert.match(await fault(idx()), /the header promises 4000000000 bytes, more than \d+ packed ones give/);
    const bomb = gzipSync(Buffer.concat([idxFile([12], around([0, 1], 12)), Buffer.alloc(1 << 26)]));
    writeFileSync(file, bomb);
    const before = process.memoryUsage().arrayBuffers;
    // Its own labels are read; those of the test are others.
    assert.match(await fault(idx()), /t10k-labels-idx1-ubyte: the label at offset 9 is 2; no training example has it/);
    assert.ok(process.memoryUsage().arrayBuffers - before < 1 << 25, 'no more is unpacked than the header promises');
    writeFileSync(file, 'no gzip at all');
    assert.match(await fault(idx()), /train-labels-idx1-ubyte\.gz: it cannot be unpacked \(incorrect header check\)/);
  });

  it('say which folder cannot be read', async () => {
    assert.match(
      await fault(idx({ path: 'nowhere' })),
      /nowhere cannot be read: there is no such folder; write the path/,
    );
  });
});

describe('MNIST by DISTILLERY_DATA', () => {
  const digits = standardFiles(around([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 20), around([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 10));
  const mnist = optionsOf({ set: 'mnist' });
  const named = (): NodeJS.ProcessEnv => ({ DISTILLERY_DATA: folder.path() });

  it('is read from its four files, packed or not', async () => {
    const { 'train-images-idx3-ubyte': images = Buffer.alloc(0), ...others } = digits;
    folder.put({ ...others, 'train-images-idx3-ubyte.gz': images });
    const finding = await look(mnist, named());
    assert.equal(finding.kind === 'facts' && finding.facts.splits.train.count, 20);
  });

  it('is refused by other names, and never taken from elsewhere', async () => {
    const names = ['images-train', 'labels-train', 'images-test', 'labels-test'];
    folder.put(Object.fromEntries(Object.values(digits).map((content, place) => [names[place] ?? '', content])));
    const said = await fault(mnist, named());
    assert.match(
      said,
      /^DISTILLERY_DATA: .* has no train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte, nor these with \.gz; put/,
    );
  });

  it('is refused where one file or the folder is missing', async () => {
    const three = Object.fromEntries(Object.entries(digits).filter(([name]) => name !== 't10k-labels-idx1-ubyte'));
    folder.put(three);
    assert.match(await fault(mnist, named()), /has no t10k-labels-idx1-ubyte, nor this with \.gz/);
    const away = path.join(folder.path(), 'away');
    assert.match(
      await fault(mnist, { DISTILLERY_DATA: away }),
      /DISTILLERY_DATA: .*away cannot be read: there is no such folder/,
    );
  });

  it('is the packed set without it, as it is published', async () => {
    const finding = await look(mnist);
    assert.ok(finding.kind === 'facts');
    const { shape, classes, splits } = finding.facts;
    const published = publishedFacts(mnist);
    assert.deepEqual([shape, classes], [published?.shape, published?.classes]);
    assert.deepEqual([splits.train.count, splits.test?.count], [60000, 10000]);
  });
});

describe('a link in a folder of data', () => {
  it('is judged by where it leads, as a path is', async () => {
    folder.put(letters);
    renameSync(path.join(folder.path(), 'train-labels-idx1-ubyte'), path.join(folder.path(), 'labels'));
    symlinkSync('labels', path.join(folder.path(), 'train-labels-idx1-ubyte'));
    const asked: string[] = [];
    const resolve = (written: string): string => {
      asked.push(written);
      return path.resolve(folder.path(), written);
    };
    await sourceOf(idx()).find(idx(), { resolve, environment: {} });
    assert.ok(asked.includes('./train-labels-idx1-ubyte'), asked.join());
  });
});
