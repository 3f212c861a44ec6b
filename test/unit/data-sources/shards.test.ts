import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { DataFault } from '../../../src/data-sources';
import { expandGlob } from '../../../src/data-sources/files/glob';
import { findShards } from '../../../src/data-sources/table/shards';
import { OwnData } from './opened';
import { temporaryFolder } from './small-idx';

const folder = temporaryFolder();
const data = new OwnData(folder.path, { format: 'table', path: '*.csv', test: 0.25, validation: 0.25 });
const put = (name: string, text: string): void => {
  mkdirSync(path.dirname(path.join(folder.path(), name)), { recursive: true });
  folder.put({ [name]: Buffer.from(text) });
};
const rows = (first: number, count: number): string =>
  Array.from(
    { length: count },
    (_, row) => `${first + row},${row % 3 ? 'red' : 'blue'},${row % 2 ? 'cat' : 'dog'}\n`,
  ).join('');

describe('a pattern of paths', () => {
  const place = { resolve: (written: string) => path.join(folder.path(), written), environment: {} };

  it('stands for the files whose names fit, in folders too, by code points and without hidden ones', async () => {
    for (const name of ['a-2.csv', 'a-10.csv', 'b.csv', '.a-3.csv', 'sub/x/a-1.csv', 'sub/y/a-1.csv', 'sub/z/b.csv'])
      put(name, '');
    assert.deepEqual(await expandGlob('a-*.csv', place), ['a-10.csv', 'a-2.csv']);
    assert.deepEqual(await expandGlob('a-?.csv', place), ['a-2.csv']);
    assert.deepEqual(await expandGlob('sub/*/a-1.csv', place), ['sub/x/a-1.csv', 'sub/y/a-1.csv']);
    assert.deepEqual(await expandGlob('*/*/*', place), ['sub/x/a-1.csv', 'sub/y/a-1.csv', 'sub/z/b.csv']);
  });

  it('that stands for nothing is refused with an example', async () => {
    await assert.rejects(expandGlob('*.tsv', place), (error: unknown) => {
      assert.ok(error instanceof DataFault);
      assert.equal(error.message, "'*.tsv' stands for no file");
      assert.match(error.hint, /^write a pattern such as data\/train-\*\.parquet/);
      return true;
    });
  });

  it('that leads back into its own folder by links is given up', async () => {
    for (const name of ['one', 'two']) symlinkSync('.', path.join(folder.path(), name));
    await assert.rejects(expandGlob(`${'*/'.repeat(30)}*.csv`, place), (error: unknown) => {
      assert.ok(error instanceof DataFault);
      assert.match(error.message, /leads into more than 5000 folders$/);
      return true;
    });
  });

  it('with many stars is tried in bounded time', async () => {
    put(`${'a'.repeat(200)}.csv`, '');
    await assert.rejects(expandGlob(`${'*a'.repeat(20)}*b`, place), DataFault);
  });
});

describe('a table in several files', () => {
  it('is one table, row behind row, with the texts of all', async () => {
    put('a-1.csv', `length,color,label\n${rows(0, 4)}`);
    put('a-2.csv', `length,color,label\n9,green,cow\n${rows(4, 4)}`);
    put('one.csv', `length,color,label\n${rows(0, 4)}9,green,cow\n${rows(4, 4)}`);
    const split = { normalize: 'none', validation: 2, test: 2 };
    const [several, one] = [
      await data.open({ ...split, path: 'a-*.csv' }),
      await data.open({ ...split, path: 'one.csv' }),
    ];
    const contentOf = ({ train, test, classList }: typeof several): unknown => [
      ...[train.images, train.labels, test.images, test.labels],
      classList,
    ];
    assert.deepEqual(contentOf(several), contentOf(one));
    assert.deepEqual(several.columnNames, ['length', 'color: blue', 'color: green', 'color: red']);
    assert.equal((await data.facts({ path: 'a-*.csv' })).splits.train.count, 9);
  });

  it('goes by splits where the names begin with them, in a folder of parts too', async () => {
    for (const [name, count] of [
      ['train-00000-of-00002', 8],
      ['train-00001-of-00002', 4],
      ['test-00000-of-00001', 3],
    ] as const) {
      put(`parts/${name}.csv`, `length,color,label\n${rows(0, count)}`);
    }
    for (const written of ['parts/*.csv', 'parts']) {
      const { splits } = await data.facts({ path: written, test: undefined });
      assert.deepEqual([splits.train.count, splits.test?.count], [12, 3], written);
    }
    const { splits } = await data.facts({ path: 'parts/train-*.csv', test: 'parts/test-*.csv' });
    assert.deepEqual([splits.train.count, splits.test?.count], [12, 3]);
  });

  it('is refused where files have other columns, other endings or no split, and names the file', async () => {
    put('a-1.csv', `length,color,label\n${rows(0, 4)}`);
    put('a-2.csv', 'length,label\n1,cat\n');
    assert.equal(
      await data.fault({ path: 'a-*.csv' }),
      "a-2.csv has no column 'color', other than a-1.csv; name files with the same columns in data.path",
    );
    put('a-2.csv', `length,color,label,more\n${rows(0, 1).trim()},1\n`);
    assert.match(await data.fault({ path: 'a-*.csv' }), /^a-2\.csv has a column 'more', other than a-1\.csv;/);
    put('a-3.png', '');
    assert.match(
      await data.fault({ path: 'a-*' }),
      /^'a-\*' stands for a-3\.png too; write its ending, as in \*\.parquet$/,
    );
    put('train-1.csv', '');
    assert.match(
      await data.fault({ path: '*-1.csv' }),
      /^a-1\.csv names no split, and others begin with train; begin each/,
    );
  });

  it('has each file judged as the path of a config is, since it may be a link that leads out', async () => {
    put('link.csv', '');
    const resolve = (written: string): string => {
      if (written === 'link.csv') throw new DataFault('link.csv leads out of the workspace', 'copy it');
      return path.join(folder.path(), written);
    };
    const shards = findShards('*.csv', { kind: 'table', ending: /csv$/ }, { resolve, environment: {} });
    await assert.rejects(shards, { message: 'link.csv leads out of the workspace' });
  });
});
