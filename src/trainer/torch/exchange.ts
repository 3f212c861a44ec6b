import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { Feed, Feeds, InputSpec } from '../../engine';
import { sizeOf } from '../../models/architecture';

/** Contents of a slot. */
export interface SlotContents {
  readonly tensors: Readonly<Record<string, InputSpec>>;
  /** Names of its numbers. */
  readonly numbers: readonly string[];
  /** Results at most, as float32. */
  readonly results: number;
}

/** A place of a slot's contents, as the other process is given it. */
export interface SlotLayout {
  readonly file: string;
  readonly slotBytes: number;
  readonly tensors: Readonly<Record<string, InputSpec & { readonly offset: number }>>;
  readonly numbers: { readonly names: readonly string[]; readonly offset: number };
  /** Offset of the results. */
  readonly results: number;
}

/** Tensors begin at multiples of this. */
const alignment = 64;
/** Bytes from which a tensor is written by itself: a call of the system costs less than one more copy. */
const minBytesApart = 64 << 10;

/** A tensor in the memory of a slot. */
interface SlotTensor {
  readonly name: string;
  readonly values: Float32Array | Int32Array;
  readonly offset: number;
}

/**
 * A file of slots by which batches go to another process and results come back. It is read and written, not mapped: a view of
 * a file need not agree with writes on every system.
 */
export class Exchange {
  readonly layout: SlotLayout;
  private readonly file: number;
  /** All of a slot before its results. */
  private readonly slot: Uint8Array<ArrayBuffer>;
  private readonly tensors: readonly SlotTensor[];
  private readonly numbers: Float64Array;

  constructor(
    file: string,
    { tensors, numbers, results }: SlotContents,
    readonly slots: number,
  ) {
    let offset = 0;
    const placed: Record<string, InputSpec & { readonly offset: number }> = {};
    for (const [tensor, spec] of Object.entries(tensors)) {
      placed[tensor] = { ...spec, offset };
      offset = aligned(offset + 4 * sizeOf(spec.shape));
    }
    const resultsAt = aligned(offset + 8 * numbers.length);
    const slotBytes = aligned(resultsAt + 4 * results);
    this.layout = { file, slotBytes, tensors: placed, numbers: { names: numbers, offset }, results: resultsAt };
    this.file = openSync(file, 'wx+', 0o600);
    const slot = new ArrayBuffer(resultsAt);
    this.slot = new Uint8Array(slot);
    this.tensors = Object.entries(placed).map(([name, { shape, dtype, offset }]) => {
      const size = sizeOf(shape);
      const values = dtype === 'float32' ? new Float32Array(slot, offset, size) : new Int32Array(slot, offset, size);
      return { name, offset, values };
    });
    this.numbers = new Float64Array(slot, offset, numbers.length);
  }

  /** Fills a slot. Throws where a feed is missing or larger than its tensor. */
  put(slot: number, feeds: Feeds): void {
    const start = slot * this.layout.slotBytes;
    // Of what is in the slot's memory, the bytes before this place are in the file.
    let written = 0;
    for (const { name, values, offset } of this.tensors) {
      const feed = feedOf(feeds, name);
      if (isWhole(feed, values) && feed.byteLength >= minBytesApart) {
        this.write(written, offset, start);
        written = offset + values.byteLength;
        writeSync(this.file, feed, 0, feed.byteLength, start + offset);
      } else if (typeof feed === 'number') values[0] = feed;
      else values.set(feed);
    }
    this.layout.numbers.names.forEach((name, place) => {
      const feed = feedOf(feeds, name);
      this.numbers[place] = typeof feed === 'number' ? feed : Number.NaN;
    });
    this.write(written, this.slot.length, start);
  }

  /** Writes a part of the slot's memory. */
  private write(from: number, to: number, start: number): void {
    if (to > from) writeSync(this.file, this.slot, from, to - from, start + from);
  }

  /** The results of a slot. */
  results(slot: number, count: number): Float32Array {
    const { slotBytes, results } = this.layout;
    const values = new Float32Array(count);
    const read = readSync(this.file, values, 0, values.byteLength, slot * slotBytes + results);
    if (read !== values.byteLength) throw new Error(`slot ${slot} has ${read} bytes of ${values.byteLength}`);
    return values;
  }

  close(): void {
    closeSync(this.file);
  }
}

/** Whether a feed has the bytes of a tensor as they are. */
function isWhole(feed: Feed, values: Float32Array | Int32Array): feed is Float32Array | Int32Array {
  return typeof feed !== 'number' && feed.constructor === values.constructor && feed.length === values.length;
}

const aligned = (offset: number): number => Math.ceil(offset / alignment) * alignment;

function feedOf(feeds: Feeds, name: string): Feed {
  const feed = feeds[name];
  if (feed === undefined) throw new Error(`the input '${name}' was not fed`);
  return feed;
}
