import { joinSweep, type JoinedSweep } from '../../config';
import { readSweepChanges, type RunEvent, type SweepChange } from '../../runs';
import { pointCount, seedsOf, type SweepOptions } from '../../sweeps';
import { formatCountOf } from '../../wording';

/** Reads the changes of a sweep as they are asked for, by this window, another one or a terminal. */
export class ChangeWatch {
  private readonly changes: SweepChange[] = [];

  constructor(private readonly sweepFolder: string) {
    this.look();
  }

  /** All changes that were read, in their order. */
  get all(): readonly SweepChange[] {
    return this.changes;
  }

  /** Hashes of the config's texts whose points have joined. */
  get configHashes(): readonly string[] {
    return this.changes.flatMap(({ add }) => add?.configHash ?? []);
  }

  /**
   * Whether there are new changes since the last look.
   * @throws Error where one cannot be read: the points behind it would be others
   */
  look(): boolean {
    const { changes, damaged } = readSweepChanges(this.sweepFolder, this.changes.length);
    this.changes.push(...changes);
    if (damaged === undefined) return changes.length > 0;
    throw new Error(
      `${damaged} in the sweep's folder cannot be read, so its points are not known; put it back from a copy, or remove it with those after it, and resume the sweep`,
    );
  }
}

/** Number of changes that a log tells of. */
export function acknowledgedChanges(events: readonly RunEvent[]): number {
  return Math.max(0, ...events.flatMap((event) => (event.type === 'sweep' ? (event.changes ?? 0) : [])));
}

/** A change of a sweep in a sentence: `joined: 5 points, 2 fresh seeds, by fashion.distill.yaml (SHA-256 1f0a9c3e)`. */
export function describeChange(
  changes: readonly SweepChange[],
  at: number,
  { options, seed }: { readonly options: SweepOptions; readonly seed: number },
): string {
  const { add, drop = [] } = changes[at] ?? {};
  if (add === undefined)
    return `${pointsInWords(drop)} dropped: no further runs of ${drop.length === 1 ? 'it' : 'them'}`;
  const [before, after] = [at, at + 1].map((count) => joinSweep(options, seed, changes.slice(0, count)));
  const more = (count: (sweep: JoinedSweep) => number): number =>
    before === undefined || after === undefined ? 0 : count(after) - count(before);
  const added = [
    [more(({ stages }) => pointCount(stages)), 'point'],
    [more((sweep) => seedsOf(sweep.options, seed).length), 'seed'],
    [more((sweep) => sweep.options.then?.seeds ?? 0), 'fresh seed'],
  ] as const;
  const named = added.flatMap(([count, noun]) => (count > 0 ? [formatCountOf(count, noun)] : []));
  const origin = `by ${add.configName} (SHA-256 ${add.configHash.slice(0, 8)})`;
  return named.length === 0 ? `the budget grew ${origin}` : `joined: ${named.join(', ')}, ${origin}`;
}

const pointsInWords = (indices: readonly number[]): string =>
  `${indices.length === 1 ? 'point' : 'points'} ${indices.join(', ')}`;
