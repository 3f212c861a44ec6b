import { open, readFile } from 'node:fs/promises';
import { PictureFault, readPictureHeader, type Channels } from '../../pictures';
import { byCodePoints } from '../classes/code-points';
import { DataFault } from '../data-fault';
import type { DataClass, DataFacts, SamplePicture } from '../facts';
import { factsOfSplits } from '../classes/label-map';
import { maxClasses } from '../fields';
import { readSplits, type DataSplits, type SplitName } from '../splits';
import type { DataFile } from '../source';

/** Pictures of a split, not yet decoded. */
export interface ImageSplit {
  readonly files: readonly DataFile[];
  /** Index of each picture's class, [files]. */
  readonly labels: Int32Array;
}

/** A set of pictures by the names of its files. */
export interface ImageSet {
  readonly splits: DataSplits<ImageSplit>;
  /** Names in the order of torchvision's ImageFolder: by code points. */
  readonly classes: readonly DataClass[];
}

/** Settings that decide the shape of a row. */
export interface ImageShapeOptions {
  readonly size?: number | readonly [height: number, width: number] | undefined;
  readonly channels: Channels;
}

/**
 * Sorts pictures into splits and classes by their names alone; the classes are those of the training split.
 * @throws DataFault that names the classes that are wrong
 */
export async function readImageSet(files: readonly DataFile[]): Promise<ImageSet> {
  const roles = new Map<string, Role>();
  const filesOf: Record<SplitName, DataFile[]> = { train: [], validation: [], test: [] };
  for (const file of files) filesOf[roleOf(file.role, roles).split].push(file);
  const ofTrain = [...roles.values()].filter(({ split }) => split === 'train');
  const names = [...new Set(ofTrain.map(({ name }) => name))].sort(byCodePoints);
  refuseWrongClasses(names);
  const indexOf = new Map(names.map((name, index) => [plain(name), index]));
  const indexOfRole = new Map([...roles].map(([role, { name }]) => [role, indexOf.get(plain(name))]));
  const classes = names.map((name, label) => ({ name, label }));
  const splits = await readSplits(
    [...roles.keys()].map((role) => ({ role })),
    (split) => Promise.resolve({ files: filesOf[split], labels: labelsOf(filesOf[split], indexOfRole, names) }),
  );
  return { splits, classes };
}

/** A role in its parts. */
interface Role {
  readonly split: SplitName;
  /** Name of the class. */
  readonly name: string;
}

/** The parts of a role; there are few of them, and many files. */
function roleOf(role: string, known: Map<string, Role>): Role {
  const before = known.get(role);
  if (before !== undefined) return before;
  const made = { split: splitOf(role), name: classOf(role) };
  known.set(role, made);
  return made;
}

function labelsOf(
  files: readonly DataFile[],
  indexOfRole: ReadonlyMap<string, number | undefined>,
  names: readonly string[],
): Int32Array {
  const labels = new Int32Array(files.length);
  files.forEach(({ role, path }, place) => {
    const index = indexOfRole.get(role);
    if (index === undefined) throw unknownClass(splitOf(role), classOf(role), path, names);
    labels[place] = index;
  });
  return labels;
}

/**
 * Facts of a set of pictures: by names, and where no size is given by the headers of some. Throws as `readImageSet` does, and
 * where these pictures have several sizes.
 */
export async function describeImages(files: readonly DataFile[], options: ImageShapeOptions): Promise<DataFacts> {
  const { splits, classes } = await readImageSet(files);
  const shape = await imageShape(splits.train.files, options);
  if (options.size === undefined) await refuseSeveralSizes(splits.train.files, shape);
  const pictures = await samplePictures(splits.train, classes);
  return {
    kind: 'image',
    shape,
    classes,
    splits: factsOfSplits(splits, classes),
    ...(pictures.length > 0 && { pictures }),
  };
}

/** Height, width and channels of the rows: the size of the settings, or that of the first picture. */
export async function imageShape(
  files: readonly DataFile[],
  { size, channels }: ImageShapeOptions,
): Promise<[height: number, width: number, channels: number]> {
  const depth = channels === 'gray' ? 1 : 3;
  if (typeof size === 'number') return [size, size, depth];
  if (size !== undefined) return [size[0], size[1], depth];
  const [first] = files;
  if (first === undefined) throw new DataFault('there are no pictures', 'name a folder of pictures');
  const { width, height } = await readHeaderOf(first.path);
  return [height, width, depth];
}

/** Bytes in which the header of nearly every picture ends; a long profile before it is read on. */
const headerBytes = 65_536;

async function readHeaderOf(file: string): Promise<{ readonly width: number; readonly height: number }> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    for (let length = headerBytes; ; length *= 16) {
      const bytes = new Uint8Array(Math.min(length, size));
      await handle.read(bytes, 0, bytes.length, 0);
      try {
        return readPictureHeader(bytes);
      } catch (error) {
        if (!(error instanceof PictureFault)) throw error;
        if (bytes.length === size) {
          const isPointer = error.message.includes('Git LFS');
          const hint = isPointer ? 'run it where the data was cloned' : 'write data.size, or take the file out';
          throw new DataFault(`${file} ${error.message}`, hint, { cause: error });
        }
      }
    }
  } finally {
    await handle.close();
  }
}

/** Pictures whose sizes are looked at before all are read. */
const lookedAt = 16;

async function refuseSeveralSizes(files: readonly DataFile[], [height, width]: readonly number[]): Promise<void> {
  const step = Math.max(Math.floor(files.length / lookedAt), 1);
  for (let place = 0; place < files.length; place += step) {
    const file = files[place]?.path ?? '';
    const header = await readHeaderOf(file).catch((error: unknown) => {
      // One that cannot be read is left out by a run.
      if (error instanceof DataFault) return undefined;
      throw error;
    });
    if (header === undefined || (header.width === width && header.height === height)) continue;
    throw new DataFault(
      `${file} has ${header.width} × ${header.height} pixels and the first picture ${width ?? 0} × ${height ?? 0}`,
      'write data.size, so that all are brought to one size',
    );
  }
}

/** Classes of which a picture is shown, and the largest file that is shown as it is. */
const shown = { classes: 4, bytes: 8192 };

async function samplePictures({ files, labels }: ImageSplit, classes: readonly DataClass[]): Promise<SamplePicture[]> {
  const pictures: SamplePicture[] = [];
  for (const [index, { name }] of classes.slice(0, shown.classes).entries()) {
    const file = files[labels.indexOf(index)];
    if (file === undefined || file.bytes > shown.bytes) continue;
    pictures.push(...samplePicture(name, await readFile(file.path)));
  }
  return pictures;
}

/** A picture for a hover, in a list; none where it is large, or cannot be read. */
export function samplePicture(className: string, bytes: Uint8Array): SamplePicture[] {
  if (bytes.length > shown.bytes) return [];
  try {
    const { format } = readPictureHeader(bytes);
    return [{ className, uri: `data:image/${format};base64,${Buffer.from(bytes).toString('base64')}` }];
  } catch (error) {
    if (!(error instanceof PictureFault)) throw error;
    return [];
  }
}

function splitOf(role: string): SplitName {
  const name = role.slice(0, role.indexOf(' '));
  return name === 'validation' || name === 'test' ? name : 'train';
}

function classOf(role: string): string {
  return role.slice(role.indexOf(' ') + 1);
}

/** A name in one normal form: a disk may give é as one character or as two. */
function plain(name: string): string {
  return name.normalize('NFC');
}

/** Refuses names that are not at least two classes, or that differ in case or Unicode form alone. Throws a DataFault. */
export function refuseWrongClasses(names: readonly string[]): void {
  if (names.length < 2) {
    const message = `all pictures are of the class ${names.join('')}; there is nothing to tell apart`;
    throw new DataFault(message, 'take data of two classes or more');
  }
  if (names.length > maxClasses) {
    const message = `the pictures are of ${names.length} classes; there may be ${maxClasses}`;
    throw new DataFault(message, 'name a folder whose folders are the classes');
  }
  const seen = new Map<string, string>();
  for (const name of names) {
    const same = seen.get(plain(name).toLowerCase());
    seen.set(plain(name).toLowerCase(), name);
    if (same === undefined) continue;
    const isForm = plain(same) === plain(name);
    const how = isForm ? 'look the same and are written in two Unicode forms' : 'differ in upper and lower case alone';
    throw new DataFault(
      `the classes '${same}' and '${name}' ${how}`,
      'put their pictures into one folder, or rename one',
    );
  }
}

function unknownClass(split: SplitName, name: string, file: string, names: readonly string[]): DataFault {
  const near = names.find((one) => plain(one).toLowerCase() === plain(name).toLowerCase());
  const known = near === undefined ? '' : `; it has '${near}'`;
  return new DataFault(
    `${file}: the training split has no class '${name}'${known}`,
    `put pictures of it into the training split, or take it out of ${split}`,
  );
}
