import type { DataSet } from '../../data';
import { decodeNpy, encodeNpy, teacherFiles, type TeacherEntry } from '../../runs';

/** A teacher's logits over the splits of a data set, each [count, classes]. */
export interface Logits {
  readonly train: Float32Array;
  readonly validation: Float32Array;
  readonly test: Float32Array;
}

const splits = ['train', 'validation', 'test'] as const;
type Split = (typeof splits)[number];

/** Logits as the .npy files of a cache entry, which NumPy reads. */
export function encodeLogits(logits: Logits, data: DataSet): Record<string, Uint8Array> {
  return Object.fromEntries(
    splits.map((split) => [
      teacherFiles.logits[split],
      encodeNpy({ shape: [data[split].count, data.classes], values: logits[split] }),
    ]),
  );
}

/** Reads such logits; undefined when one of them is not kept. Throws as `TeacherEntry.read` does. */
export async function readLogits(entry: TeacherEntry, data: DataSet): Promise<Logits | undefined> {
  const read = async (split: Split): Promise<Float32Array | undefined> => {
    const name = teacherFiles.logits[split];
    const bytes = await entry.read(name);
    if (bytes === undefined) return undefined;
    const { shape, values } = decodeNpy(bytes, name);
    if (shape.join() !== `${data[split].count},${data.classes}`) {
      throw new Error(`${name} has the shape ${shape.join('×')}, not ${data[split].count}×${data.classes}`);
    }
    return values;
  };
  const [train, validation, test] = [await read('train'), await read('validation'), await read('test')];
  return train && validation && test && { train, validation, test };
}
