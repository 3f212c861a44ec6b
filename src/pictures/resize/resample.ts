import type { FourBytePixels } from '../formats/four-bytes';
import { growTo, instantiate, type WasmExports } from '../wasm/wasm-module';

/** Interpolation of a resize, by torchvision's names. */
export type Interpolation = 'bilinear' | 'bicubic';

/** Bits of a weight behind the point (Pillow's PRECISION_BITS). */
const precision = 22;
const lowBits = 11;
/** Largest reading behind the end of a picture: three taps of weight 0, each a row of the intermediate picture. */
const spareRows = 3;

/**
 * Resizes a picture with an antialiased filter, bit for bit as Pillow's `Image.resize` and so torchvision's `Resize` on such
 * images: filter weights in whole numbers of 2⁻²², rows first, then columns, rounded to bytes in between.
 */
export class Resampler {
  private wasm: WasmExports | undefined;
  private readonly tables = new Map<string, WeightTable>();

  /** Gives the resized pixels: a view that the next call overwrites. */
  resize(picture: FourBytePixels, width: number, height: number, by: Interpolation): FourBytePixels {
    if (picture.width === width && picture.height === height) return picture;
    const across = picture.width === width ? undefined : this.tableOf(picture.width, width, by);
    const down = picture.height === height ? undefined : this.tableOf(picture.height, height, by);
    const wasm = (this.wasm ??= instantiate('resize'));
    const memory = layOut(picture, width, height, across, down);
    growTo(wasm.memory, memory.end);
    const bytes = new Uint8Array(wasm.memory.buffer);
    bytes.set(picture.pixels.subarray(0, picture.width * picture.height * 4), memory.from);
    if (across !== undefined) {
      bytes.set(across.bytes, memory.across);
      const { from, between } = memory;
      wasm.call('convolveRows', from, picture.width, picture.height, between, width, memory.across, across.record);
    }
    if (down === undefined) return { width, height, pixels: view(bytes, memory.between, width, height) };
    bytes.set(down.bytes, memory.down);
    const rows = across === undefined ? memory.from : memory.between;
    wasm.call('convolveColumns', rows, width, memory.to, height, memory.down, down.record);
    return { width, height, pixels: view(bytes, memory.to, width, height) };
  }

  private tableOf(from: number, to: number, by: Interpolation): WeightTable {
    const key = `${from} ${to} ${by}`;
    const known = this.tables.get(key);
    if (known !== undefined) return known;
    // A folder of pictures of all sizes must not fill the memory with their tables.
    if (this.tables.size >= maxTables) this.tables.clear();
    const made = weightTable(from, to, by);
    this.tables.set(key, made);
    return made;
  }
}

const maxTables = 256;

interface MemoryPlan {
  readonly from: number;
  readonly between: number;
  readonly to: number;
  readonly across: number;
  readonly down: number;
  readonly end: number;
}

/** Offsets of the source, the picture between the two passes, the result and the tables. */
function layOut(
  picture: FourBytePixels,
  width: number,
  height: number,
  across: WeightTable | undefined,
  down: WeightTable | undefined,
): MemoryPlan {
  let end = 0;
  const take = (bytes: number): number => {
    const start = end;
    end += Math.ceil(bytes / 16) * 16;
    return start;
  };
  const from = take(4 * picture.width * (picture.height + spareRows) + 16);
  const between = take(4 * width * (picture.height + spareRows) + 16);
  const to = take(4 * width * height + 16);
  return { from, between, to, across: take(across?.bytes.length ?? 0), down: take(down?.bytes.length ?? 0), end };
}

function view(bytes: Uint8Array, offset: number, width: number, height: number): Uint8Array {
  return bytes.subarray(offset, offset + 4 * width * height);
}

/** Weights of all output positions of one side, as resize.wat reads them; `record` is the size of one position's. */
interface WeightTable {
  readonly bytes: Uint8Array;
  readonly record: number;
}

/** Filter of an interpolation over its support (Pillow's bicubic has a = −0.5). */
const filters: Readonly<Record<Interpolation, { readonly support: number; readonly at: (x: number) => number }>> = {
  bilinear: { support: 1, at: (x) => Math.max(1 - Math.abs(x), 0) },
  bicubic: {
    support: 2,
    at: (x) => {
      const a = -0.5;
      const d = Math.abs(x);
      if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
      return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
    },
  },
};

function weightTable(from: number, to: number, by: Interpolation): WeightTable {
  const filter = filters[by];
  const scale = from / to;
  const filterScale = Math.max(scale, 1);
  const support = filter.support * filterScale;
  const step = 1 / filterScale;
  const quads = Math.ceil((Math.ceil(support) * 2 + 1) / 4);
  const record = 8 + 16 * quads;
  const bytes = new Uint8Array(to * record);
  const data = new DataView(bytes.buffer);
  for (let position = 0; position < to; position += 1) {
    const centre = (position + 0.5) * scale;
    const first = Math.max(Math.trunc(centre - support + 0.5), 0);
    const count = Math.min(Math.trunc(centre + support + 0.5), from) - first;
    const weights = Array.from({ length: count }, (_, tap) => filter.at((tap + first - centre + 0.5) * step));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const start = position * record;
    data.setInt32(start, first, true);
    data.setInt32(start + 4, Math.ceil(count / 4), true);
    weights.forEach((weight, tap) => {
      const fixed = roundedHalfAway((sum === 0 ? weight : weight / sum) * 2 ** precision);
      const at = start + 8 + 8 * Math.floor(tap / 2) + 2 * (tap % 2);
      data.setInt16(at, fixed >> lowBits, true);
      data.setInt16(at + 4, fixed & (2 ** lowBits - 1), true);
    });
  }
  return { bytes, record };
}

function roundedHalfAway(value: number): number {
  return Math.trunc(value < 0 ? value - 0.5 : value + 0.5);
}
