import { Generator, streams } from '../random';
import { listValues, valueAt, type Parameter } from './space';

/** Values of one point, in the order of the parameters. */
export type Values = readonly unknown[];

/** The number of points of a grid; undefined where a parameter has no list of values. */
export function gridSize(parameters: readonly Parameter[]): number | undefined {
  return parameters.reduce<number | undefined>((size, { domain }) => {
    const values = listValues(domain);
    return size === undefined || values === undefined ? undefined : size * values.length;
  }, 1);
}

/** A point of a grid, whose last parameter varies fastest; undefined past the last point. */
export function gridPoint(parameters: readonly Parameter[], index: number): Values | undefined {
  let left = index;
  const values: unknown[] = [];
  for (const { domain } of [...parameters].reverse()) {
    const list = listValues(domain) ?? [];
    if (list.length === 0) return undefined;
    values.unshift(list[left % list.length]);
    left = Math.floor(left / list.length);
  }
  return left === 0 ? values : undefined;
}

/** A point that is drawn from all, each setting for itself: the same for the same seed and index, whatever came before. */
export function randomPoint(parameters: readonly Parameter[], seed: number, index: number): Values {
  const generator = new Generator(seed, streams.sweep.point, index);
  return parameters.map(({ domain }) => valueAt(domain, generator.nextUniform()));
}

/**
 * A point of Halton's sequence (1960), which fills a space evenly: the index, from 1, is mirrored at the point in a base that
 * is a prime of its own for each parameter.
 */
export function haltonPoint(parameters: readonly Parameter[], index: number): Values {
  return parameters.map(({ domain }, dimension) => valueAt(domain, radicalInverse(index + 1, primeAt(dimension))));
}

/** The digits of a whole number in a base, mirrored at the point: a number from 0 up to 1. */
export function radicalInverse(index: number, base: number): number {
  let [left, scale, inverse] = [index, 1 / base, 0];
  while (left > 0) {
    inverse += (left % base) * scale;
    left = Math.floor(left / base);
    scale /= base;
  }
  return inverse;
}

function primeAt(position: number): number {
  const primes = [2];
  for (let candidate = 3; primes.length <= position; candidate += 2) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes[position] ?? 2;
}

/** Points that are drawn without a budget. */
export const defaultPoints = 20;
