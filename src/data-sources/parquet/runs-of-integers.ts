import { ParquetDamage } from './damage';

/** Bits of a value: an index of more would be of a dictionary that no writer makes. */
const maxWidth = 24;

/** A varint of 32 bits and the place behind it. */
function varintAt(bytes: Uint8Array, start: number): readonly [value: number, end: number] {
  let value = 0;
  for (let place = start; place < start + 5; place += 1) {
    const byte = bytes[place];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * (place - start));
    if (byte < 0x80) return [value, place + 1];
  }
  throw new ParquetDamage('a number in a page of it has no end');
}

/**
 * Integers of runs and packed groups, as levels and indexes are kept. Time and memory grow with `count` and the bytes, whatever the
 * runs claim. https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 * @param width bits of each
 */
export function readRuns(bytes: Uint8Array, width: number, count: number): Int32Array {
  if (width > maxWidth) throw new ParquetDamage(`a page of it has integers of ${width} bits`);
  const output = new Int32Array(count);
  const bytesOfValue = (width + 7) >> 3;
  let [seen, place] = [0, 0];
  while (seen < count) {
    const [head, start] = varintAt(bytes, place);
    const length = Math.floor(head / 2);
    if (head % 2 === 1) {
      const values = Math.min(8 * length, count - seen);
      unpackBits(bytes.subarray(start), width, output.subarray(seen, seen + values));
      [seen, place] = [seen + values, start + length * width];
    } else {
      if (length > count - seen) throw new ParquetDamage(`a page of it repeats a value ${length} times, of ${count}`);
      if (start + bytesOfValue > bytes.length) throw new ParquetDamage('a page of it ends before its values');
      let value = 0;
      for (let byte = bytesOfValue - 1; byte >= 0; byte -= 1) value = value * 256 + (bytes[start + byte] ?? 0);
      output.fill(value, seen, seen + length);
      [seen, place] = [seen + length, start + bytesOfValue];
    }
  }
  return output;
}

function unpackBits(bytes: Uint8Array, width: number, output: Int32Array): void {
  if (8 * bytes.length < width * output.length) throw new ParquetDamage('a page of it ends before its values');
  const mask = 2 ** width - 1;
  let [held, bits, place] = [0, 0, 0];
  for (let index = 0; index < output.length; index += 1) {
    while (bits < width) {
      held = (held | ((bytes[place] ?? 0) << bits)) >>> 0;
      bits += 8;
      place += 1;
    }
    output[index] = held & mask;
    held >>>= width;
    bits -= width;
  }
}

/**
 * Refuses a head of delta-coded integers by which a reader would not come forward.
 * https://parquet.apache.org/docs/file-format/data-pages/encodings/#DELTAENC
 */
export function assertDeltaHead(bytes: Uint8Array): void {
  const [block, next] = varintAt(bytes, 0);
  const [parts] = varintAt(bytes, next);
  if (block > 0 && block <= 1 << 20 && parts > 0 && block % parts === 0) return;
  throw new ParquetDamage(`a page of it has blocks of ${block} differences in ${parts} parts`);
}
