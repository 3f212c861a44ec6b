/** A part of this much zeros is no text of one byte a character. */
const zeroShare = 0.25;
const lookedAt = 4096;

/** A wrong encoding: a sentence without its full stop, and the first place that shows it. */
export interface EncodingFault {
  readonly message: string;
  readonly offset: number;
}

/** Finds that bytes of another encoding were read as UTF-8; undefined where they were not. */
export function encodingFaultOf(text: string): EncodingFault | undefined {
  const head = text.slice(0, lookedAt);
  if (head.length > 1 && head.split('\0').length - 1 > zeroShare * head.length) {
    return { message: 'The file is UTF-16, which was read as UTF-8', offset: 0 };
  }
  const offset = text.indexOf('\ufffd');
  if (offset < 0) return undefined;
  return { message: 'The file has bytes that are no UTF-8, as files in Latin-1 or Windows-1252 have', offset };
}

/**
 * The text of a file's bytes, which must be UTF-8.
 * @throws RangeError that says which encoding they seem to be, for a message that names the file.
 */
export function decodeConfig(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new RangeError(`is UTF-16 (${first === 0xff ? 'little' : 'big'}-endian)`);
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const fault = encodingFaultOf(text);
  if (fault === undefined) return text;
  if (text.slice(0, lookedAt).includes('\0') && fault.offset === 0) {
    throw new RangeError(`is UTF-16 (${first === 0 ? 'big' : 'little'}-endian, without a mark)`);
  }
  const line = text.slice(0, fault.offset).split('\n').length;
  throw new RangeError(`has bytes on line ${line} that are no UTF-8, as files in Latin-1 or Windows-1252 have`);
}
