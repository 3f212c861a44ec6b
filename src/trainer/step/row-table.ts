import * as tf from '@tensorflow/tfjs-core';
import type { DataSet, Split } from '../../data';
import type { Engine, InputSpec, Table } from '../../engine';
import type { TeacherSource } from './teacher-source';

/** Name of the input that has the places of a batch's rows in the training split, [batchSize]. */
export const rowsInput = 'rows';

const tableInput = 'row table';

/** The rows of a training split as a part of the step, which gathers those of its batch. */
export interface RowTable {
  /** [count, features]. */
  readonly table: Table;
  /** Number of each byte in each channel, [channels, 256], or one row for all channels; absent where the rows are numbers. */
  readonly numbers?: Float32Array;
}

/** Bytes of the rows that a step holds. */
const maxBytes = 256 << 20;

/**
 * The rows of the training split for a step that gathers them itself: where the engine holds tables, rows lie in memory, pictures
 * do not change by chance, and no teacher looks at them. Undefined elsewhere: batches are then gathered for the step.
 */
export function rowTableOf(
  { holdsTables }: Pick<Engine, 'holdsTables'>,
  { train, features }: Pick<DataSet, 'train' | 'features'>,
  teachers: readonly TeacherSource[],
): RowTable | undefined {
  const areLogitsKept = teachers.every(({ kind }) => kind === 'cached' || kind === 'sets');
  return holdsTables === true && areLogitsKept ? rowsInMemory(train, features) : undefined;
}

function rowsInMemory({ images, count }: Split, features: number): RowTable | undefined {
  const bytes = images instanceof Float32Array ? undefined : images.bytes;
  const values = images instanceof Float32Array ? images : bytes?.values;
  if (values === undefined || values.byteLength > maxBytes) return undefined;
  return { table: { shape: [count, features], values }, ...(bytes && { numbers: bytes.numbers }) };
}

/** The table of a program that gathers rows. */
export function tablesOf({ table }: RowTable): Readonly<Record<string, Table>> {
  return { [tableInput]: table };
}

/** The input of a program that gathers rows. */
export function rowsSpec(batchSize: number): Readonly<Record<string, InputSpec>> {
  return { [rowsInput]: { shape: [batchSize], dtype: 'int32' } };
}

/** The images of a batch, [batchSize, …shape], from the inputs of a program that gathers rows. */
export function gatherImages(
  { table, numbers }: RowTable,
  inputs: Readonly<Record<string, tf.Tensor>>,
  shape: readonly number[],
): tf.Tensor {
  const [all, places] = [inputs[tableInput], inputs[rowsInput]];
  if (all === undefined || places === undefined) throw new Error('the step was not given its rows');
  const rows = tf.gather(all, places);
  const values = table.values instanceof Uint8Array && numbers !== undefined ? numbersOfBytes(rows, numbers) : rows;
  return tf.reshape(values, [-1, ...shape]);
}

/** Numbers that networks see in place of bytes [batchSize, features]. */
function numbersOfBytes(rows: tf.Tensor, numbers: Float32Array): tf.Tensor {
  if (numbers.every((value, byte) => value === Math.fround((byte % 256) / 255))) {
    return tf.div(tf.cast(rows, 'float32'), 255);
  }
  const [batchSize = 0, features = 0] = rows.shape;
  const channels = numbers.length / 256;
  const table = tf.tensor1d(numbers);
  const places = tf.cast(rows, 'int32');
  if (channels === 1) return tf.gather(table, places);
  const offsets = tf.tensor2d(
    Int32Array.from({ length: features }, (_, place) => 256 * (place % channels)),
    [1, features],
    'int32',
  );
  return tf.reshape(tf.gather(table, tf.add(places, offsets)), [batchSize, features]);
}
