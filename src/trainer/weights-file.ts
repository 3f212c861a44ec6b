import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFileDurably } from '../runs';

export interface WeightsFile<Header> {
  readonly header: Header;
  readonly arrays: readonly Float32Array[];
}

const magic = 'DISTILLERY-WEIGHTS-1\n';

/** Stores float arrays with a header: a line of magic, a line of JSON with lengths and a SHA-256, then the numbers. */
export function writeWeightsFile<Header>(file: string, content: WeightsFile<Header>): void {
  const payload = Buffer.concat(
    content.arrays.map((values) => Buffer.from(values.buffer, values.byteOffset, values.byteLength)),
  );
  const lengths = content.arrays.map((values) => values.length);
  const head = JSON.stringify({ header: content.header, lengths, sha256: digest(content.header, lengths, payload) });
  writeFileDurably(file, Buffer.concat([Buffer.from(`${magic}${head}\n`), payload]));
}

/** Reads such a file; undefined when there is none. Throws an error that names the file when its checksum is wrong. */
export function readWeightsFile<Header>(file: string): WeightsFile<Header> | undefined {
  if (!existsSync(file)) return undefined;
  const bytes = readFileSync(file);
  const end = bytes.indexOf('\n', magic.length);
  if (end < 0 || bytes.toString('latin1', 0, magic.length) !== magic) throw new Error(`${file} is not a weights file`);
  const head = parseHead(file, bytes.toString('utf8', magic.length, end)) as {
    header: Header;
    lengths: number[];
    sha256: string;
  };
  const payload = bytes.subarray(end + 1);
  if (digest(head.header, head.lengths, payload) !== head.sha256)
    throw new Error(`${file} is damaged: its checksum is wrong`);
  const copy = new Float32Array(Uint8Array.from(payload).buffer);
  let offset = 0;
  const arrays = head.lengths.map((length) => copy.slice(offset, (offset += length)));
  return { header: head.header, arrays };
}

function parseHead(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${file} is damaged: its header cannot be read`);
  }
}

function digest(header: unknown, lengths: readonly number[], payload: Uint8Array): string {
  return createHash('sha256')
    .update(JSON.stringify([header, lengths]))
    .update(payload)
    .digest('hex');
}
