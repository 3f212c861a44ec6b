import { numberReader } from '../arrays/npy-values';
import { DataFault } from '../data-fault';
import type { DataClass, DataFacts } from '../facts';
import { firstPlaces, shownPicture } from '../thumbnails/first-pictures';
import { factsOfSplits } from '../classes/label-map';
import { readBytes } from '../files/read-bytes';
import type { DataFile } from '../source';
import { readSplits, type DataSplits } from '../splits';
import { layoutOf } from './find-cifar';
import { readPickle } from './pickle';
import { PickledArray, textOf, type PickleValue } from './pickle-values';

/** A split of a CIFAR set. */
export interface CifarSplit {
  /** [count, 32·32·3], channels last. */
  readonly rows: Uint8Array;
  readonly labels: Int32Array;
}

/** A CIFAR set. */
export interface CifarSet {
  readonly splits: DataSplits<CifarSplit>;
  readonly classes: readonly DataClass[];
}

type LabelKind = 'fine' | 'coarse';

const area = 32 * 32;
const rowBytes = 3 * area;

/**
 * Reads a CIFAR set.
 * @throws DataFault that names the file
 */
export async function readCifar(files: readonly DataFile[], labels: LabelKind): Promise<CifarSet> {
  const { classes } = layoutOf(files);
  if (classes === 10 && labels === 'coarse') {
    throw new DataFault('data.labels: CIFAR-10 has no coarse labels', 'take data.labels out');
  }
  const count = labels === 'coarse' ? 20 : classes;
  const names = await classNames(files, labels, count);
  const splits = await readSplits(files, async (split) => {
    const parts: Planes[] = [];
    for (const file of files.filter(({ role }) => role.startsWith(split)))
      parts.push(await readPart(file, files, labels));
    const found = { labels: Int32Array.from(parts.flatMap((part) => [...part.labels])), rows: channelsLast(parts) };
    refuseOtherLabels(found.labels, count, files, split);
    return found;
  });
  return {
    splits,
    classes: Array.from({ length: count }, (_, label) => ({ name: names[label] ?? String(label), label })),
  };
}

/** Facts of a CIFAR set. Throws as `readCifar` does. */
export async function describeCifar(files: readonly DataFile[], labels: LabelKind): Promise<DataFacts> {
  const { splits, classes } = await readCifar(files, labels);
  const { rows, labels: ofTraining } = splits.train;
  const shape = [32, 32, 3];
  const pictures = firstPlaces(ofTraining).flatMap(({ label, place }) => {
    const one = classes[label];
    return one === undefined ? [] : [shownPicture(one, rows.subarray(place * rowBytes, (place + 1) * rowBytes), shape)];
  });
  return { kind: 'image', shape, classes, splits: factsOfSplits(splits, classes), pictures };
}

/** Images as planes of red, green and blue, and their labels. */
interface Planes {
  readonly planes: Uint8Array;
  readonly labels: readonly number[];
}

async function readPart(file: DataFile, files: readonly DataFile[], kind: LabelKind): Promise<Planes> {
  const { classes, isPickled } = layoutOf(files);
  const content = await readBytes(file.path, 0, file.bytes);
  return isPickled ? pickledPart(content, file.path, classes, kind) : binaryPart(content, file.path, classes, kind);
}

/** One byte of the label, for CIFAR-100 a coarse and a fine one, then the planes. */
function binaryPart(content: Uint8Array, name: string, classes: number, kind: LabelKind): Planes {
  const labelBytes = classes === 100 ? 2 : 1;
  const stride = labelBytes + rowBytes;
  if (content.length === 0 || content.length % stride !== 0) {
    const message = `${name}: ${content.length} bytes are no whole number of examples of ${stride} bytes`;
    throw new DataFault(message, 'get the file again: it is cut off, or of another set');
  }
  const count = content.length / stride;
  const planes = new Uint8Array(count * rowBytes);
  const labels: number[] = [];
  for (let row = 0; row < count; row += 1) {
    labels.push(content[row * stride + (kind === 'fine' ? labelBytes - 1 : 0)] ?? 0);
    planes.set(content.subarray(row * stride + labelBytes, (row + 1) * stride), row * rowBytes);
  }
  return { planes, labels };
}

function pickledPart(content: Uint8Array, name: string, classes: number, kind: LabelKind): Planes {
  const pickle = readPickle(content, name);
  const key = classes === 10 ? 'labels' : `${kind}_labels`;
  const data = pickle instanceof Map ? pickle.get('data') : undefined;
  const labels = pickle instanceof Map ? pickle.get(key) : undefined;
  if (!(data instanceof PickledArray) || data.type.code !== 'u1' || data.isFortran) {
    throw new DataFault(
      `${name}: the pickle has no array of bytes called 'data'`,
      'take the files of CIFAR as they are published',
    );
  }
  const numbers = numbersOf(labels);
  const count = data.content.length / rowBytes;
  if (numbers === undefined || numbers.length !== count || count === 0) {
    throw new DataFault(`${name}: its '${key}' are not the labels of ${count} images`, 'get the file again');
  }
  return { planes: data.content, labels: numbers };
}

function numbersOf(value: PickleValue | undefined): number[] | undefined {
  if (Array.isArray(value)) {
    const numbers = value.filter((one) => typeof one === 'number');
    return numbers.length === value.length ? numbers : undefined;
  }
  const [, kind = '', size = ''] = value instanceof PickledArray ? (/^([iu])(\d)$/.exec(value.type.code) ?? []) : [];
  if (!(value instanceof PickledArray) || kind === '') return undefined;
  const type = {
    kind: kind === 'i' ? ('i' as const) : ('u' as const),
    bytes: Number(size),
    isLittleEndian: value.type.order !== '>',
  };
  const count = value.content.length / type.bytes;
  const header = { type, shape: [count], isFortran: false, headerBytes: 0, size: value.content.length };
  const read = numberReader(header, value.content);
  return Array.from({ length: Math.floor(count) }, (_, index) => read(index));
}

function channelsLast(parts: readonly Planes[]): Uint8Array {
  const rows = new Uint8Array(parts.reduce((sum, { planes }) => sum + planes.length, 0));
  let done = 0;
  for (const { planes } of parts) {
    for (let start = 0; start < planes.length; start += rowBytes) {
      for (let pixel = 0; pixel < area; pixel += 1) {
        for (let channel = 0; channel < 3; channel += 1) {
          rows[done + start + pixel * 3 + channel] = planes[start + channel * area + pixel] ?? 0;
        }
      }
    }
    done += planes.length;
  }
  return rows;
}

function refuseOtherLabels(labels: Int32Array, count: number, files: readonly DataFile[], split: string): void {
  const place = labels.findIndex((label) => label < 0 || label >= count);
  if (place < 0) return;
  const file = files.find(({ role }) => role.startsWith(split))?.path ?? split;
  const message = `${file}: label ${place} of the ${split} split is ${labels[place] ?? 0}, and there are 0 to ${count - 1}`;
  throw new DataFault(message, 'get the files again');
}

async function classNames(files: readonly DataFile[], kind: LabelKind, count: number): Promise<string[]> {
  const file = files.find(({ role }) => role === 'names');
  if (file === undefined) return [];
  const content = await readBytes(file.path, 0, file.bytes);
  const names = layoutOf(files).isPickled ? pickledNames(content, file.path, kind) : textNames(content);
  if (names.length === count && new Set(names).size === count) return names;
  throw new DataFault(
    `${file.path}: it has ${names.length} names for ${count} classes`,
    'get the file again, or remove it',
  );
}

const textNames = (content: Uint8Array): string[] =>
  Buffer.from(content)
    .toString('utf8')
    .split(/\r?\n/)
    .map((name) => name.trim())
    .filter((name) => name !== '');

function pickledNames(content: Uint8Array, file: string, kind: LabelKind): string[] {
  const pickle = readPickle(content, file);
  const list = pickle instanceof Map ? (pickle.get(`${kind}_label_names`) ?? pickle.get('label_names')) : undefined;
  if (!Array.isArray(list)) return [];
  return list.map(textOf);
}
