import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Generator } from '../../../../../src/data';
import { bytes, floats, integers, npyFile, npzFile, texts } from '../../../data-sources/small-arrays';
import { around, standardFiles } from '../../../data-sources/small-idx';
import { bothReaders } from './both-data-readers';
import { pick } from '../../forge-json';
import { inFolder } from '../../in-folder';
import type { Target } from '../../target';

export function idxTarget(): Target {
  const files = standardFiles(around([0, 1, 2], 12), around([0, 1, 2], 6));
  const names = Object.keys(files);
  const folder = inFolder((where) => {
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(where, name), content);
  });
  // The first byte of an input says which of the files it is.
  const corpus = names.map((name, place) => Buffer.concat([Buffer.of(place), files[name] ?? Buffer.alloc(0)]));
  const check = async (input: Buffer): Promise<void> => {
    const name = names[(input[0] ?? 0) % names.length] ?? '';
    writeFileSync(path.join(folder, name), input.subarray(1));
    try {
      await bothReaders(folder, { format: 'idx', path: '.' });
    } finally {
      writeFileSync(path.join(folder, name), files[name] ?? '');
    }
  };
  return { name: 'idx files, in the editor and the trainer', corpus, check, forge: forgeIdx };
}

const lengths = [0, 1, 2, 3, 6, 12, 13, 255, 256, 65_535, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];

/** A length of the header or a label changed, and sometimes as many bytes as the header promises. */
function forgeIdx(original: Buffer, generator: Generator): Buffer {
  const copy = Buffer.from(original);
  const rank = copy[4] ?? 1;
  const dimension = generator.nextBelow(rank);
  if (generator.nextBelow(4) === 0) copy[copy.length - 1 - generator.nextBelow(6)] = generator.nextBelow(256);
  else copy.writeUInt32BE(pick(lengths, generator), 5 + 4 * dimension);
  const shape = Array.from({ length: rank }, (_, place) => copy.readUInt32BE(5 + 4 * place));
  const promised = shape.reduce((product, length) => product * length, 1);
  if (promised > 1 << 16 || generator.nextBelow(2) === 0) return copy;
  const body = copy.subarray(5 + 4 * rank);
  return Buffer.concat([copy.subarray(0, 5 + 4 * rank), Buffer.alloc(promised, body.length > 0 ? body : 0)]);
}

export function arraysTarget(): Target {
  const folder = inFolder();
  const labels = around([0, 1, 2], 12);
  const pixels = Array.from({ length: 12 * 16 }, (_, place) => place % 256);
  const corpus = [
    npzFile({ x_train: bytes([12, 4, 4], pixels), y_train: integers([12], labels) }),
    npzFile({ x_train: floats([12, 16], pixels), y_train: texts(labels.map((label) => `class ${label}`)) }, false),
  ];
  const check = async (input: Buffer): Promise<void> => {
    writeFileSync(path.join(folder, 'data.npz'), input);
    await bothReaders(folder, { format: 'arrays', path: 'data.npz', validation: 0.25, test: 0.25 });
  };
  return { name: 'NumPy arrays, in the editor and the trainer', corpus, check, forge: forgeArrays, inputs: 120 };
}

const kinds = [
  '<f4',
  '<f8',
  '<i8',
  '<i4',
  '|u1',
  '|i1',
  '|b1',
  '<f2',
  '>f4',
  '<U5',
  '|S3',
  '|O',
  '<c8',
  '<U99999999',
  '',
];

/** Archives with whole checksums, whose arrays have odd kinds, shapes and contents. */
function forgeArrays(_original: Buffer, generator: Generator): Buffer {
  const array = (): Buffer => {
    const rank = generator.nextBelow(5);
    const shape = Array.from({ length: rank }, () => pick([...lengths, 12, 12, 12, 4, 4], generator));
    const count =
      generator.nextBelow(3) === 0
        ? 12 * 16
        : Math.min(
            shape.reduce((a, b) => a * b, 1),
            4096,
          );
    const content = Buffer.alloc(count * pick([1, 4, 8], generator), generator.nextBelow(256));
    content.forEach(
      (_, place) => (content[place] = generator.nextBelow(5) === 0 ? generator.nextBelow(256) : place % 3),
    );
    return npyFile(pick(kinds, generator), shape, content, generator.nextBelow(6) === 0);
  };
  const whole = {
    x_train: bytes([12, 4, 4], new Array<number>(192).fill(7)),
    y_train: integers([12], around([0, 1], 12)),
  };
  const name = pick(['x_train', 'y_train', 'x_test', 'x_val', '../../x_train', 'x', ''], generator);
  return npzFile({ ...whole, [name]: array() }, generator.nextBelow(2) === 0);
}
