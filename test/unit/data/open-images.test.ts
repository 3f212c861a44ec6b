import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema } from '../../../src/config';
import { allRows, openData, readRows, type DataSet, type PictureSize, type Preparation } from '../../../src/data';
import { DataFault } from '../../../src/data-sources';
import { fileOperations, readRowFindings } from '../../../src/runs';
import { resizeRows } from '../../../src/pictures';
import { contentOf } from './content-of';
import { grayPng, pictureNamed } from '../pictures/pictures';

let root: string;
let notices: string[];

/** Makes a folder and an empty list of notices before each test of the suite that calls it. */
function haveFolder(): void {
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-images-'));
    notices = [];
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
}

const cacheFolder = (): string => path.join(root, '.distillery', 'cache');
const pathOf = (name: string): string => path.join(root, 'set', name);

function put(name: string, content: Buffer): void {
  mkdirSync(path.dirname(pathOf(name)), { recursive: true });
  writeFileSync(pathOf(name), content);
}

/** Two classes of `count` pictures of 2×2 pixels; a pixel is the picture's number. */
function putSet(count: number): void {
  for (let index = 0; index < count; index += 1) {
    for (const [place, name] of ['a', 'b'].entries()) {
      const mark = 2 * index + place;
      put(`${name}/${String(index).padStart(5, '0')}.png`, grayPng([mark % 256, mark >> 8], [mark % 256, 7]));
    }
  }
}

function open(
  more: object = {},
  surroundings: Partial<Preparation> = {},
  sizes: readonly PictureSize[] = [],
): Promise<DataSet> {
  const data = { format: 'images', path: 'set', channels: 'gray', test: 0.1, ...more };
  const options = configSchema.parse({ name: 'a', data, student: { model: { preset: 'mlp', hidden: [4] } } }).data;
  return openData(
    options,
    { resolve: (written) => path.join(root, written), environment: {} },
    {
      cacheFolder: cacheFolder(),
      takeSlot: () => Promise.resolve(() => undefined),
      onProgress: () => undefined,
      onNotice: (message) => notices.push(message.replaceAll(root, '')),
      pause: () => Promise.resolve(),
      ...surroundings,
    },
    sizes,
  );
}

async function faultOf(more: object = {}, surroundings: Partial<Preparation> = {}): Promise<string> {
  const fault = await open(more, surroundings).then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(fault instanceof DataFault, String(fault));
  assert.ok(fault.hint.length > 0);
  return fault.message.replaceAll(root, '');
}

/** Numbers of the pictures of all splits: their first pixels. */
function numbersIn(data: DataSet): number[] {
  return [data.train, data.validation, data.test].flatMap((split) => {
    const rows = allRows(split, data.features);
    return Array.from(
      { length: split.count },
      (_, row) => Math.round(255 * (rows[4 * row] ?? 0)) + 256 * Math.round(255 * (rows[4 * row + 1] ?? 0)),
    );
  });
}

const rowsFile = (): string =>
  path.join(cacheFolder(), 'data', readdirSync(path.join(cacheFolder(), 'data'))[0] ?? '', 'rows.bin');

describe('a data set of pictures', () => {
  haveFolder();

  it('has each picture once, with the label of its folder', async () => {
    putSet(140);
    const data = await open();
    assert.deepEqual(data.shape, [2, 2, 1]);
    assert.deepEqual(
      data.classList.map(({ name }) => name),
      ['a', 'b'],
    );
    assert.deepEqual([data.train.count, data.validation.count, data.test.count], [224, 28, 28]);
    const labels = [data.train, data.validation, data.test].flatMap((split) => [...split.labels]);
    numbersIn(data).forEach((number, place) => assert.equal(labels[place], number % 2));
    assert.deepEqual(
      numbersIn(data).sort((one, other) => one - other),
      Array.from({ length: 280 }, (_, index) => index),
    );
    assert.match(notices.join(), /^reads 280 pictures into 1\.1 kB of the cache$/);
  });

  it('keeps pictures at the largest size that a network looks at, and gives the student its own resized from them', async () => {
    putSet(20);
    const [large, data] = [
      await open({ size: 6 }),
      await open({ size: 2 }, {}, [
        [6, 4],
        [3, 6],
      ]),
    ];
    assert.deepEqual([data.shape, data.raw?.shape, large.raw], [[2, 2, 1], [6, 6, 1], undefined]);
    const indices = Int32Array.of(0, 3);
    const kept = data.train.raw?.(indices);
    assert.deepEqual(kept, large.train.raw?.(indices));
    assert.ok(kept instanceof Uint8Array);
    const resized = resizeRows(kept, { from: [6, 6, 1], to: [2, 2], interpolation: 'bilinear' });
    const rows = new Float32Array(2 * data.features);
    readRows(data.train, data.features, indices, rows);
    assert.deepEqual(
      [...rows],
      Array.from(resized, (byte) => Math.fround(byte / 255)),
    );
    assert.notEqual(data.hash, large.hash);
    assert.notEqual(data.hash, (await open({ size: 2 })).hash);
  });

  it('is read from the cache the next time, bit for bit, by other settings of use too', async () => {
    putSet(20);
    const first = await open();
    const progress: number[] = [];
    const second = await open({}, { onProgress: (done) => progress.push(done) });
    assert.deepEqual(contentOf(second), contentOf(first));
    assert.deepEqual([progress, notices.length], [[], 1]);
    await open({ validation: 0.3, limit: 10, classes: ['b', 'a'] }, { onProgress: (done) => progress.push(done) });
    assert.deepEqual(progress, []);
  });

  it('is read by a list too, from copies that keep an older time', async () => {
    putSet(10);
    const names = ['a', 'b'].flatMap((folder) => readdirSync(pathOf(folder)).map((name) => `${folder}/${name}`));
    for (const name of names) utimesSync(pathOf(name), 1, 1);
    put('list.csv', Buffer.from(['path,label', ...names.map((name) => `${name},${name.slice(0, 1)}`)].join('\n')));
    assert.equal((await open({ list: 'set/list.csv' })).train.count, 16);
    put('list.csv', Buffer.from(`path,label\n${names[0]},a\nb,b`));
    assert.equal(await faultOf({ list: 'set/list.csv' }), '/set/b is no file');
  });

  it('is read anew by other sizes, colours and fits, and for a folder that changed', async () => {
    putSet(20);
    await open();
    for (const more of [
      { channels: 'rgb' },
      { size: 4 },
      { size: 4, fit: 'pad' },
      { size: 4, interpolation: 'bicubic' },
    ])
      await open(more);
    put('a/more.png', grayPng([1, 2], [3, 4]));
    assert.equal((await open()).train.count, 33);
    assert.equal(readdirSync(path.join(cacheFolder(), 'data')).length, 6);
  });

  it('goes on where an interrupted run ended', async () => {
    putSet(650);
    let pauses = 0;
    const stop = new Error('stopped');
    await assert.rejects(
      open({ size: 64 }, { pause: () => (++pauses > 37 ? Promise.reject(stop) : Promise.resolve()) }),
      stop,
    );
    const done: number[] = [];
    const data = await open({ size: 64 }, { onProgress: (count) => done.push(count) });
    assert.match(
      notices.at(-1) ?? '',
      /^reads 1,300 pictures into 5\.3 MB of the cache, going on behind the first [\d,]+$/,
    );
    assert.ok((done[0] ?? 0) > 1023, `${done[0]} were not read again`);
    assert.equal(data.train.count + data.validation.count + data.test.count, 1300);
  });

  it('says that cut or altered rows are made again', async () => {
    putSet(20);
    const first = contentOf(await open());
    truncateSync(rowsFile(), 10);
    assert.deepEqual(contentOf(await open()), first);
    assert.match(notices[1] ?? '', /^the cached rows of the data are made again: their file was cut or has grown$/);
    appendFileSync(rowsFile(), 'x');
    assert.deepEqual(contentOf(await open()), first);
    writeFileSync(rowsFile(), readFileSync(rowsFile()).fill(9));
    assert.deepEqual(contentOf(await open()), first);
    assert.match(notices.at(-2) ?? '', /their file was altered/);
  });
});

describe('pictures that cannot be read', () => {
  haveFolder();

  it('are left out, counted and named', async () => {
    putSet(50);
    put('a/00007.png', pictureNamed('jpeg 4:2:0').subarray(0, 200));
    put('b/00003.png', Buffer.from('version https://git-lfs.github.com/spec/v1\n'));
    const data = await open();
    assert.equal(data.train.count + data.validation.count + data.test.count, 98);
    const labels = [data.train, data.validation, data.test].flatMap((split) => [...split.labels]);
    numbersIn(data).forEach((number, place) => assert.equal(labels[place], number % 2));
    assert.equal(
      notices[1],
      '2 of 100 pictures cannot be read and are left out: a/00007.png is cut short, b/00003.png is a Git LFS pointer in place of a picture; `git lfs pull` gets the picture',
    );
    assert.deepEqual(contentOf(await open()), contentOf(data), 'from the cache too');
  });

  it('end the run when they are many', async () => {
    putSet(100);
    for (let index = 0; index < 11; index += 1) put(`b/${String(index).padStart(5, '0')}.png`, Buffer.alloc(0));
    assert.match(
      await faultOf(),
      /^11 of the first \d+ pictures cannot be read, such as b\/00000\.png, which is empty$/,
    );
  });

  it('end the run when they are all of a class', async () => {
    putSet(3);
    for (let index = 0; index < 3; index += 1) put(`b/0000${index}.png`, Buffer.from('text'));
    assert.equal(await faultOf({ size: 2 }), "no picture of the class 'b' can be read, such as /set/b/00000.png");
  });

  it('end the run when one has another size and none is written', async () => {
    putSet(20);
    put('b/00009.png', grayPng([1, 2, 3], [4, 5, 6]));
    assert.equal(await faultOf(), '/set/b/00009.png has 3 × 2 pixels and the first picture 2 × 2');
    assert.equal((await open({ size: 2 })).train.count, 32);
  });

  it('end the run when the folder changes while it is read', async () => {
    putSet(300);
    const change = (): Promise<void> => {
      put('b/00299.png', grayPng([1, 1, 1]));
      return Promise.resolve();
    };
    assert.equal(await faultOf({}, { pause: change }), '/set/b/00299.png changed while the pictures were read');
  });

  it('end the run before it writes when the disk has no room, with both numbers', async () => {
    putSet(20);
    const original = fileOperations.freeBytes;
    fileOperations.freeBytes = () => 100;
    try {
      assert.equal(await faultOf(), 'the rows of 40 pictures take 160 B, and the disk has 100 B left');
    } finally {
      fileOperations.freeBytes = original;
    }
  });

  it('end the run with what to do when the disk fills up while rows are written, and go on from there', async () => {
    putSet(20);
    const original = fileOperations.write;
    fileOperations.write = () => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    };
    try {
      assert.equal(await faultOf(), 'the disk is full: the rows of 40 pictures take 160 B in the cache');
    } finally {
      fileOperations.write = original;
    }
    assert.equal((await open()).train.count, 32);
  });

  it('leave findings about single examples for the editor, under the stamp of their files', async () => {
    for (let index = 0; index < 6; index += 1) {
      for (const [place, name] of ['a', 'b'].entries())
        put(`train/${name}/${index}.png`, grayPng([index, place], [9, 9]));
    }
    put('train/b/again.png', grayPng([2, 1], [9, 9]));
    put('train/a/cut.png', grayPng([2, 1], [9, 9]).subarray(0, 20));
    put('test/a/seen.png', grayPng([4, 0], [9, 9]));
    put('test/b/new.png', grayPng([77, 1], [9, 9]));
    const { stamp = '' } = await open({ test: undefined });
    const findings = readRowFindings(cacheFolder(), stamp);
    assert.deepEqual(findings?.shared, { count: 1, named: ['a/seen.png = a/4.png'] });
    assert.deepEqual(findings.repeated, { count: 1, named: ['b/again.png = b/2.png'] });
    assert.equal(findings.unreadable.count, 1);
    assert.match(findings.unreadable.named[0] ?? '', /^a\/cut\.png /);
    assert.equal(readRowFindings(cacheFolder(), 'f'.repeat(64)), undefined);
  });
});
