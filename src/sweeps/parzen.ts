import type { Generator } from '../random';
import { listValues, type Domain } from './space';
import { toSixDigits } from './digits';

/** A mixture of one kernel for each trial and a wide one for all that was not tried. */
export interface ParzenEstimator {
  /** Draws a place for each parameter: a number, on the logarithm where the domain is so, or an index of its list. */
  draw(generator: Generator): readonly number[];
  /** Logarithm of the density at places of all parameters, but for a factor that all densities of the domains share. */
  logDensity(places: readonly number[]): number;
}

/** Whether a domain's values have no order: then places are indices of its list. */
export function isCategorical(domain: Domain): boolean {
  return domain.kind === 'choice' && !domain.values.every((value) => typeof value === 'number');
}

/** The interval of places of a domain whose values are numbers, half a step wider at both ends where they are listed. */
interface Interval {
  readonly low: number;
  readonly high: number;
  /** The places that can be drawn; undefined for all between the ends. */
  readonly listed: readonly number[] | undefined;
}

/**
 * Estimates the density of trials over all parameters together (Bergstra et al. 2011, section 4, with kernels that are products
 * over the parameters, as in Falkner et al. 2018). Widths of kernels are distances to their neighbours.
 * @param trials the places of each trial, oldest first.
 */
export function estimateDensity(domains: readonly Domain[], trials: readonly (readonly number[])[]): ParzenEstimator {
  const factors = domains.map((domain, at) =>
    factorsOf(
      domain,
      trials.map((places) => places[at] ?? 0),
    ),
  );
  const weights = [...weightsOf(trials.length), 1];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    draw: (generator) => {
      const kernel = drawIndex(generator, weights, total);
      return factors.map((of) => of[kernel]?.draw(generator) ?? 0);
    },
    logDensity: (places) =>
      logSum(
        weights.map((weight, kernel) =>
          factors.reduce(
            (sum, of, at) => sum + (of[kernel]?.logDensity(places[at] ?? 0) ?? 0),
            Math.log(weight / total),
          ),
        ),
      ),
  };
}

/** The place of a value of a domain. */
export function placeOf(domain: Domain, value: unknown): number {
  if (isCategorical(domain)) {
    const text = JSON.stringify(value);
    return Math.max(
      0,
      (listValues(domain) ?? []).findIndex((one) => JSON.stringify(one) === text),
    );
  }
  return scaleOf(domain)(Number(value));
}

/** The value of a domain at a place. */
export function valueOfPlace(domain: Domain, place: number): unknown {
  if (isCategorical(domain)) return (listValues(domain) ?? [])[place];
  const values = listValues(domain);
  const scale = scaleOf(domain);
  if (values !== undefined) {
    return values.reduce((best, one) =>
      Math.abs(scale(Number(one)) - place) < Math.abs(scale(Number(best)) - place) ? one : best,
    );
  }
  if (domain.kind === 'choice') return undefined;
  const number = domain.isLog ? Math.exp(place) : place;
  const rounded = domain.isInteger ? Math.round(number) : toSixDigits(number);
  return Math.min(Math.max(rounded, domain.from), domain.to);
}

function scaleOf(domain: Domain): (value: number) => number {
  return domain.kind === 'range' && domain.isLog ? Math.log : (value) => value;
}

function intervalOf(domain: Domain): Interval {
  const scale = scaleOf(domain);
  const values = listValues(domain)
    ?.map((value) => scale(Number(value)))
    .sort((one, other) => one - other);
  if (values !== undefined) {
    const [first = 0, second = first + 1] = values;
    const [last = first, before = last - 1] = [values.at(-1), values.at(-2)];
    return { low: first - Math.abs(second - first) / 2, high: last + Math.abs(last - before) / 2, listed: values };
  }
  if (domain.kind === 'choice') return { low: 0, high: 1, listed: undefined };
  const edge = domain.isInteger && !domain.isLog ? 0.5 : 0;
  return { low: scale(domain.from) - edge, high: scale(domain.to) + edge, listed: undefined };
}

/** Weights of trials, oldest first: those before the newest 25 count the less the older they are, from 1/n on. */
function weightsOf(count: number): number[] {
  const old = Math.max(count - maxWhole, 0);
  return Array.from({ length: count }, (_, at) => {
    if (at >= old) return 1;
    return old === 1 ? 1 / count : 1 / count + ((1 - 1 / count) * at) / (old - 1);
  });
}

const maxWhole = 25;

/** One parameter of a kernel. */
interface Factor {
  draw(generator: Generator): number;
  logDensity(place: number): number;
}

/** The factors of all kernels for a parameter, in the order of the trials, and last that of the prior. */
function factorsOf(domain: Domain, places: readonly number[]): Factor[] {
  if (isCategorical(domain)) {
    const size = listValues(domain)?.length ?? 1;
    return [...places, undefined].map((place) => categorical(size, place, places.length + 1));
  }
  const interval = intervalOf(domain);
  const range = interval.high - interval.low;
  const widths = widthsOf(places, interval);
  const kernels = places.map((centre, at) => numeric(interval, centre, widths[at] ?? range));
  return [...kernels, numeric(interval, (interval.low + interval.high) / 2, range)];
}

/** Probabilities of a list's indices: mostly the tried one, or equal for all. */
function categorical(size: number, tried: number | undefined, kernels: number): Factor {
  const weights = Array.from({ length: size }, (_, index) => 1 / kernels + (index === tried ? 1 : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    draw: (generator) => drawIndex(generator, weights, total),
    logDensity: (place) => Math.log((weights[place] ?? 0) / total),
  };
}

function drawIndex(generator: Generator, weights: readonly number[], total: number): number {
  let left = generator.nextUniform() * total;
  const found = weights.findIndex((weight) => (left -= weight) < 0);
  return found < 0 ? weights.length - 1 : found;
}

/** A normal distribution that is cut off at the ends of an interval. */
function numeric({ low, high, listed }: Interval, centre: number, width: number): Factor {
  const inside = Math.max(normalShare((high - centre) / width) - normalShare((low - centre) / width), Number.MIN_VALUE);
  const scale = Math.log(width * Math.sqrt(2 * Math.PI) * inside);
  return {
    draw: (generator) => {
      const place = drawInside(generator, centre, width, { low, high });
      return listed === undefined ? place : nearest(listed, place);
    },
    logDensity: (place) => -0.5 * ((place - centre) / width) ** 2 - scale,
  };
}

/** Widths of kernels at places: the larger distance to a neighbour, within bounds. */
function widthsOf(places: readonly number[], { low, high }: Interval): number[] {
  const order = places.map((_, at) => at).sort((one, other) => (places[one] ?? 0) - (places[other] ?? 0));
  const range = high - low;
  const minWidth = range / Math.min(100, places.length + 2);
  const widths = new Array<number>(places.length).fill(range);
  order.forEach((at, rank) => {
    const place = places[at] ?? 0;
    const [before, after] = [order[rank - 1], order[rank + 1]];
    const left = before === undefined ? undefined : place - (places[before] ?? 0);
    const right = after === undefined ? undefined : (places[after] ?? 0) - place;
    const alone = Math.max(place - low, high - place);
    const gap = left === undefined && right === undefined ? alone : Math.max(left ?? 0, right ?? 0);
    widths[at] = Math.min(Math.max(gap, minWidth), range);
  });
  return widths;
}

const maxTries = 100;

/** Draws from a normal distribution until it falls into the interval. */
function drawInside(
  generator: Generator,
  centre: number,
  width: number,
  { low, high }: Omit<Interval, 'listed'>,
): number {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const place = centre + width * generator.nextNormal();
    if (place >= low && place <= high) return place;
  }
  return Math.min(Math.max(centre, low), high);
}

function nearest(listed: readonly number[], place: number): number {
  return listed.reduce(
    (best, one) => (Math.abs(one - place) < Math.abs(best - place) ? one : best),
    listed[0] ?? place,
  );
}

function logSum(logarithms: readonly number[]): number {
  const largest = Math.max(...logarithms);
  return largest + Math.log(logarithms.reduce((sum, one) => sum + Math.exp(one - largest), 0));
}

/** Share of a standard normal distribution below a number (Abramowitz and Stegun 1964, 7.1.26: to 1.5e-7). */
function normalShare(value: number): number {
  const x = Math.abs(value) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const half = 0.5 * polynomial * Math.exp(-x * x);
  return value > 0 ? 1 - half : half;
}
