import { createReadStream } from 'node:fs';
import { DataFault } from '../../data-fault';
import { readBytes } from '../../files/read-bytes';

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Bytes from which an encoding without a byte-order mark is detected. */
const lookedAt = 4096;

/**
 * Reads the text of a file piece by piece: UTF-8 or UTF-16, with or without a byte-order mark.
 * @param end reads no byte from there on
 * @throws DataFault where the bytes are no text in that encoding
 */
export async function* readText(file: string, end = Infinity): AsyncGenerator<string> {
  const encoding = encodingOf(await readBytes(file, 0, lookedAt));
  const decoder = new TextDecoder(encoding, { fatal: true });
  let done = 0;
  try {
    for await (const chunk of createReadStream(file, {
      highWaterMark: 1 << 16,
      ...(end < Infinity && { end: end - 1 }),
    })) {
      if (!(chunk instanceof Uint8Array)) continue;
      yield decoder.decode(chunk, { stream: true });
      done += chunk.length;
    }
    // A stretch may end within a character.
    if (end === Infinity) yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const hint = 'save it as UTF-8 (spreadsheets call it “CSV UTF-8”)';
    throw new DataFault(`${file}: it is no ${encoding.toUpperCase()} text (after byte ${done})`, hint, {
      cause: error,
    });
  }
}

function encodingOf(start: Uint8Array): Encoding {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  // Every second byte of western text in UTF-16 is zero.
  const zeros = (parity: number): number => start.filter((byte, place) => place % 2 === parity && byte === 0).length;
  const half = start.length / 2;
  if (zeros(1) > 0.4 * half && zeros(0) < 0.1 * half) return 'utf-16le';
  return zeros(0) > 0.4 * half && zeros(1) < 0.1 * half ? 'utf-16be' : 'utf-8';
}
