import { DataFault } from '../data-fault';

/** A value of a pickle. Byte strings are bytes, tuples are lists, and keys of maps are texts. */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | PickleValue[]
  | Map<string, PickleValue>
  | PickledArray
  | PickledType
  | KnownGlobal;

/** A NumPy array; its parts are filled in behind its making. */
export class PickledArray {
  shape: readonly number[] = [];
  isFortran = false;
  type = new PickledType('V');
  content: Uint8Array = new Uint8Array(0);
}

/** A NumPy type such as `u1`. */
export class PickledType {
  order = '|';
  constructor(readonly code: string) {}
}

const numpyModule = /^numpy(\._?core(\.(multiarray|numeric))?)?$/;

/** Names that arrays and byte strings are made by. */
const known = ['_reconstruct', 'ndarray', 'dtype', 'scalar', '_frombuffer', 'encode'] as const;

class KnownGlobal {
  constructor(readonly name: (typeof known)[number]) {}
}

/** A name that a pickle refers to. Throws a DataFault where it is none that arrays are made by. */
export function globalNamed(module: string, attribute: string, file: string): KnownGlobal {
  const name = known.find((one) => one === attribute);
  const isCodec = module === '_codecs' && name === 'encode';
  const isArray = numpyModule.test(module) && name !== 'encode';
  if (name !== undefined && (isCodec || isArray)) return new KnownGlobal(name);
  throw new DataFault(
    `${file}: the pickle would call ${`${module}.${attribute}`.slice(0, 100)}, which is refused`,
    'only numbers, texts, lists, maps and arrays are read; get the file from a source that you trust',
  );
}

/** Whether a value may be a key of a map. */
export function isHashable(value: PickleValue | undefined): value is string | number | Uint8Array {
  return typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array;
}

/** Makes a value by a known name. Throws a DataFault where its arguments are others than NumPy's. */
export function applyGlobal(callee: PickleValue, values: PickleValue, file: string): PickleValue {
  if (!(callee instanceof KnownGlobal) || !Array.isArray(values)) throw malformed(file);
  const [first, second, third] = values;
  switch (callee.name) {
    case '_reconstruct':
      return new PickledArray();
    case 'dtype':
      return new PickledType(shortText(first, file));
    case 'encode':
      return new Uint8Array(Buffer.from(textOf(first), 'latin1'));
    case '_frombuffer': {
      const array = new PickledArray();
      fill(array, third, second, first, file);
      array.isFortran = shortText(values[3], file) === 'F';
      return array;
    }
    case 'scalar':
    case 'ndarray':
      throw new DataFault(`${file}: the pickle makes a numpy.${callee.name} by itself, which is not read`, saveAgain);
  }
}

const saveAgain = 'get the file again, or save its arrays with numpy.savez and take format: arrays';

/** Fills in an array or a type by its state. Throws a DataFault where the state is another than NumPy's. */
export function buildObject(object: PickleValue, state: PickleValue, file: string): void {
  if (!Array.isArray(state)) throw malformed(file);
  if (object instanceof PickledType) {
    object.order = shortText(state[1], file);
    return;
  }
  if (!(object instanceof PickledArray)) throw malformed(file);
  const [, shape, type, isFortran, content] = state;
  fill(object, shape, type, content, file);
  object.isFortran = isFortran === true || isFortran === 1;
}

function fill(
  array: PickledArray,
  shape: PickleValue | undefined,
  type: PickleValue | undefined,
  content: PickleValue | undefined,
  file: string,
): void {
  const isShape =
    Array.isArray(shape) &&
    shape.length <= maxAxes &&
    shape.every((length) => typeof length === 'number' && length >= 0);
  if (!isShape || !(type instanceof PickledType) || !(content instanceof Uint8Array)) throw malformed(file);
  array.shape = shape.filter((length) => typeof length === 'number');
  array.type = type;
  array.content = content;
}

/** Axes of an array that NumPy makes at most. */
const maxAxes = 64;
/** Length of a type's name. */
const maxTypeLength = 100;

/** A text that names something, of which a pickle could refer to a long one again and again. */
function shortText(value: PickleValue | undefined, file: string): string {
  if ((typeof value === 'string' || value instanceof Uint8Array) && value.length > maxTypeLength) throw malformed(file);
  return textOf(value);
}

/** A text, or a byte string as text; empty for other values. */
export function textOf(value: PickleValue | undefined): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  return typeof value === 'string' ? value : '';
}

function malformed(file: string): DataFault {
  return new DataFault(`${file}: the pickle makes an array in a way that NumPy does not`, saveAgain);
}
