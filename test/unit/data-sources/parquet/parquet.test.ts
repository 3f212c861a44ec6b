import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { OwnData } from '../opened';
import { temporaryFolder } from '../small-idx';

const folder = temporaryFolder();
const data = new OwnData(folder.path, { format: 'table', path: 'a.csv', validation: 1, test: 1 });
const put = (content: Buffer, name = 'a.csv'): void => folder.put({ [name]: content });

describe('a table in parquet', () => {
  const fixture = (name: string): Buffer => readFileSync(`test/fixtures/data/${name}`);
  const settings = { missing: 'mean', normalize: 'none' };
  const rowsOf = async (path: string): Promise<unknown> => {
    const { train, validation, test, classList } = await data.open({ ...settings, path });
    return [classList, ...[train, validation, test].map(({ images, labels }) => [[...images], [...labels]])];
  };

  for (const name of ['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4', 'index']) {
    it(`is the same as csv where pandas wrote it with ${name}`, async () => {
      put(fixture('table.csv'));
      put(fixture(`table-${name}.parquet`), 'a.parquet');
      assert.deepEqual(await rowsOf('a.parquet'), await rowsOf('a.csv'));
      const { columns, firstRows } = await data.facts({ ...settings, path: 'a.parquet' });
      assert.deepEqual(
        columns?.map(({ name: column, use, missing }) => `${column} ${use} ${missing}`),
        [
          'small number 0',
          'large number 0',
          'half number 4',
          'single number 0',
          'flag text 0',
          'color text 3',
          'label label 0',
        ],
      );
      assert.equal(firstRows?.length, 5);
    });
  }
  const whole = fixture('table-snappy.parquet');
  // The field before the name of a column is taken for a later one, and the name with it.
  const nameless = fixture('pets.parquet');
  const before = nameless.indexOf('\x18\x05color', 'latin1') - 2;
  nameless[before] = (nameless[before] ?? 0) ^ 0x80;
  const broken: readonly [what: string, content: Buffer, says: RegExp][] = [
    ['that is cut off', whole.subarray(0, 900), /a\.parquet: it cannot be read as parquet \(.*\); write it again/],
    ['with a column without a name', nameless, /a\.parquet: a column has no name; write it again/],
    ['that is empty', Buffer.alloc(0), /a\.parquet: it cannot be read as parquet/],
    ['that is something else', Buffer.from('PAR'), /cannot be read as parquet/],
    [
      'that Git LFS has not got yet',
      Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 9\n`),
      /^a\.parquet is a Git LFS pointer in place of a file; `git lfs pull` gets the file$/,
    ],
    [
      'with lists as labels',
      fixture('table-lists.parquet'),
      /'label' holds lists: as labels they are multi-label data/,
    ],
  ];
  for (const [what, content, says] of broken) {
    it(`is refused ${what}`, async () => {
      put(content, 'a.parquet');
      assert.match(await data.fault({ path: 'a.parquet' }), says);
    });
  }

  it('is refused, or read, where any of its bytes is another, in bounded time', async () => {
    for (let at = 0; at < whole.length; at += 97) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0x55;
      put(changed, 'a.parquet');
      assert.match(await data.fault({ path: 'a.parquet', missing: 'mean' }), /no fault|a\.parquet|;/);
    }
  });
});
