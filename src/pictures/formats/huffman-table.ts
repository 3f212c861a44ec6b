/** Bits of a scan by which a code is looked up. */
const lookupBits = 10;
const longestCode = 16;

/** Bytes of a table, as jpeg-scan.wat reads it. */
export const huffmanTableBytes = 4144 + 4 * 256;
const places = { bounds: 4096, long: 4144 };

/** Largest sizes of coefficients of 8-bit JPEGs. */
const maxSize = { dc: 11, ac: 10 };
/** Advance of a symbol that ends its block. */
const blockEnd = 128;

/**
 * Writes the lookup table of a Huffman code to memory at `at`. `code` is that of the file: 16 counts of codes by length, then
 * symbols. Gives false where the counts are none of a prefix code, or a symbol stands for no coefficient.
 */
export function writeHuffmanTable(memory: DataView, at: number, code: Uint8Array, kind: 'dc' | 'ac'): boolean {
  const symbols = code.subarray(longestCode);
  for (let offset = 0; offset < huffmanTableBytes; offset += 4) memory.setUint32(at + offset, 0, true);
  let [next, index] = [0, 0];
  for (let length = 1; length <= longestCode; length += 1) {
    const bounds = at + places.bounds + 8 * (length - lookupBits - 1);
    if (length > lookupBits) memory.setUint32(bounds + 4, at + places.long + 4 * (index - next), true);
    for (let left = code[length - 1] ?? 0; left > 0; left -= 1) {
      const entry = entryOf(symbols[index] ?? 0, length, kind);
      // A code of ones alone is none, as in libjpeg.
      if (entry === undefined || next >= 2 ** length) return false;
      if (length > lookupBits) memory.setUint32(at + places.long + 4 * index, entry, true);
      else writeShort(memory, at, next, entry, length);
      next += 1;
      index += 1;
    }
    if (length > lookupBits) memory.setUint32(bounds, next << (longestCode - length), true);
    next *= 2;
  }
  return true;
}

/** Length, size and advance of a symbol; undefined where it stands for no coefficient. */
function entryOf(symbol: number, length: number, kind: 'dc' | 'ac'): number | undefined {
  const [run, size] = kind === 'dc' ? [0, symbol] : [symbol >> 4, symbol & 15];
  if (size > maxSize[kind]) return undefined;
  const endsBlock = kind === 'ac' && size === 0 && run < 15;
  return length | (size << 5) | ((endsBlock ? blockEnd : run + 1) << 9);
}

/** Fills all places that begin with a code; those that hold the whole coefficient too get its value. */
function writeShort(memory: DataView, at: number, code: number, entry: number, length: number): void {
  const spare = lookupBits - length;
  const size = (entry >> 5) & 15;
  for (let rest = 0; rest < 2 ** spare; rest += 1) {
    const bits = rest >> (spare - size);
    const isWhole = size > 0 && size <= spare;
    const value = bits < 2 ** (size - 1) ? bits + 1 - 2 ** size : bits;
    const whole = (entry & ~0x1ff) | (length + size) | (value << 17);
    memory.setInt32(at + 4 * ((code << spare) + rest), isWhole ? whole : entry, true);
  }
}
