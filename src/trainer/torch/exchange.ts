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

/**
 * A file of slots by which batches go to another process and results come back. It is read and written, not mapped: a view of
 * a file need not agree with writes on every system.
 */
export class Exchange {
  readonly layout: SlotLayout;
  private readonly file: number;
  private readonly slot: ArrayBuffer;

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
    this.slot = new ArrayBuffer(resultsAt);
  }

  /** Fills a slot. Throws where a feed is missing or larger than its tensor. */
  put(slot: number, feeds: Feeds): void {
    const { tensors, numbers, slotBytes } = this.layout;
    for (const [name, { shape, dtype, offset }] of Object.entries(tensors)) {
      const size = sizeOf(shape);
      const values =
        dtype === 'float32' ? new Float32Array(this.slot, offset, size) : new Int32Array(this.slot, offset, size);
      const feed = feedOf(feeds, name);
      if (typeof feed === 'number') values[0] = feed;
      else values.set(feed);
    }
    const places = new Float64Array(this.slot, numbers.offset, numbers.names.length);
    numbers.names.forEach((name, place) => {
      const feed = feedOf(feeds, name);
      places[place] = typeof feed === 'number' ? feed : Number.NaN;
    });
    writeSync(this.file, new Uint8Array(this.slot), 0, this.slot.byteLength, slot * slotBytes);
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

const aligned = (offset: number): number => Math.ceil(offset / alignment) * alignment;

function feedOf(feeds: Feeds, name: string): Feed {
  const feed = feeds[name];
  if (feed === undefined) throw new Error(`the input '${name}' was not fed`);
  return feed;
}
