import type { SweepOptions } from './schema';

/** The seeds of each point: a list as it is, or a count of them from the config's seed on. */
export function seedsOf({ seeds }: Pick<SweepOptions, 'seeds'>, first: number): readonly number[] {
  return typeof seeds === 'number' ? Array.from({ length: seeds }, (_, at) => first + at) : seeds;
}

/** Seeds for the verdict on the best point, none of which has chosen it. */
export function freshSeeds(count: number, used: readonly number[]): readonly number[] {
  const start = Math.max(...used) + 1;
  return Array.from({ length: count }, (_, at) => start + at);
}
