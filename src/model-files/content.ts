interface Kind {
  readonly name: string;
  isBegunBy(bytes: Uint8Array, text: string): boolean;
}

const startsWith =
  (...wanted: number[]): Kind['isBegunBy'] =>
  (bytes) =>
    wanted.every((byte, index) => bytes[index] === byte);

const onnx = 'an ONNX model; its name must end in .onnx';

/** Kinds of files of models and data, each known by its first bytes. */
const kinds: readonly Kind[] = [
  {
    name: 'a Git LFS pointer; run `git lfs pull` to fetch the file itself',
    isBegunBy: (_, text) => text.startsWith('version https://git-lfs'),
  },
  { name: 'a NumPy array', isBegunBy: startsWith(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59) },
  { name: 'an HDF5 file, as Keras writes', isBegunBy: startsWith(0x89, 0x48, 0x44, 0x46) },
  { name: 'a zip archive, as PyTorch writes', isBegunBy: startsWith(0x50, 0x4b, 0x03, 0x04) },
  { name: 'a gzip archive', isBegunBy: startsWith(0x1f, 0x8b) },
  { name: 'a Python pickle', isBegunBy: ([first, second = 0]) => first === 0x80 && second >= 2 && second <= 5 },
  {
    name: 'an IDX file',
    isBegunBy: ([first, second, type = 0, rank = 0]) =>
      first === 0 && second === 0 && type >= 8 && type <= 14 && rank >= 1 && rank <= 4,
  },
  // The version of its format, then a field of a model.
  {
    name: onnx,
    isBegunBy: ([first, version = 0, next = 0]) =>
      first === 0x08 &&
      version >= 1 &&
      version <= 32 &&
      [0x12, 0x1a, 0x22, 0x2a, 0x30, 0x32, 0x3a, 0x42].includes(next),
  },
  // A byte-order mark, as some editors write, may stand before it.
  { name: 'JSON', isBegunBy: (_, text) => /^(\xEF\xBB\xBF)?\s*[{[]/.test(text) },
  { name: 'a table of text', isBegunBy: (_, text) => /^[ -~\t\r]*,[ -~\t\r]*\n/.test(text) },
];

/** Bytes at a file's beginning by which its kind is known. */
export const tellingBytes = 512;

/** Kind of the file that begins with these bytes, for a person who expected a model; undefined when it is not known. */
export function describeContent(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes.subarray(0, tellingBytes)).toString('latin1');
  return kinds.find((kind) => kind.isBegunBy(bytes, text))?.name;
}

/** True of the first bytes of an ONNX model. */
export function beginsAsOnnx(bytes: Uint8Array): boolean {
  return describeContent(bytes) === onnx;
}
