import * as tf from '@tensorflow/tfjs-core';
import type { DataSet, Split } from '../../data';
import type { Engine, InputSpec, Table } from '../../engine';
import type { TeacherSource } from './teacher-source';

/** Name of the input that has the places of a batch's rows in the training split, [batchSize]. */
export const rowsInput = 'rows';

const tableInput = 'row table';

/** The rows of a training split as a part of the step, which gathers those of its batch: numbers, or bytes for their 255th parts. */
export type RowTable = Table;

/** Bytes of the rows that a step holds. */
const maxBytes = 256 << 20;

/** Way of a training split's rows into its step: as a table, as bytes that it divides, or as they are. */
export interface RowsOfStep {
  readonly rows?: RowTable;
  readonly dividesBytes?: true;
}

/**
 * The way of a training's rows into its step. It gathers rows in memory itself and divides bytes that are read from a file, where
 * the engine holds tables and no teacher looks at a batch; pictures must not change by chance.
 */
export function rowsOfStep(
  { holdsTables }: Pick<Engine, 'holdsTables'>,
  { train, features }: Pick<DataSet, 'train' | 'features'>,
  teachers: readonly TeacherSource[],
): RowsOfStep {
  const areLogitsKept = teachers.every(({ kind }) => kind === 'cached' || kind === 'sets');
  if (holdsTables !== true || !areLogitsKept) return {};
  const rows = rowsInMemory(train, features);
  if (rows !== undefined) return { rows };
  return train.images instanceof Float32Array || train.images.readBytes === undefined ? {} : { dividesBytes: true };
}

/**
 * The way of a training's rows into its step in another process, which holds tables that there is room for. Teachers that
 * answer there look at the gathered rows; one that looks at a batch in this process needs its images here.
 */
export function rowsOfStepElsewhere(
  canHold: (table: RowTable) => boolean,
  { train, features }: Pick<DataSet, 'train' | 'features'>,
  teachers: readonly TeacherSource[],
): RowsOfStep {
  if (teachers.some(({ kind }) => kind === 'session')) return {};
  const rows = rowsInMemory(train, features);
  return rows !== undefined && canHold(rows) ? { rows } : {};
}

function rowsInMemory({ images, count }: Split, features: number): RowTable | undefined {
  const values = images instanceof Float32Array ? images : images.bytes;
  const fits = values !== undefined && values.byteLength <= maxBytes;
  return fits ? { shape: [count, features], values } : undefined;
}

/** The table of a program that gathers rows. */
export function tablesOf(table: RowTable): Readonly<Record<string, Table>> {
  return { [tableInput]: table };
}

/** The input of a program that gathers rows. */
export function rowsSpec(batchSize: number): Readonly<Record<string, InputSpec>> {
  return { [rowsInput]: { shape: [batchSize], dtype: 'int32' } };
}

/** The images of a batch, [batchSize, …shape], from the inputs of a program that gathers rows. */
export function gatherImages(inputs: Readonly<Record<string, tf.Tensor>>, shape: readonly number[]): tf.Tensor {
  const [all, places] = [inputs[tableInput], inputs[rowsInput]];
  if (all === undefined || places === undefined) throw new Error('the step was not given its rows');
  const rows = tf.gather(all, places);
  // Bytes are read faster than numbers of four times their size, also where they are divided after it.
  const values = rows.dtype === 'float32' ? rows : tf.div(tf.cast(rows, 'float32'), 255);
  return tf.reshape(values, [-1, ...shape]);
}
