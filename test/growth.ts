import assert from 'node:assert/strict';

/** Milliseconds of this process alone, so that a crowded machine does not count. */
export async function cpuTime(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** Milliseconds that a work takes. */
export type Clock = (work: () => unknown) => Promise<number>;

/** Works on one input, by name. */
export type Works = Readonly<Record<string, () => unknown>>;

/** Inputs by their length, and limits. */
export interface Growth {
  /** Length of the small input. */
  readonly small: number;
  /** Doublings from the small input to the large one. */
  readonly doublings: number;
  /** Milliseconds that a work on the large input may take at all. */
  readonly maxMs?: number;
}

/** More than 2, since what is cached and collected costs more for longer inputs. */
const maxDoubling = 2.5;
/** Milliseconds; shorter times are those of the collector and the compiler. */
const minCounted = 25;
/** Tries of an input. Noise only adds to a time, so more tries say it better. */
const maxTries = 6;

/** Makes the input of a length; gives its works, for each try anew. */
type Prepare = (length: number) => () => Works;

/** The least milliseconds of each work on an input. */
class LeastTimes {
  readonly times = new Map<string, number>();

  constructor(
    private readonly works: () => Works,
    private readonly clock: Clock,
  ) {}

  async measure(): Promise<void> {
    for (const [name, work] of Object.entries(this.works())) {
      this.times.set(name, Math.min(this.of(name), await this.clock(work)));
    }
  }

  of(name: string): number {
    return this.times.get(name) ?? Infinity;
  }
}

/**
 * Asserts that works take a time that grows with the length of their input and no faster: at most 2.5 times for each doubling from the
 * small input to the large one. A collector's generation that is full makes one step in a line; so growth beyond that must
 * show again at the next doubling, where that of a square or of a power of 1.5 shows as well.
 */
export async function assertAllLinear(growth: Growth, prepare: Prepare, clock: Clock = cpuTime): Promise<void> {
  const { small, doublings, maxMs = Infinity } = growth;
  const length = small * 2 ** doublings;
  const [less, more] = [new LeastTimes(prepare(small), clock), new LeastTimes(prepare(length), clock)];
  // The small input warms the compiler up too.
  for (let tries = 0; tries < 2; tries += 1) await less.measure();
  const faults = (): string[] =>
    [...more.times].flatMap(([name, took]) => {
      const base = less.of(name);
      if (took >= maxMs) return `${name} took ${took} ms`;
      return isBeyond(base, took, doublings) ? `${name} took ${took} ms, and ${base} of 1/${2 ** doublings}` : [];
    });
  for (let tries = 0; tries < maxTries; tries += 1) {
    await more.measure();
    if (faults().length === 0) return;
  }
  assert.ok(
    [...more.times.values()].every((took) => took < maxMs),
    faults().join('; '),
  );
  const doubled = await faultsOfDoubling(prepare, length, clock);
  const twice = [...more.times.keys()].filter(
    (name) => isBeyond(less.of(name), more.of(name), doublings) && doubled.has(name),
  );
  assert.ok(twice.length === 0, [...faults(), ...twice.map((name) => doubled.get(name))].join('; '));
}

const isBeyond = (base: number, took: number, doublings: number): boolean =>
  took >= maxDoubling ** doublings * Math.max(base, minCounted);

/** Works that take more than they may for an input of twice a length, or less than for that length: such an input was refused. */
async function faultsOfDoubling(prepare: Prepare, length: number, clock: Clock): Promise<ReadonlyMap<string, string>> {
  const [one, two] = [new LeastTimes(prepare(length), clock), new LeastTimes(prepare(2 * length), clock)];
  const faults = (): Map<string, string> =>
    new Map(
      [...two.times]
        .filter(([name, took]) => isBeyond(one.of(name), took, 1) || took < one.of(name))
        .map(([name, took]) => [name, `${name} took ${took} ms of twice the length, and ${one.of(name)} of it`]),
    );
  for (let tries = 0; tries < maxTries; tries += 1) {
    // In turn, so that what else the machine does concerns both.
    await one.measure();
    await two.measure();
    if (faults().size === 0) break;
  }
  return faults();
}

/** Asserts that a work takes a time that grows with the length of its input from `small` to four times that, and no faster. */
export async function assertLinear(small: number, prepare: (length: number) => () => unknown): Promise<void> {
  await assertAllLinear({ small, doublings: 2 }, (length) => {
    const work = prepare(length);
    return () => ({ it: work });
  });
}
