import { DataFault } from '../data-fault';
import { statFile } from '../files/read-bytes';
import { exampleShape, type ArrayLayout, type ExampleShape } from './layout';
import type { NpyHeader } from './npy-header';
import { isText, rowsOf } from './npy-values';
import { readContent, readHeader, type StoredArray } from './stored-array';

/** Examples of one file, as numbers or bytes [count, features] with the channels last. */
export interface ExampleRows {
  readonly count: number;
  readonly rows: Uint8Array | Float32Array;
}

/**
 * Reads the examples of an .npy file of any number type: several, or a single one without the axis of examples.
 * @param path the file, as messages name it
 * @param shape of one example, channels last
 * @param layout order of the axes in the file; absent, it is recognised
 * @throws DataFault that names the file where it is no such array, or its examples have another shape
 */
export async function readExampleRows(
  path: string,
  shape: readonly number[],
  layout: ArrayLayout | undefined,
): Promise<ExampleRows> {
  const array: StoredArray = { key: path, file: await statFile('examples', path) };
  const header = await readHeader(array);
  if (isText(header.type)) throw new DataFault(`${path} holds texts`, 'save numbers as examples');
  const found = [header.shape, [1, ...header.shape]].find((one) => shapeOf(one, shape, layout) !== undefined);
  if (found === undefined) {
    const own = header.shape.length === shape.length ? header.shape : header.shape.slice(1);
    throw new DataFault(
      `${path} holds examples of ${own.join(' × ')} numbers, and the student takes ${shape.join(' × ')}`,
      `save them as [examples, ${shape.join(', ')}]`,
    );
  }
  const whole: NpyHeader = { ...header, shape: found };
  const rows = rowsOf(whole, await readContent(array, header), path, shapeOf(found, shape, layout)?.order);
  return { count: found[0] ?? 0, rows };
}

/** The reading of an array's shape by which its examples have the wanted one; undefined where there is none. */
function shapeOf(
  found: readonly number[],
  wanted: readonly number[],
  layout: ArrayLayout | undefined,
): ExampleShape | undefined {
  if (layout !== 'NCHW' && found.slice(1).join() === wanted.join()) return { shape: wanted };
  try {
    const read = exampleShape(found, layout, '');
    return read.shape.join() === wanted.join() ? read : undefined;
  } catch (error) {
    if (error instanceof DataFault) return undefined;
    throw error;
  }
}
