import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Generator } from '../../../../../src/data';
import { bothReaders } from './both-data-readers';
import { pick } from '../../forge-json';
import { inFolder } from '../../in-folder';
import type { Target } from '../../target';

/** Settings under which a table is read; the first byte of an input chooses. */
const settings: readonly object[] = [
  {},
  { missing: 'mean' },
  { missing: 'row' },
  { missing: 'mean', header: false, columns: { label: '1' } },
  { missing: 'mean', columns: { label: 'label', numbers: ['length'], texts: ['color'] } },
];
const settingsOf = (input: Buffer): object => settings[(input[0] ?? 0) % settings.length] ?? {};
const forAll = (file: Buffer): Buffer[] => settings.map((_, place) => Buffer.concat([Buffer.of(place), file]));
const shares = { format: 'table', validation: 0.25, test: 0.25 };

const header = 'length,width,color,label';
const rowOf = (place: number): string => `${place}.5,${place % 7},${['red', 'blue'][place % 2]},${'ab'[place % 2]}`;

export function tableTarget(): Target {
  const folder = inFolder();
  const text = [header, ...Array.from({ length: 16 }, (_, place) => rowOf(place))].join('\n');
  const german = text.replaceAll(',', ';').replaceAll('.', ',');
  const utf16 = Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text, 'utf16le')]);
  const corpus = [Buffer.from(text), Buffer.from(german), utf16].flatMap(forAll);
  const check = async (input: Buffer): Promise<void> => {
    writeFileSync(path.join(folder, 'data.csv'), input.subarray(1));
    await bothReaders(folder, { ...shares, ...settingsOf(input), path: 'data.csv' });
  };
  return { name: 'tables of text, in the editor and the trainer', corpus, check, forge: forgeTable, inputs: 100 };
}

const oddCells: readonly string[] = [
  ...['', 'NaN', '1e999', '-0', '1e-320', '0x10', '1_000', '1,5', '"', '""', '"a""b"', '"a\nb"', ' 7 ', 'Infinity'],
  ...[
    'label',
    '__proto__',
    'constructor',
    '\u0000',
    '\ufeff',
    '\u2028',
    'é',
    'e\u0301',
    '1e39',
    '=1+1',
    'x'.repeat(999),
  ],
];

/** A table with odd cells, rows and columns. */
function forgeTable(original: Buffer, generator: Generator): Buffer {
  const separator = pick([',', ';', '\t', '|'], generator);
  const rows = [header, ...Array.from({ length: 1 + generator.nextBelow(20) }, (_, place) => rowOf(place))];
  const cells = rows.map((row) => row.split(','));
  for (let left = 1 + generator.nextBelow(4); left > 0; left -= 1) {
    const row = pick(cells, generator);
    const place = generator.nextBelow(row.length);
    switch (generator.nextBelow(5)) {
      case 0:
        row.splice(place, 1);
        break;
      case 1:
        row.push(pick(oddCells, generator));
        break;
      case 2:
        for (const one of cells) one[place] = pick([...oddCells, one[place] ?? ''], generator);
        break;
      default:
        row[place] = pick(oddCells, generator);
    }
  }
  const text = cells.map((row) => row.join(separator)).join(pick(['\n', '\r\n', '\n\n', '\r'], generator));
  const encoding = pick(['utf8', 'utf8', 'utf16le', 'latin1'] as const, generator);
  return Buffer.concat([original.subarray(0, 1), Buffer.from(text, encoding)]);
}

export function parquetTarget(): Target {
  const folder = inFolder();
  const kinds = ['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4', 'index', 'lists'];
  const files = kinds.map((kind) => readFileSync(path.resolve(`test/fixtures/data/table-${kind}.parquet`)));
  const corpus = [...files, readFileSync(path.resolve('test/fixtures/data/pets.parquet'))].flatMap((file) =>
    [1, 2].map((place) => Buffer.concat([Buffer.of(place), file])),
  );
  const file = path.join(folder, 'data.parquet');
  const check = async (input: Buffer): Promise<void> => {
    // A file of another inode, so that what an earlier input has open stays as it was.
    rmSync(file, { force: true });
    writeFileSync(file, input.subarray(1));
    await bothReaders(folder, { ...shares, ...settingsOf(input), path: 'data.parquet' });
  };
  return { name: 'parquet files, in the editor and the trainer', corpus, check, forge: forgeParquet, inputs: 50 };
}

const oddBytes = [0, 1, 2, 0x0c, 0x15, 0x18, 0x19, 0x1c, 0x26, 0x7f, 0x80, 0xff];

/** Bytes of the metadata or of the heads of pages changed: those of the values are checked by nothing. */
function forgeParquet(original: Buffer, generator: Generator): Buffer {
  const copy = Buffer.from(original);
  const metadata = copy.readUInt32LE(copy.length - 8);
  const end = copy.length - 8;
  for (let left = 1 + generator.nextBelow(3); left > 0; left -= 1) {
    const isMetadata = generator.nextBelow(3) > 0;
    const place = isMetadata ? end - 1 - generator.nextBelow(metadata) : 5 + generator.nextBelow(end - metadata - 5);
    const byte = copy[place] ?? 0;
    copy[place] = generator.nextBelow(2) === 0 ? pick(oddBytes, generator) : byte ^ (1 << generator.nextBelow(8));
  }
  return copy;
}
