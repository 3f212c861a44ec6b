import { DataFault } from '../data-fault';
import type { Label } from '../classes/label-map';
import { isText, numberReader, textReader } from './npy-values';
import type { NpyHeader } from './npy-header';
import { nameOf, readContent, readHeader, type StoredArray } from './stored-array';

/** Labels that are held at once: more would be no labels of this program's data sets. */
const maxLabelBytes = 1 << 30;

/**
 * Reads an array of labels: numbers, texts, or rows of one-hot numbers, whose class is the place of the 1.
 * @throws DataFault that names the array; labels of several classes at once by the word multi-label
 */
export async function readLabels(array: StoredArray): Promise<Label[]> {
  const header = await readHeader(array);
  const name = nameOf(array);
  const { shape, size } = header;
  if (size > maxLabelBytes)
    throw new DataFault(`${name}: labels of ${size} bytes are too many`, 'save smaller integers');
  const [count = 0, ...rest] = shape;
  const width = rest.reduce((product, length) => product * length, 1);
  if (shape.length === 0 || rest.filter((length) => length !== 1).length > 1) {
    const message = `${name}: labels have the shape ${shape.join('×') || '()'}, where [examples] or [examples, classes] is read`;
    throw new DataFault(message, 'save one label an example');
  }
  const content = await readContent(array, header);
  if (width === 1) return plainLabels(header, content, count);
  if (isText(header.type)) throw multiLabel(name, 0, `${width} texts`);
  return oneHotLabels(header, content, { count, width, name });
}

function plainLabels(header: NpyHeader, content: Uint8Array, count: number): Label[] {
  const read: (index: number) => Label = isText(header.type)
    ? textReader(header, content)
    : numberReader(header, content);
  return Array.from({ length: count }, (_, index) => read(index));
}

function oneHotLabels(
  header: NpyHeader,
  content: Uint8Array,
  { count, width, name }: { readonly count: number; readonly width: number; readonly name: string },
): number[] {
  const read = numberReader(header, content);
  const at = (row: number, column: number): number =>
    read(header.isFortran ? row + count * column : row * width + column);
  return Array.from({ length: count }, (_, row) => {
    let label = -1;
    let ones = 0;
    for (let column = 0; column < width; column += 1) {
      const value = at(row, column);
      if (value === 0) continue;
      if (value !== 1) {
        const message = `${name}: label ${row} has ${value} at ${column}, where one-hot labels are 0 and 1`;
        throw new DataFault(message, 'probabilities are a teacher’s answers; save labels as whole numbers');
      }
      ones += 1;
      label = column;
    }
    if (ones === 1) return label;
    throw multiLabel(name, row, `${ones} classes`);
  });
}

function multiLabel(name: string, row: number, what: string): DataFault {
  return new DataFault(
    `${name}: label ${row} is of ${what}: this is multi-label data (counted from 0)`,
    'examples of several classes are not distilled; keep the examples of one class, one label each',
  );
}
