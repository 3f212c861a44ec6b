import { createHash } from 'node:crypto';
import type { DataFile } from '../../data-sources';
import type { KeptRows, NamedExamples, RowFindings } from '../../runs';

/** Rows that are looked at between two pauses. */
const rowsAtOnce = 1024;
/** Examples that are named. */
const maxNamed = 5;

interface Examined {
  readonly files: readonly DataFile[];
  readonly stamp: string;
  /** Name of the file at a place, as a person knows it. */
  readonly nameOf: (place: number) => string;
  readonly pause: () => Promise<void>;
}

/**
 * Finds the examples without a row, and those whose rows are the same as those of an earlier one: in another split, where a test
 * would be of examples that were trained on, and in the same split.
 */
export async function findingsOf(kept: KeptRows, { files, stamp, nameOf, pause }: Examined): Promise<RowFindings> {
  const skipped = new Set(kept.skipped.map(({ place }) => place));
  const places = files.flatMap((_, place) => (skipped.has(place) ? [] : [place]));
  const splitAt = (place: number): string => files[place]?.role.split(' ', 1)[0] ?? '';
  const [shared, repeated] = [new Naming(), new Naming()];
  const first = new Map<number, number>();
  for (let start = 0; start < places.length; start += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, places.length - start);
    const rows = kept.rows.gather(Int32Array.from({ length: count }, (_, index) => start + index));
    const { rowBytes } = kept.rows;
    for (let index = 0; index < count; index += 1) {
      const place = places[start + index] ?? 0;
      const digest = digestOf(rows.subarray(index * rowBytes, (index + 1) * rowBytes));
      const earlier = first.get(digest);
      if (earlier === undefined) first.set(digest, place);
      else (splitAt(earlier) === splitAt(place) ? repeated : shared).add(() => `${nameOf(place)} = ${nameOf(earlier)}`);
    }
    await pause();
  }
  const unreadable = new Naming();
  for (const { place, reason } of kept.skipped) unreadable.add(() => `${nameOf(place)} ${reason}`);
  return { stamp, unreadable: unreadable.named, shared: shared.named, repeated: repeated.named };
}

/** Counts examples and names the first. */
class Naming {
  private count = 0;
  private readonly names: string[] = [];

  add(name: () => string): void {
    if (this.count < maxNamed) this.names.push(name());
    this.count += 1;
  }

  get named(): NamedExamples {
    return { count: this.count, named: this.names };
  }
}

/** 48 bits of a row's SHA-1: of a million different rows two have the same with a chance of 1 to 500. */
function digestOf(row: Uint8Array): number {
  return createHash('sha1').update(row).digest().readUIntBE(0, 6);
}
