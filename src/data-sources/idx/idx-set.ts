import { DataFault } from '../data-fault';
import { classesOfLabels, type DataFacts, type SamplePicture, type SplitFacts } from '../facts';
import { canBeShown, firstPlaces, shownPicture } from '../thumbnails/first-pictures';
import { isPacked, readIdxFile, readIdxShape, readPackedStart } from './idx-content';
import { readBytes } from '../files/read-bytes';
import { listSplits, mapSplits, readSplits, type DataSplits, type SplitName } from '../splits';
import type { DataFile } from '../source';

/** A split in idx files, its images not yet read. */
export interface IdxSplit {
  readonly imageFile: string;
  readonly labelFile: string;
  readonly count: number;
  /** Height, width and channels of one image. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Labels as the file has them, [count]. */
  readonly labels: Uint8Array;
}

/** A set in idx files: its splits, and the label of each class. */
export interface IdxSet {
  readonly splits: DataSplits<IdxSplit>;
  /** Labels of the classes, ascending. */
  readonly classLabels: readonly number[];
}

const labelHeaderBytes = 8;
const check = 'check the files, or get them again';

/**
 * Reads dimensions and labels of a set and holds them against each other. `expected` are the labels that it must have;
 * when absent, its classes are the labels of its training split.
 * @throws DataFault that names the file, and the offset where there is one
 */
export async function readIdxSet(files: readonly DataFile[], expected?: readonly number[]): Promise<IdxSet> {
  const splits = await readSplits(files, (split) => readSplit(files, split));
  const { train } = splits;
  const classLabels = expected ?? [...new Set(train.labels)].sort((one, other) => one - other);
  for (const split of listSplits(splits)) {
    refuseOtherLabels(split, classLabels, expected);
    refuseOtherSize(train, split);
  }
  refuseMissingClass(train, classLabels);
  return { splits, classLabels };
}

/** The images follow their header: a magic number and three lengths. */
const imageHeaderBytes = 16;
/** Bytes that a packed file is unpacked to at most for its first pictures. */
const maxUnpacked = 32 << 20;

/** The first pictures of the first classes; of a packed file those that lie near its beginning. */
async function samplePictures(
  { imageFile, shape, labels }: IdxSplit,
  classes: readonly number[],
): Promise<SamplePicture[]> {
  if (!canBeShown(shape)) return [];
  const bytes = shape[0] * shape[1] * shape[2];
  const indices = new Int32Array(labels).map((label) => classes.indexOf(label));
  const ends = firstPlaces(indices).map(({ label, place }) => ({ label, end: imageHeaderBytes + (place + 1) * bytes }));
  const isNear = ({ end }: { readonly end: number }): boolean => !isPacked(imageFile) || end <= maxUnpacked;
  const near = ends.filter(isNear);
  const packed = isPacked(imageFile)
    ? await readPackedStart(imageFile, Math.max(0, ...near.map(({ end }) => end)))
    : undefined;
  const pictures: SamplePicture[] = [];
  for (const { label, end } of near) {
    const pixels = packed?.subarray(end - bytes, end) ?? (await readBytes(imageFile, end - bytes, bytes));
    const name = String(classes[label] ?? label);
    if (pixels.length === bytes) pictures.push(shownPicture({ name, label }, pixels, shape));
  }
  return pictures;
}

/** Facts of a set in idx files. Throws as `readIdxSet` does. */
export async function describeIdxSet(
  files: readonly DataFile[],
  expected?: readonly number[],
): Promise<Pick<DataFacts, 'kind' | 'shape' | 'classes' | 'splits' | 'pictures'>> {
  const { splits, classLabels } = await readIdxSet(files, expected);
  const factsOf = ({ count, labels }: IdxSplit): SplitFacts => ({
    count,
    classCounts: countLabels(labels, classLabels),
  });
  const pictures = await samplePictures(splits.train, classLabels);
  return {
    kind: 'image',
    ...(pictures.length > 0 && { pictures }),
    shape: splits.train.shape,
    classes: classesOfLabels(classLabels),
    splits: mapSplits(splits, factsOf),
  };
}

function countLabels(labels: Uint8Array, classLabels: readonly number[]): number[] {
  const counts = new Array<number>(256).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return classLabels.map((label) => counts[label] ?? 0);
}

async function readSplit(files: readonly DataFile[], split: SplitName): Promise<IdxSplit> {
  const pathOf = (content: 'images' | 'labels'): string => {
    // A role is a name, which no language changes; `5 images` is a text.
    const role = [split, content].join(' ');
    return files.find((file) => file.role === role)?.path ?? role;
  };
  const [imageFile, labelFile] = [pathOf('images'), pathOf('labels')];
  const [count = 0, height = 0, width = 0] = await readIdxShape(imageFile, 3);
  const { bytes: labels } = await readIdxFile(labelFile, 1);
  if (labels.length !== count) {
    throw new DataFault(`${labelFile}: ${labels.length} labels for ${count} images in ${imageFile}`, check);
  }
  if (count * height * width === 0) {
    const message = `${imageFile}: it holds ${count} images of ${height}×${width} pixels; the files of a data set cannot be empty`;
    throw new DataFault(message, check);
  }
  return { imageFile, labelFile, count, shape: [height, width, 1], labels };
}

function refuseOtherLabels(
  { labelFile, labels }: IdxSplit,
  known: readonly number[],
  expected?: readonly number[],
): void {
  const wrong = labels.findIndex((label) => !known.includes(label));
  if (wrong < 0) return;
  const those = expected === undefined ? 'no training example has it' : `there are ${rangeOf(known)}`;
  throw new DataFault(
    `${labelFile}: the label at offset ${labelHeaderBytes + wrong} is ${labels[wrong] ?? 0}; ${those}`,
    check,
  );
}

function refuseOtherSize(train: IdxSplit, test: IdxSplit): void {
  if (train.shape.join() === test.shape.join()) return;
  const [trained, tested] = [train, test].map(({ shape: [height, width] }) => `${height}×${width}`);
  const message = `${test.imageFile}: its images have ${tested ?? ''} pixels, those of ${train.imageFile} ${trained ?? ''}`;
  throw new DataFault(message, check);
}

function refuseMissingClass({ labels, labelFile }: IdxSplit, known: readonly number[]): void {
  if (known.length < 2) {
    const message = `${labelFile}: all labels are ${known.join()}; there is nothing to tell apart`;
    throw new DataFault(message, 'take data of two classes or more');
  }
  const missing = known.find((label) => !labels.includes(label));
  if (missing === undefined) return;
  const message = `${labelFile}: no example is of class ${missing}; the data set has the ${known.length} classes ${rangeOf(known)}`;
  throw new DataFault(message, check);
}

const rangeOf = (labels: readonly number[]): string => `${labels[0] ?? 0} to ${labels.at(-1) ?? 0}`;
