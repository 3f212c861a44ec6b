import { createHash } from 'node:crypto';
import { readAllBytes } from './all-bytes';
import { doNow, type DiskWork } from './disk-work';
import { writingTemporary, type TemporaryFile } from './durable-file';
import { fileOperations } from './file-operations';
import { store } from './store';

export interface WeightsFile<Header> {
  readonly header: Header;
  readonly arrays: readonly Float32Array[];
}

const magic = 'DISTILLERY-WEIGHTS-1\n';

/** Stores float arrays with a header: a line of magic, a line of JSON with lengths and a SHA-256, then the numbers. */
export function writeWeightsFile<Header>(file: string, content: WeightsFile<Header>): void {
  doNow(writingWeights(file, content));
}

function* writingWeights<Header>(file: string, content: WeightsFile<Header>): DiskWork {
  const written = yield* writingTemporaryWeights(file, content);
  yield* written.committing();
}

/** A weights file under a temporary name. */
export interface TemporaryWeights extends TemporaryFile {
  /** Whether the file system gives what was written: bytes are compared, which takes a tenth of another checksum's time. */
  isWhole(): boolean;
}

/** Such a file under a temporary name; it takes its own when it is committed. Throws the file system's error. */
export function* writingTemporaryWeights<Header>(
  file: string,
  content: WeightsFile<Header>,
): DiskWork<TemporaryWeights> {
  const parts = partsOf(content);
  const written = yield* writingTemporary(file, parts);
  return { ...written, isWhole: () => holdsParts(written.path, parts) };
}

/** The bytes of such a file. */
export function encodeWeights<Header>(content: WeightsFile<Header>): Uint8Array {
  return Buffer.concat(partsOf(content));
}

/**
 * The bytes of such a file in parts: large arrays are not copied, since a network's state is written each epoch and a copy
 * takes as long as its checksum; small ones lie together, as each part is an operation of its own.
 */
function partsOf<Header>({ header, arrays }: WeightsFile<Header>): Uint8Array[] {
  const numbers = arrays.map((values) => Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  const lengths = arrays.map((values) => values.length);
  const head = JSON.stringify({ header, lengths, sha256: digest(header, lengths, numbers) });
  const parts: Uint8Array[] = [];
  let small: Uint8Array[] = [Buffer.from(`${magic}${head}\n`)];
  for (const part of numbers) {
    if (part.length < maxCopied) small.push(part);
    else {
      parts.push(Buffer.concat(small), part);
      small = [];
    }
  }
  return [...parts, Buffer.concat(small)].filter((part) => part.length > 0);
}

/** Bytes of an array that is copied beside its neighbours. */
const maxCopied = 1 << 16;

/** Bytes that are compared at a time: memory that was touched before, unlike that of a whole file. */
const comparedAtOnce = 1 << 20;

/** Whether a file holds these bytes and no others. */
function holdsParts(file: string, parts: readonly Uint8Array[]): boolean {
  const descriptor = store.open(file, 'read');
  try {
    const found = Buffer.alloc(comparedAtOnce);
    let at = 0;
    for (const part of parts) {
      for (let start = 0; start < part.length; start += comparedAtOnce) {
        const wanted = part.subarray(start, start + comparedAtOnce);
        const there = found.subarray(0, wanted.length);
        if (readAllBytes(descriptor, there, at) < wanted.length || !there.equals(wanted)) return false;
        at += wanted.length;
      }
    }
    return fileOperations.size(descriptor) === at;
  } finally {
    fileOperations.close(descriptor);
  }
}

/**
 * Reads such a file; undefined when there is none. Throws an error that names the file and what is wrong with it when it is
 * anything else, cut off or changed.
 */
export function readWeightsFile<Header>(file: string): WeightsFile<Header> | undefined {
  return store.hasFile(file) ? decodeWeights<Header>(store.read(file), file) : undefined;
}

/** Reads the bytes of such a file; `name` is what it is called in messages. Throws as `readWeightsFile` does. */
export function decodeWeights<Header>(bytes: Buffer, name: string): WeightsFile<Header> {
  const end = bytes.indexOf('\n', magic.length);
  if (end < 0 || bytes.toString('latin1', 0, magic.length) !== magic) throw new Error(`${name} is not a weights file`);
  const head = parseHead(bytes.toString('utf8', magic.length, end));
  if (head === undefined) throw new Error(`${name} is damaged: its header cannot be read`);
  const payload = bytes.subarray(end + 1);
  if (digest(head.header, head.lengths, [payload]) !== head.sha256)
    throw new Error(`${name} is damaged: its checksum is wrong`);
  const count = head.lengths.reduce((sum, length) => sum + length, 0);
  if (payload.length !== count * 4)
    throw new Error(`${name} is damaged: its header promises ${count * 4} bytes, ${payload.length} are there`);
  const copy = new Float32Array(Uint8Array.from(payload).buffer);
  let offset = 0;
  const arrays = head.lengths.map((length) => copy.slice(offset, (offset += length)));
  return { header: head.header as Header, arrays };
}

interface Head {
  readonly header: unknown;
  readonly lengths: readonly number[];
  readonly sha256: unknown;
}

function parseHead(text: string): Head | undefined {
  try {
    const head = JSON.parse(text) as Partial<Head> | null;
    const lengths: unknown = head?.lengths;
    if (typeof head?.header !== 'object' || head.header === null || !Array.isArray(lengths)) return undefined;
    const areLengths = lengths.every((length) => Number.isSafeInteger(length) && length >= 0);
    return areLengths ? { header: head.header, lengths: lengths as number[], sha256: head.sha256 } : undefined;
  } catch {
    return undefined;
  }
}

function digest(header: unknown, lengths: readonly number[], payload: readonly Uint8Array[]): string {
  const hash = createHash('sha256').update(JSON.stringify([header, lengths]));
  for (const part of payload) hash.update(part);
  return hash.digest('hex');
}
