import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, realpathSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FactsStore, listDataNames } from '../../../../src/data-sources';
import { describeSet, faultOf, find, haveFolder, optionsOf, place, put, root } from './pictures-set';

describe('a list of pictures', () => {
  haveFolder();

  const list = (name: string, ...lines: readonly string[]): void =>
    writeFileSync(path.join(root, name), `${lines.join('\n')}\n`);
  beforeEach(() => put('set/1.png', 'set/deep/2.png', 'set/3.png', 'set/4.png'));

  it('gives each picture its class, by the usual names of the columns or those that are written', async () => {
    list('train.csv', 'id,image,label', '0,1.png,"b, large"', '1,deep/2.png,a', '2,3.png,a');
    const facts = await describeSet({ list: 'train.csv' });
    assert.deepEqual(
      [facts.classes.map(({ name }) => name), facts.splits.train.classCounts],
      [
        ['a', 'b, large'],
        [2, 1],
      ],
    );
    list('train.tsv', 'picture\tspecies', '1.png\tx', '3.png\ty');
    const columns = { path: 'picture', label: 'species' };
    assert.deepEqual((await describeSet({ list: 'train.tsv', columns })).splits.train.classCounts, [1, 1]);
  });

  it('names the row of a quote that is never closed', async () => {
    list('train.csv', 'path,label', '1.png,a', '3.png,"b', '4.png,a');
    assert.equal(await faultOf({ list: 'train.csv' }), '/train.csv, row 3: a quote is opened and never closed');
  });

  it('has its columns completed, by a look at the list alone', async () => {
    list('train.csv', 'id,picture,species', '0,1.png,a', '1,gone.png,b');
    assert.deepEqual(await listDataNames(optionsOf({ list: 'train.csv' }), place()), [
      { name: 'id', detail: '0, 1' },
      { name: 'picture', detail: '1.png, gone.png' },
      { name: 'species', detail: 'a, b' },
    ]);
    assert.deepEqual(await listDataNames(optionsOf(), place()), []);
  });

  it('finds large pictures as it finds small ones, and judges where a link leads', async function () {
    if (process.platform === 'win32') this.skip();
    const real = realpathSync(root);
    mkdirSync(path.join(root, 'away'));
    for (const name of ['set/large.png', 'set/deep/large.png', 'away/large.png']) {
      appendFileSync(path.join(root, name), Buffer.alloc(5000));
    }
    symlinkSync(path.join(root, 'away'), path.join(root, 'set/linked'));
    symlinkSync(path.join(root, 'set/large.png'), path.join(root, 'set/link.png'));
    list('train.csv', 'path,label', 'large.png,a', './deep/large.png,b', 'linked/large.png,b', 'link.png,a');
    const files = await find({ list: 'train.csv' });
    const { size, mtimeMs, ctimeMs } = statSync(path.join(root, 'set/large.png'));
    assert.deepEqual(files[0], {
      ...{ role: 'train a', path: path.join(real, 'set/large.png') },
      ...{ bytes: size, changedAt: Math.max(mtimeMs, ctimeMs) },
    });
    assert.deepEqual(
      files.map(({ path: file, role }) => [path.relative(real, file), role]),
      [
        ['set/large.png', 'train a'],
        ['set/deep/large.png', 'train b'],
        ['away/large.png', 'train b'],
        ['set/large.png', 'train a'],
      ],
    );
    symlinkSync(tmpdir(), path.join(root, 'set/out'));
    list('train.csv', 'path,label', 'large.png,a', 'out/large.png,b');
    assert.match(await faultOf({ list: 'train.csv' }), /is a link that leads out of/);
    list('train.csv', 'path,label', 'large.png,a', 'large.png/1.png,b');
    assert.match(await faultOf({ list: 'train.csv' }), /1 of 2 pictures are not there: row 3: large\.png\/1\.png/);
  });

  it('may have lists for validation and test beside it', async () => {
    list('train.csv', 'file;class', '1.png;a', 'deep/2.png;b');
    list('test.csv', 'file;class', '3.png;b');
    assert.deepEqual((await describeSet({ list: 'train.csv', test: 'test.csv' })).splits.test?.classCounts, [0, 1]);
    list('test.csv', 'file;class', '1.png;b');
    assert.match(await faultOf({ list: 'train.csv', test: 'test.csv' }), /1\.png is read for training already/);
  });

  for (const [name, lines, message] of [
    [
      'with missing pictures',
      ['path,label', '1.png,a', 'no.png,a', 'nor.png,b'],
      'data.list: /train.csv: 2 of 3 pictures are not there: row 3: no.png, row 4: nor.png',
    ],
    [
      'with a path that leads outside',
      ['path,label', '../x.png,a'],
      "/train.csv, row 2: '../x.png' leads out of data.path",
    ],
    ['without a label in a row', ['path,label', '1.png,'], '/train.csv, row 2: it has no label'],
    [
      'without a column of paths',
      ['x,label', '1.png,a'],
      '/train.csv: it has no column path, file, filename, file_name; it has x, label',
    ],
    ['without pictures', ['path,label'], '/train.csv: it lists no picture'],
  ] as const) {
    it(`is refused: ${name}`, async () => {
      list('train.csv', ...lines);
      assert.equal(await faultOf({ list: 'train.csv' }), message);
    });
  }
});

describe('a list whose paths start elsewhere than data.path', () => {
  haveFolder();

  const remedyOf = async (more: object): Promise<unknown> => {
    const finding = await new FactsStore().look(optionsOf(more), root, place());
    return finding.kind === 'fault' ? [finding.hint, finding.remedy] : finding;
  };
  beforeEach(() => put('set/1.png', 'set/2.png'));

  it('is told where they start: at the list, above the folder or at the config', async () => {
    writeFileSync(path.join(root, 'set', 'train.csv'), 'path,label\n1.png,a\n2.png,b\n');
    mkdirSync(path.join(root, 'other'));
    assert.deepEqual(await remedyOf({ path: 'other', list: 'set/train.csv' }), [
      'they are there from set: write data.path: set',
      { path: ['data', 'path'], value: 'set' },
    ]);
    writeFileSync(path.join(root, 'train.csv'), 'path,label\nset/1.png,a\nset/2.png,b\n');
    assert.deepEqual(await remedyOf({ path: 'set', list: 'train.csv' }), [
      'they are there from .: write data.path: .',
      { path: ['data', 'path'], value: '.' },
    ]);
  });

  it('is told nothing where some are missing everywhere', async () => {
    writeFileSync(path.join(root, 'train.csv'), 'path,label\nset/1.png,a\nset/9.png,b\n');
    const hint = 'correct the paths, which start from data.path, or take the rows out';
    assert.deepEqual(await remedyOf({ path: 'set', list: 'train.csv' }), [hint, undefined]);
  });
});
