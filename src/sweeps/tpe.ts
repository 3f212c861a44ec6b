import { Generator, streams } from '../random';
import { estimateDensity, placeOf, valueOfPlace, type ParzenEstimator } from './parzen';
import { randomPoint, type Values } from './points';
import type { Parameter } from './space';

/** A point that was tried and its score, of which less is better; undefined where it failed. */
export interface Trial {
  readonly values: Values;
  readonly score: number | undefined;
}

/** Points that are drawn at random before there is anything to learn from. */
const startup = 10;
/** Candidates of which the most promising is taken. */
const candidates = 24;
const maxGood = 25;

/**
 * The next point of a tree-structured Parzen estimator (Bergstra et al. 2011): of 24 draws from the density of the best tenth of
 * the trials, the one with the highest ratio of good to bad density. A function of its trials and seed.
 */
export function tpePoint(parameters: readonly Parameter[], seed: number, trials: readonly Trial[]): Values {
  const index = trials.length;
  const scores = trials.flatMap(({ score }) => score ?? []).sort((one, other) => one - other);
  if (scores.length < startup) return randomPoint(parameters, seed, index);
  const limit = scores[Math.min(Math.ceil(0.1 * scores.length), maxGood) - 1] ?? -Infinity;
  const isGood = ({ score }: Trial): boolean => score !== undefined && score <= limit;
  const domains = parameters.map(({ domain }) => domain);
  const densityOf = (of: readonly Trial[]): ParzenEstimator =>
    estimateDensity(
      domains,
      of.map(({ values }) => domains.map((domain, at) => placeOf(domain, values[at]))),
    );
  const likely = densityOf(trials.filter(isGood));
  const unlikely = densityOf(trials.filter((trial) => !isGood(trial)));
  const generator = new Generator(seed, streams.sweep.candidates, index);
  const drawn = Array.from({ length: candidates }, () => likely.draw(generator));
  const gains = drawn.map((places) => likely.logDensity(places) - unlikely.logDensity(places));
  const best = drawn[gains.indexOf(Math.max(...gains))] ?? [];
  return domains.map((domain, at) => valueOfPlace(domain, best[at] ?? 0));
}
