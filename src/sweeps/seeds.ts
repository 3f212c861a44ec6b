import type { SweepOptions } from './schema';

/** The seeds of each point: a list as it is, or a count of them from the config's seed on. */
export function seedsOf({ seeds }: Pick<SweepOptions, 'seeds'>, first: number): readonly number[] {
  return typeof seeds === 'number' ? Array.from({ length: seeds }, (_, at) => first + at) : seeds;
}

/**
 * Seeds for the verdict on the best point, none of which has chosen it: those that judge it already, and others behind those that chose.
 * @param made seeds of runs that judge it already; they stay where more seeds are asked for, of the search too
 */
export function verdictSeeds(count: number, used: readonly number[], made: readonly number[]): readonly number[] {
  const seeds: number[] = [];
  for (let seed = Math.min(Math.max(...used) + 1, ...made); seeds.length < count; seed += 1) {
    if (made.includes(seed) || !used.includes(seed)) seeds.push(seed);
  }
  return seeds;
}
