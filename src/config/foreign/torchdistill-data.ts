import { torchvisionSets } from '../../data-sources';
import { at, entriesOf, itemsOf, numberOf, numbersOf, textOf, type Marked } from './marked';
import { argumentsOf, withValue } from './training';
import { TranslationFault, type Notes } from './translation';

/** The data of a config, with the changes of its pictures that belong to the training. */
export interface ForeignData {
  readonly data: Readonly<Record<string, unknown>>;
  readonly augment?: Readonly<Record<string, unknown>>;
  /** Whether its pictures are of 28 or 32 pixels. */
  readonly isSmall: boolean;
}

/** Data of a config of torchdistill. Throws TranslationFault where it is none of those that have a reader here. */
export function dataOf(datasets: Marked, notes: Notes): ForeignData {
  const { name, root, transforms } = trainingSetOf(datasets);
  const known = torchvisionSets[name];
  if (known === undefined) {
    const choices = Object.keys(torchvisionSets).join(', ');
    throw new TranslationFault(`its data is '${name}'; ${choices} can be taken from a config of torchdistill`);
  }
  const isFolder = known.format === 'images';
  const folder = isFolder ? root.replace(/\/train\/?$/, '') : root;
  const isBuiltIn = known.isBuiltIn === true;
  const place = known.below === undefined ? folder : `${folder}/${known.below}`;
  const written = isBuiltIn ? '' : insideOf(place, notes);
  notes.take(`data ${name}, ${isBuiltIn ? 'which is built in' : `in ${written}`}`);
  notes.leave('torchdistill names examples for the validation: here a part of the training examples is cut off for it');
  const changes = changesOf(transforms, notes);
  const { size, crop, jitter, flip, rotation, normalize } = changes;
  const data = {
    format: known.format,
    ...(!isBuiltIn && { path: written }),
    ...(isFolder && { size: size ?? 224 }),
    ...withValue('normalize', normalize),
  };
  const isSmall = !isFolder || (size ?? 224) <= 64;
  // Sections and turns are settings of the data; shifts are one of the training.
  if (crop === undefined && rotation === undefined) {
    const augment = { ...withValue('jitter', jitter), ...withValue('flip', flip) };
    return { data, isSmall, ...(Object.keys(augment).length > 0 && { augment }) };
  }
  if (jitter !== undefined) notes.leave('RandomCrop is left out beside the other changes of pictures');
  const augment = { ...withValue('crop', crop), ...withValue('flip', flip), ...withValue('rotation', rotation) };
  return { data: { ...data, augment }, isSmall };
}

interface TrainingSet {
  readonly name: string;
  readonly root: string;
  readonly transforms: readonly Marked[];
}

/** The class, the root and the transforms of the training split, in the layout of any version. */
function trainingSetOf(datasets: Marked): TrainingSet {
  const all = entriesOf(datasets);
  const [id, dataset] = all.find(([key]) => key.includes('train')) ?? all[0] ?? ['', null];
  const name = (textOf(at(dataset, 'key')) ?? textOf(at(dataset, 'type')) ?? id).split('.').at(-1) ?? id;
  const split = at(dataset, 'splits', 'train');
  const args = argumentsOf(split === null ? dataset : split);
  const root = textOf(at(args, 'root')) ?? textOf(at(dataset, 'root')) ?? textOf(at(dataset, '_root')) ?? 'data';
  const lists = [
    at(args, 'transform_configs'),
    at(args, 'transform_params'),
    at(argumentsOf(at(args, 'transform')), 'transforms'),
  ];
  return { name, root, transforms: lists.flatMap(itemsOf) };
}

/** A path that a config may write: without the home or the disk that it starts from, which is noted. */
function insideOf(written: string, notes: Notes): string {
  const plain = written
    .replaceAll('\\', '/')
    .replaceAll(/\/+/g, '/')
    .replace(/^(\.\/)+/, '');
  const inside = plain.replace(/^(~[^/]*|[A-Za-z]:)?\//, '');
  if (inside !== plain) {
    notes.leave(
      `the data lies at ${written}: a config names what lies in the workspace, so bring it to ${inside}, or write its place there`,
    );
  }
  return inside === '' ? 'data' : inside;
}

interface Changes {
  size?: number;
  crop?: object;
  jitter?: number;
  flip?: boolean;
  rotation?: number;
  normalize?: { readonly mean: readonly number[]; readonly std: readonly number[] };
}

/** Classes of transforms that need no setting here. */
const needless: ReadonlySet<string> = new Set(['ToTensor', 'Resize', 'CenterCrop', 'PILToTensor', 'ConvertImageDtype']);

/** Changes of training pictures by torchvision's classes; those without a counterpart are noted. */
function changesOf(transforms: readonly Marked[], notes: Notes): Changes {
  const changes: Changes = {};
  for (const transform of transforms) {
    const name = (textOf(at(transform, 'key')) ?? textOf(at(transform, 'type')) ?? '').split('.').at(-1) ?? '';
    const isTaken = addChange(changes, name, argumentsOf(transform));
    if (isTaken) notes.take(`${name} of the pictures`);
    else if (!needless.has(name)) notes.leave(`the change ${name} of pictures is left out; data.augment has others`);
  }
  return changes;
}

function addChange(changes: Changes, name: string, args: Marked): boolean {
  switch (name) {
    case 'RandomCrop': {
      const padding = numberOf(at(args, 'padding'));
      if (padding === undefined || padding < 0 || padding > 64) return false;
      changes.jitter = padding;
      return true;
    }
    case 'RandomResizedCrop': {
      const [scale, ratio] = [numbersOf(at(args, 'scale')), numbersOf(at(args, 'ratio'))];
      changes.crop = { ...withValue('scale', scale), ...withValue('ratio', ratio) };
      changes.size = sizeOf(at(args, 'size'));
      return true;
    }
    case 'RandomHorizontalFlip':
      if ((numberOf(at(args, 'p')) ?? 0.5) !== 0.5) return false;
      changes.flip = true;
      return true;
    case 'RandomRotation': {
      const degrees = numberOf(at(args, 'degrees'));
      if (degrees === undefined) return false;
      changes.rotation = degrees;
      return true;
    }
    case 'Normalize': {
      const [mean, std] = [numbersOf(at(args, 'mean')), numbersOf(at(args, 'std'))];
      if (mean === undefined || std === undefined) return false;
      changes.normalize = { mean, std };
      return true;
    }
    default:
      return false;
  }
}

/** Pixels of a side, written as one number or for each side. */
function sizeOf(size: Marked): number {
  return numberOf(size) ?? numbersOf(size)?.[0] ?? 224;
}
