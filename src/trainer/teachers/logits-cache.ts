import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { DataSet } from '../../data';
import { decodeNpy, encodeNpy, writeFileDurably } from '../../runs';

/** A teacher's logits over the splits of a data set, each [count, classes]. */
export interface Logits {
  readonly train: Float32Array;
  readonly validation: Float32Array;
  readonly test: Float32Array;
}

const splits = ['train', 'validation', 'test'] as const;
const indexName = 'logits.json';

/** Stores logits as .npy files, which NumPy reads, and their checksums beside them. */
export function writeLogits(folder: string, logits: Logits, data: DataSet): void {
  mkdirSync(folder, { recursive: true });
  const checksums: Record<string, string> = {};
  for (const split of splits) {
    const bytes = encodeNpy({ shape: [data[split].count, data.classes], values: logits[split] });
    checksums[split] = sha256(bytes);
    writeFileDurably(path.join(folder, `${split}.npy`), bytes);
  }
  writeFileDurably(path.join(folder, indexName), `${JSON.stringify(checksums, null, 2)}\n`);
}

/** Reads such logits; undefined when there are none. Throws an error that names a damaged file. */
export function readLogits(folder: string, data: DataSet): Logits | undefined {
  const index = path.join(folder, indexName);
  if (!existsSync(index)) return undefined;
  const checksums = JSON.parse(readFileSync(index, 'utf8')) as Partial<Record<string, string>>;
  const read = (split: (typeof splits)[number]): Float32Array => {
    const file = path.join(folder, `${split}.npy`);
    const bytes = readFileSync(file);
    if (sha256(bytes) !== checksums[split]) throw new Error(`${file} is damaged: its checksum is wrong`);
    const { shape, values } = decodeNpy(bytes, file);
    if (shape[0] !== data[split].count || shape[1] !== data.classes) {
      throw new Error(`${file} has the shape ${shape.join('×')}, not ${data[split].count}×${data.classes}`);
    }
    return values;
  };
  return { train: read('train'), validation: read('validation'), test: read('test') };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
