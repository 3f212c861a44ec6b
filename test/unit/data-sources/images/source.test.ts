import assert from 'node:assert/strict';
import { rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sourceOf } from '../../../../src/data-sources';
import { byCodePoints } from '../../../../src/data-sources/classes/code-points';
import { grayPng, pictureNamed } from '../../pictures/pictures';
import { describeSet, faultOf, find, haveFolder, optionsOf, put, root } from './pictures-set';

describe('a folder of pictures', () => {
  haveFolder();

  it('is a class a folder, in the order of ImageFolder, with files of folders below it', async () => {
    put('set/b/2.png', 'set/b/10.PNG', 'set/b/inner/1.jpeg', 'set/B2/x.webp', 'set/ä/y.gif', 'set/b/notes.txt');
    put('set/b/.hidden.png', 'set/.git/z.png');
    const facts = await describeSet();
    assert.deepEqual(facts.classes, [
      { name: 'B2', label: 0 },
      { name: 'b', label: 1 },
      { name: 'ä', label: 2 },
    ]);
    assert.deepEqual(facts.splits, { train: { count: 5, classCounts: [1, 3, 1] } });
    assert.deepEqual(
      (await find()).map(({ path: file }) => path.relative(path.join(root, 'set'), file).split(path.sep).join('/')),
      ['B2/x.webp', 'b/10.PNG', 'b/2.png', 'b/inner/1.jpeg', 'ä/y.gif'],
    );
  });

  it('has another time where a picture took the place of one of the same size and kept an old time', async () => {
    put('set/a/1.png', 'set/b/1.png');
    const old = new Date('2020-01-01');
    utimesSync(path.join(root, 'set/a/1.png'), old, old);
    for (const { changedAt } of await find()) assert.ok(changedAt > old.getTime());
  });

  it('may have splits, also under the other names of validation', async () => {
    for (const name of ['val', 'valid', 'validation']) {
      put('set/train/a/1.png', 'set/train/b/1.png', `set/${name}/b/2.png`, 'set/test/a/3.png', 'set/test/b/4.png');
      const { splits } = await describeSet();
      assert.deepEqual(splits, {
        train: { count: 2, classCounts: [1, 1] },
        validation: { count: 1, classCounts: [0, 1] },
        test: { count: 2, classCounts: [1, 1] },
      });
      rmSync(path.join(root, 'set'), { recursive: true });
    }
  });

  it('may have splits in capitals, and the longer names of training and test', async () => {
    put('set/Training/a/1.png', 'set/Training/b/1.png', 'set/TESTING/a/2.png');
    const { splits } = await describeSet();
    assert.deepEqual([splits.train.count, splits.test?.count], [2, 1]);
  });

  it('may have a class that is called train, as one of vehicles has', async () => {
    put('set/car/1.png', 'set/train/1.png', 'set/plane/1.png');
    assert.deepEqual(
      (await describeSet()).classes.map(({ name }) => name),
      ['car', 'plane', 'train'],
    );
  });

  it('takes its validation and test from other folders that a config names', async () => {
    put('set/a/1.png', 'set/b/1.png', 'more/a/1.png', 'last/b/1.png');
    const { splits } = await describeSet({ validation: 'more', test: 'last' });
    assert.deepEqual(
      [splits.validation?.classCounts, splits.test?.classCounts],
      [
        [1, 0],
        [0, 1],
      ],
    );
    assert.match(
      await faultOf({ validation: 'more', test: 'more' }),
      /\/more\/a\/1\.png is read for validation already/,
    );
  });

  it('has rows of the size that is written, else of its first picture', async () => {
    put('set/a/1.png', 'set/b/1.png');
    assert.deepEqual((await describeSet()).shape, [2, 3, 3]);
    assert.deepEqual((await describeSet({ channels: 'gray' })).shape, [2, 3, 1]);
    assert.deepEqual((await describeSet({ size: 64 })).shape, [64, 64, 3]);
    assert.deepEqual((await describeSet({ size: [24, 32], channels: 'gray' })).shape, [24, 32, 1]);
    for (const name of ['a', 'b']) writeFileSync(path.join(root, `set/${name}/1.png`), pictureNamed('jpeg 4:2:0'));
    assert.deepEqual((await describeSet()).shape, [14, 21, 3]);
  });

  it('has several sizes where none is written: the first of another size that is seen is named', async () => {
    put('set/a/1.png', 'set/b/1.png', 'set/b/2.png');
    writeFileSync(path.join(root, 'set/b/2.png'), grayPng([1]));
    assert.equal(await faultOf(), '/set/b/2.png has 1 × 1 pixels and the first picture 3 × 2');
    assert.deepEqual((await describeSet({ size: 4 })).splits.train.count, 3);
  });

  it('shows small pictures of the first classes, and neither large files nor those that are none', async () => {
    put('set/a/1.png', 'set/b/1.png', 'set/c/1.png', 'set/d/1.png', 'set/e/1.png');
    writeFileSync(path.join(root, 'set/b/1.png'), Buffer.concat([grayPng([1]), Buffer.alloc(9000)]));
    writeFileSync(path.join(root, 'set/c/1.png'), '<svg onload="alert(1)">');
    const { pictures = [] } = await describeSet({ size: 4 });
    assert.deepEqual(
      pictures.map(({ className }) => className),
      ['a', 'd'],
    );
    assert.match(pictures[0]?.uri ?? '', /^data:image\/png;base64,iVBORw0KGgo/);
  });

  it('follows links that stay in the workspace, and names one that leaves it', async () => {
    put('set/a/1.png', 'other/1.png', 'other/2.png');
    symlinkSync(path.join(root, 'other'), path.join(root, 'set/b'));
    assert.deepEqual((await describeSet()).splits.train.classCounts, [1, 2]);
    symlinkSync(tmpdir(), path.join(root, 'set/c'));
    assert.match(await faultOf(), /^set\/c is a link that leads out of/);
    rmSync(path.join(root, 'set/c'));
    symlinkSync(path.join(root, 'set'), path.join(root, 'set/a/round'));
    assert.match(await faultOf(), /is nested too deeply$/);
  });
});

describe('a folder of pictures by split', () => {
  haveFolder();

  it('has splits of names in any case', async () => {
    put('set/Train/a/1.png', 'set/Train/b/1.png', 'set/TEST/b/1.png', 'set/Validation/a/1.png');
    const { classes, splits } = await describeSet();
    assert.deepEqual(
      classes.map(({ name }) => name),
      ['a', 'b'],
    );
    assert.deepEqual(
      [splits.test?.classCounts, splits.validation?.classCounts],
      [
        [0, 1],
        [1, 0],
      ],
    );
  });
});

describe('a folder of pictures that cannot be used', () => {
  haveFolder();

  const cases: readonly [name: string, files: readonly string[], message: RegExp | string][] = [
    ['empty', ['set/notes.txt'], '/set has no folders of pictures'],
    ['without classes', ['set/1.png', 'set/2.jpg'], '/set has pictures, and no folders of classes'],
    [
      'without pictures',
      ['set/a/1.txt', 'set/b/2.tif'],
      /^\/set has no picture in any of its 2 folders; looked for were jpg/,
    ],
    [
      'with the folders of the classes in one folder below it',
      ['set/photos/a/1.png', 'set/photos/b/1.png'],
      "/set has one folder, 'photos', and the classes would be the folders in it",
    ],
    ['of one class', ['set/a/1.png', 'set/a/2.png'], 'all pictures are of the class a; there is nothing to tell apart'],
    [
      'with a class in test only',
      ['set/train/a/1.png', 'set/train/b/1.png', 'set/test/c/1.png'],
      "/set/test/c/1.png: the training split has no class 'c'",
    ],
    [
      'with classes in other letters in test',
      ['set/train/cat/1.png', 'set/train/dog/1.png', 'set/test/Cat/1.png'],
      "/set/test/Cat/1.png: the training split has no class 'Cat'; it has 'cat'",
    ],
    [
      'with one split in two cases',
      ['set/train/a/1.png', 'set/train/b/1.png', 'set/val/a/1.png', 'set/VALID/a/1.png'],
      '/set has both VALID and val',
    ],
    [
      'with two validation splits',
      ['set/train/a/1.png', 'set/val/a/1.png', 'set/valid/a/1.png'],
      '/set has both val and valid',
    ],
  ];
  for (const [name, files, message] of cases) {
    it(`is named: ${name}`, async () => {
      put(...files);
      const fault = await faultOf();
      if (typeof message === 'string') assert.equal(fault, message);
      else assert.match(fault, message);
    });
  }

  it('is named: classes that differ in upper and lower case alone', async function () {
    put('set/Cat/1.png', 'set/cat/2.png', 'set/dog/1.png');
    if ((await find()).length < 3) this.skip();
    assert.equal(await faultOf(), "the classes 'Cat' and 'cat' differ in upper and lower case alone");
  });

  it('is named: classes that look the same in two Unicode forms', async () => {
    put('set/caf\u00e9/1.png', 'set/cafe\u0301/2.png', 'set/tea/1.png');
    assert.match(await faultOf(), /^the classes '.*' and '.*' look the same and are written in two Unicode forms$/);
  });

  it('takes a class of another Unicode form in test for the same class', async () => {
    put('set/train/caf\u00e9/1.png', 'set/train/tea/1.png', 'set/test/cafe\u0301/2.png');
    assert.deepEqual((await describeSet()).splits.test?.classCounts, [1, 0]);
  });

  it('is named: more than 10,000 classes', async () => {
    const role = (index: number): string => `train class ${index}`;
    const files = Array.from({ length: 10_001 }, (_, index) => ({
      role: role(index),
      path: `${index}.png`,
      bytes: 1,
      changedAt: 1,
    }));
    await assert.rejects(
      () => sourceOf(optionsOf()).describe(optionsOf(), files),
      /the pictures are of 10001 classes; there may be 10000/,
    );
  });

  it('is named: a Git LFS pointer, where a picture would tell the size', async () => {
    put('set/a/1.png', 'set/b/1.png');
    writeFileSync(path.join(root, 'set/a/1.png'), 'version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n');
    assert.equal(
      await faultOf(),
      '/set/a/1.png is a Git LFS pointer in place of a picture; `git lfs pull` gets the picture',
    );
  });
});

describe('the order of code points', () => {
  it('is Python’s, also beyond the first 65,536 characters', () => {
    const names = ['z', 'Z', 'é', '\u{1f600}', '\uff5e', '\u{1f601}', '\u{1f600}a', '', 'zz'];
    assert.deepEqual(names.sort(byCodePoints), [
      '',
      'Z',
      'z',
      'zz',
      'é',
      '\uff5e',
      '\u{1f600}',
      '\u{1f600}a',
      '\u{1f601}',
    ]);
  });
});
