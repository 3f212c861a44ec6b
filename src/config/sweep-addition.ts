import { learnsFromResults, maxPoints, pointCount, seedsOf, type Addition } from '../sweeps';
import { formatCount, formatCountOf } from '../wording';
import { isDeepStrictEqual } from 'node:util';
import { compareConfigs } from './check/compare';
import { spaceOf } from './check/sweep-space';
import { inOrderOf, joinSweep, type WrittenChange } from './joined-sweep';
import type { ResolvedConfig } from './schema/schema';

/** Points, seeds and fresh seeds that a config has and its sweep has not, and their number. */
export interface FoundAddition {
  readonly add: Addition;
  readonly points: number;
  /** Runs in all, fresh seeds among them. */
  readonly runs: number;
}

/** Settings of a sweep that may differ from those that it began with. */
const growing = ['over', 'seeds', 'budget', 'then'];

/**
 * Finds the points, seeds and fresh seeds that a config has more than a sweep which began with another text of it. A sentence where
 * they cannot join, or there are none.
 * @param own config that the sweep began with
 * @param changes of the sweep since then
 * @param edited the config of now, without errors
 */
export function findAddition(
  own: ResolvedConfig,
  changes: readonly WrittenChange[],
  edited: ResolvedConfig,
): FoundAddition | string {
  const { sweep } = edited;
  if (own.sweep === undefined || sweep === undefined) return 'the config has no sweep, so it has no points to add.';
  const others = otherDifferences(own, edited);
  if (others.length > 0) {
    return `the config differs from what the sweep began with in ${others.join(', ')}, and points are compared with each other. Start a new sweep, or put that back.`;
  }
  const before = joinSweep(own.sweep, own.seed, changes);
  const parameters = inOrderOf(before.parameters, spaceOf(sweep));
  if (parameters === undefined) {
    return `the config varies ${namesOf(spaceOf(sweep))}, and the sweep ${namesOf(before.parameters)}. Start a new sweep for other settings.`;
  }
  const add: Addition = {
    ...{ over: sweep.over, seeds: sweep.seeds, budget: sweep.budget },
    ...(sweep.then !== undefined && { then: sweep.then }),
  };
  const after = joinSweep(own.sweep, own.seed, [...changes, { add }]);
  return whyNot(before, after, own.seed) ?? sizeOf(before, after, { add, seed: own.seed });
}

type Joined = ReturnType<typeof joinSweep>;

/** Paths in which configs differ beside what may grow. */
function otherDifferences(own: ResolvedConfig, edited: ResolvedConfig): string[] {
  const fixed = (config: ResolvedConfig): ResolvedConfig => {
    const { sweep } = config;
    const rest = Object.fromEntries(Object.entries(sweep ?? {}).filter(([key]) => !growing.includes(key)));
    return { ...config, sweep: rest as ResolvedConfig['sweep'] };
  };
  return compareConfigs([fixed(own), fixed(edited)]).differences.map(({ path }) => path);
}

const namesOf = (parameters: Joined['parameters']): string => parameters.map(({ path }) => path.join('.')).join(', ');

/** The reason why a sweep cannot become another one, as a sentence. */
function whyNot(before: Joined, after: Joined, seed: number): string | undefined {
  const [old, now] = [seedsOf(before.options, seed), seedsOf(after.options, seed)];
  const missing = old.filter((one) => !now.includes(one));
  if (missing.length > 0) {
    return `the config has no seed ${missing.join(', ')} any more, and the points of the sweep have it. Add it again.`;
  }
  if ((after.options.then?.seeds ?? 0) < (before.options.then?.seeds ?? 0)) {
    return `the sweep judges its best point by ${formatCountOf(before.options.then?.seeds ?? 0, 'fresh seed')}, and the config has fewer. Raise then.seeds, or leave it.`;
  }
  const { method } = after.options;
  if (learnsFromResults(after.options)) {
    const isSame = isDeepStrictEqual(spaceOf(before.options), spaceOf(after.options)) && old.length === now.length;
    if (!isSame) {
      return `a search by ${method} learns from the points of one space, all with the same seeds, so only budget and then can grow. Start a new sweep.`;
    }
  }
  const runs = pointCount(after.stages) * now.length;
  const limit = after.options.budget.runs ?? maxPoints;
  if (runs > limit) {
    return `the sweep would have ${formatCountOf(runs, 'run')} with those that are there, and ${formatCount(limit)} are the most. Add fewer, or raise budget.runs.`;
  }
  return undefined;
}

function sizeOf(
  before: Joined,
  after: Joined,
  { add, seed }: { readonly add: Addition; readonly seed: number },
): FoundAddition | string {
  const runsOf = ({ stages, options, dropped }: Joined): number =>
    (pointCount(stages) - dropped.size) * seedsOf(options, seed).length + (options.then?.seeds ?? 0);
  const points = pointCount(after.stages) - pointCount(before.stages);
  const runs = runsOf(after) - runsOf(before);
  const isLonger = (after.options.budget.hours ?? Infinity) > (before.options.budget.hours ?? Infinity);
  if (runs <= 0 && !isLonger) {
    return 'the sweep has all points, seeds and fresh seeds of the config already. Add values to sweep.over, or raise seeds, budget or then.';
  }
  return { add, points, runs };
}
