import { huffmanTableBytes, writeHuffmanTable } from './huffman-table';
import { readBaselineSettings, type BaselineComponent, type BaselineSettings } from './baseline-segments';
import type { FourBytePixels } from './four-bytes';
import { RuntimeError } from '../wasm/wasm-api';
import { growTo, instantiate, type WasmExports } from '../wasm/wasm-module';

/** Addresses of jpeg-scan.wat. */
const places = { zigzag: 256, lastDc: 512, records: 640, quantization: 1024, huffman: 2048, free: 65536 };
const recordBytes = 32;
const blockBytes = 128;
/** Zeros behind a scan, which a decoder that has run over its end takes for bits. */
const zerosBehind = 512;
/** Memory up to which pictures are decoded here; the other decoder frees that of larger ones. */
const maxBytes = 64 * 2 ** 20;

/**
 * Decodes baseline JPEGs as libjpeg-turbo does, in SIMD: in a third of the time that it takes as WebAssembly without. All that
 * is rare or damaged is left to libjpeg-turbo itself, which knows what to say of it.
 */
export class BaselineJpegDecoder {
  private readonly scan: WasmExports = instantiate('jpeg-scan');
  private readonly colours: WasmExports = instantiate('jpeg-colours', this.scan.memory);
  /** Tables that lie in memory, by their addresses: most files have the same. */
  private readonly written = new Map<number, Uint8Array>();
  private last: { readonly head: Uint8Array; readonly settings: BaselineSettings } | undefined;

  /** Decodes a picture; its pixels may be overwritten by the next call. Gives undefined for a file that is not of this kind. */
  decode(bytes: Uint8Array): FourBytePixels | undefined {
    const settings = this.settingsOf(bytes);
    if (settings === undefined) return undefined;
    const plan = layOut(settings, bytes.length - settings.start);
    if (plan.end > maxBytes) return undefined;
    try {
      growTo(this.scan.memory, plan.end);
      if (!this.writeTables(settings)) return undefined;
      return this.decodeScan(bytes, settings, plan) ? this.toPixels(settings, plan) : undefined;
    } catch (error) {
      if (error instanceof RuntimeError) return undefined;
      throw error;
    }
  }

  /** Settings of a file, or those of the last one where all that stands before its scan is the same: in many folders it is. */
  private settingsOf(bytes: Uint8Array): BaselineSettings | undefined {
    const { last } = this;
    if (last !== undefined && Buffer.compare(last.head, bytes.subarray(0, last.head.length)) === 0)
      return last.settings;
    const settings = readBaselineSettings(bytes);
    if (settings !== undefined) this.last = { head: bytes.slice(0, settings.start), settings };
    return settings;
  }

  /** Writes the tables that are not in memory already; false where one is no table. */
  private writeTables({ quantization, huffman }: BaselineSettings): boolean {
    const { buffer } = this.scan.memory;
    for (const [number, table] of quantization) {
      if (this.isWritten(quantizationAt(number), table)) continue;
      writeQuantization(buffer, quantizationAt(number), table);
      this.written.set(quantizationAt(number), table.slice());
    }
    for (const [slot, code] of huffman) {
      if (this.isWritten(huffmanAt(slot), code)) continue;
      this.written.delete(huffmanAt(slot));
      if (!writeHuffmanTable(new DataView(buffer), huffmanAt(slot), code, slot < 16 ? 'dc' : 'ac')) return false;
      this.written.set(huffmanAt(slot), code.slice());
    }
    return true;
  }

  private isWritten(address: number, table: Uint8Array): boolean {
    const written = this.written.get(address);
    return written !== undefined && Buffer.compare(written, table) === 0;
  }

  /** Decodes the scan into planes; false where it is damaged, or more than the end of the picture follows. */
  private decodeScan(bytes: Uint8Array, { components, start }: BaselineSettings, plan: MemoryPlan): boolean {
    const { buffer } = this.scan.memory;
    // A damaged scan before may have left coefficients.
    new Uint8Array(buffer, 0, blockBytes).fill(0);
    const coded = new Uint8Array(buffer, plan.coded, bytes.length - start + 16);
    coded.set(bytes.subarray(start));
    coded.fill(0, bytes.length - start);
    const last = plan.coded + bytes.length - start;
    const marker = this.scan.call('unstuff', plan.coded, last, plan.bits);
    if (marker + 2 > last || coded[marker + 1 - plan.coded] !== 0xd9) return false;
    const memory = new DataView(buffer);
    const end = memory.getInt32(places.records, true);
    new Uint8Array(buffer, end, zerosBehind).fill(0);
    const recordsEnd = writeRecords(memory, components, plan);
    const { mcus } = plan;
    return this.scan.call('decodeScan', plan.bits, end, mcus.across, mcus.down, places.records, recordsEnd) === 0;
  }

  private toPixels({ width, height, components }: BaselineSettings, plan: MemoryPlan): FourBytePixels {
    const [luma, bluish, reddish] = plan.planes;
    const { across = 1, down = 1 } = components[0] ?? {};
    const hasChroma = components.length === 3;
    new Uint8Array(this.scan.memory.buffer, plan.rows, 3 * plan.rowBytes).fill(0);
    this.colours.call(
      'toPixels',
      ...[luma?.start ?? 0, luma?.stride ?? 0],
      ...[bluish?.start ?? 0, reddish?.start ?? 0, bluish?.stride ?? 0],
      ...[Math.ceil(width / across), Math.ceil(height / down), hasChroma ? across : 0, hasChroma ? down : 0],
      ...[width, height, plan.rows, plan.rowBytes, plan.pixels],
    );
    return { width, height, pixels: new Uint8Array(this.scan.memory.buffer, plan.pixels, 4 * width * height) };
  }
}

const quantizationAt = (number: number): number => places.quantization + 128 * number;

/** Writes the divisors of a file's table by rows. */
function writeQuantization(buffer: ArrayBuffer, address: number, table: Uint8Array): void {
  const zigzag = new Uint8Array(buffer, places.zigzag, 64);
  const divisors = new Uint16Array(buffer, address, 64);
  zigzag.forEach((offset, index) => {
    const [high = 0, low = 0] = table.length === 64 ? [0, table[index]] : table.subarray(2 * index);
    divisors[offset / 2] = 256 * high + low;
  });
}

const huffmanAt = (slot: number): number => places.huffman + huffmanTableBytes * (slot < 16 ? slot : slot - 16 + 4);

interface Plane {
  readonly start: number;
  /** Bytes of a row. */
  readonly stride: number;
}

/** Addresses of a picture's parts in memory. */
interface MemoryPlan {
  readonly mcus: { readonly across: number; readonly down: number };
  readonly coded: number;
  readonly bits: number;
  readonly planes: readonly Plane[];
  readonly rows: number;
  readonly rowBytes: number;
  readonly pixels: number;
  readonly end: number;
}

function layOut({ width, height, components }: BaselineSettings, codedBytes: number): MemoryPlan {
  let end = places.free;
  const take = (bytes: number): number => {
    const start = end;
    end += Math.ceil(bytes / 16) * 16;
    return start;
  };
  const [luma] = components;
  const mcus = {
    across: Math.ceil(width / (8 * (luma?.across ?? 1))),
    down: Math.ceil(height / (8 * (luma?.down ?? 1))),
  };
  const coded = take(codedBytes + 16);
  const bits = take(codedBytes + zerosBehind);
  const planes = components.map(({ across, down }) => {
    const stride = 8 * across * mcus.across;
    return { stride, start: take(8 * down * mcus.down * stride + 16) };
  });
  // Two bytes a column, and a vector before and behind them.
  const rowBytes = Math.ceil((2 * width + 64) / 16) * 16;
  const rows = take(3 * rowBytes);
  const pixels = take(4 * width * height + 32);
  return { mcus, coded, bits, planes, rows, rowBytes, pixels, end };
}

/** Writes a record for each block of an MCU; gives the address behind them. */
function writeRecords(memory: DataView, components: readonly BaselineComponent[], plan: MemoryPlan): number {
  let at = places.records;
  components.forEach(({ across, down, quantization, dc, ac }, index) => {
    const { start = 0, stride = 0 } = plan.planes[index] ?? {};
    const lastDc = places.lastDc + 4 * index;
    memory.setInt32(lastDc, 0, true);
    for (let block = 0; block < across * down; block += 1) {
      const first = start + 8 * (Math.floor(block / across) * stride + (block % across));
      const [step, toNextRow] = [8 * across, 8 * down * stride - stride];
      const tables = [huffmanAt(dc), huffmanAt(ac), quantizationAt(quantization)];
      [...tables, first, step, stride, lastDc, toNextRow].forEach((word, place) =>
        memory.setInt32(at + 4 * place, word, true),
      );
      at += recordBytes;
    }
  });
  return at;
}
