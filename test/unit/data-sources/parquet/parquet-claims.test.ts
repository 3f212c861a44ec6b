import assert from 'node:assert/strict';
import { cpuTime } from '../../../growth';
import { OwnData } from '../opened';
import { temporaryFolder } from '../small-idx';
import {
  byteArrays,
  int32s,
  parquetFile,
  prefixed,
  runOf,
  struct,
  varint,
  withMetadata,
  type SmallColumn,
  type SmallPage,
} from './small-parquet';

const folder = temporaryFolder();
const data = new OwnData(folder.path, { format: 'table', path: 'a.parquet', validation: 1, test: 1, missing: 'mean' });
const put = (content: Buffer): void => folder.put({ 'a.parquet': content });

const billion = 2 ** 30;
const numbers = (page: SmallPage, more: Partial<SmallColumn> = {}): SmallColumn => ({
  ...{ name: 'size', type: 1, pages: [page], ...more },
});
const labels: SmallColumn = {
  ...{ name: 'label', type: 6, converted: 0 },
  pages: [{ body: byteArrays(['a', 'b', 'a', 'b']), values: 4 }],
};
const whole = { body: int32s([1, 2, 3, 4]), values: 4 };
/** A file of four rows, whose column of numbers is this. */
const four = (column: SmallColumn): Buffer => parquetFile([[column, labels]], [4]);
const bytes = (column: Partial<SmallColumn>, page: SmallPage): Buffer => four(numbers(page, { type: 6, ...column }));
/** A frame of zstd that stands for a billion zeros in blocks of 128 KB. */
const zeros = Buffer.concat([
  Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0x80, 0x58, 0, 0, 0, 0x40),
  ...Array.from({ length: 8192 }, () => Buffer.of(0x02, 0, 0x10, 0)),
]);
/** Differences of a block of 128 in one part, all of them the same. */
const differences = (first: number, each: number): Buffer =>
  Buffer.concat([varint(128), varint(1), varint(4), varint(2 * first), varint(2 * each), Buffer.of(0)]);

const claims: readonly [what: string, file: () => Buffer, says: RegExp][] = [
  ['a billion rows', () => parquetFile([[numbers(whole), labels]], [billion]), /claims 1073741824 values in \d+ bytes/],
  [
    'other rows than its groups',
    () => parquetFile([[numbers(whole), labels]], [4], 5),
    /its head has 5 rows and its groups 4/,
  ],
  [
    'a billion values in a page',
    () => four(numbers({ ...whole, values: billion })),
    /a page of it claims 1073741824 values, where 4 are left/,
  ],
  [
    'a billion values in a dictionary',
    () => four(numbers(whole, { pages: [{ ...whole, values: billion, isDictionary: true }] })),
    /a page of 16 bytes claims 1073741824 values/,
  ],
  [
    'a run of a billion levels',
    () =>
      four(numbers({ ...whole, body: Buffer.concat([prefixed(runOf(billion, 1)), whole.body]) }, { isOptional: true })),
    /repeats a value 1073741824 times, of 4/,
  ],
  [
    'a run of a billion indexes',
    () =>
      four(
        numbers(whole, {
          pages: [
            { ...whole, isDictionary: true },
            { values: 4, encoding: 2, body: Buffer.concat([Buffer.of(2), runOf(billion, 1)]) },
          ],
        }),
      ),
    /repeats a value 1073741824 times, of 4/,
  ],
  [
    'an index that its dictionary does not have',
    () =>
      four(
        numbers(whole, {
          pages: [
            { ...whole, isDictionary: true },
            { values: 4, encoding: 2, body: Buffer.concat([Buffer.of(3), runOf(4, 5)]) },
          ],
        }),
      ),
    /a value of it is not in its dictionary/,
  ],
  [
    'a page of two gigabytes',
    () => four(numbers({ ...whole, unpackedBytes: 2 ** 31 - 1 }, { codec: 1 })),
    /a page of 16 bytes claims to hold 2147483647/,
  ],
  [
    'zeros that unpack to a billion',
    () => four(numbers({ ...whole, body: zeros, unpackedBytes: 16 }, { codec: 6 })),
    /it cannot be read as parquet|a page of it|claims|is damaged/,
  ],
  [
    'columns of a terabyte',
    () => four(numbers(whole, { unpackedBytes: 2 ** 40 })),
    /its columns are 10995116\d+ bytes when they are unpacked/,
  ],
  [
    'blocks of lz4 that lead back',
    () => four(numbers({ ...whole, body: Buffer.from('00000000fffffff80000000000000000', 'hex') }, { codec: 5 })),
    /a page of it is damaged \(LZ4\)/,
  ],
  [
    'differences that lead back',
    () => four(numbers({ values: 4, encoding: 5, body: Buffer.of(0xf8, 0xff, 0xff, 0xff, 0x0f, 1, 4, 0, 0, 8) })),
    /blocks of 4294967288 differences in 1 parts/,
  ],
  [
    'a text that begins as none before it',
    () =>
      bytes(
        {},
        { values: 4, encoding: 7, body: Buffer.concat([differences(9, 0), differences(1, 0), Buffer.from('abcd')]) },
      ),
    /a text of it begins as none before it/,
  ],
  [
    'a list of a billion',
    () => withMetadata(Buffer.from('PAR1'), Buffer.concat([Buffer.of(0x29, 0xfc), varint(billion), Buffer.of(0)])),
    /a list of 1073741824 is not in it/,
  ],
  [
    'a number without an end',
    () => withMetadata(Buffer.from('PAR1'), Buffer.concat([Buffer.of(0x36), Buffer.alloc(1 << 20, 0xff)])),
    /a number of it has no end/,
  ],
  [
    'lists in lists without an end',
    () => withMetadata(Buffer.from('PAR1'), Buffer.concat([Buffer.of(0x29), Buffer.alloc(1 << 20, 0x19)])),
    /nested more than 32 deep/,
  ],
  [
    'columns in columns without an end',
    () => {
      const column = {
        fields: [
          [4, 'a'],
          [5, 1],
        ],
      } as const;
      return withMetadata(
        Buffer.from('PAR1'),
        struct([
          [2, { list: Array.from({ length: 10_000 }, () => column) }],
          [3, 0],
          [4, { list: [] }],
        ]),
      );
    },
    /its columns are nested more than 32 deep/,
  ],
  [
    'pages at another file’s place',
    () => parquetFile([[numbers(whole), labels]], [4]).subarray(100),
    /is not in it|cannot be read as parquet|no end|a page of it/,
  ],
];

describe('a parquet file that claims more than it has', () => {
  it('is read where it does not', async () => {
    put(four(numbers(whole)));
    assert.equal(await data.fault(), 'no fault');
  });

  for (const [what, file, says] of claims) {
    it(`is refused in words, in little time and memory: ${what}`, async () => {
      put(file());
      const before = process.memoryUsage();
      const took = await cpuTime(async () => assert.match(await data.fault(), says));
      const after = process.memoryUsage();
      assert.ok(took < 5000, `${took} ms`);
      assert.ok(after.heapTotal - before.heapTotal < 1 << 28, `${after.heapTotal - before.heapTotal} bytes`);
    });
  }

  it('has texts that begin alike up to a bound: a few bytes can stand for a square of them', async () => {
    const count = 30_000;
    // Each text is the one before and a letter more.
    const shared = Buffer.concat([varint(128), varint(1), varint(count), varint(0)]);
    const blocks = Buffer.concat(
      Array.from({ length: Math.ceil((count - 1) / 128) }, () => Buffer.concat([varint(2), Buffer.of(0)])),
    );
    const own = Buffer.concat([
      ...[varint(128), varint(1), varint(count), varint(2)],
      ...Array.from({ length: Math.ceil((count - 1) / 128) }, () => Buffer.concat([varint(0), Buffer.of(0)])),
    ]);
    const body = Buffer.concat([shared, blocks, own, Buffer.alloc(count, 'a')]);
    const text = { name: 'text', type: 6, converted: 0, pages: [{ body, values: count, encoding: 7 }] };
    const label = {
      name: 'label',
      type: 1,
      pages: [{ body: int32s(Array.from({ length: count }, (_, row) => row % 2)), values: count }],
    };
    put(parquetFile([[text, label]], [count]));
    assert.match(await data.fault(), /a page of \d+ bytes has values of more than \d+/);
  });
});
