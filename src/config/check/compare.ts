import { isDeepStrictEqual } from 'node:util';
import { formatAnd } from '../../wording';
import type { ResolvedConfig } from '../schema/schema';

/** A setting in which configs differ, and its value in each of them. */
export interface Difference {
  /** Such as `temperature.from`. */
  readonly path: string;
  /** Undefined where it is not set. */
  readonly values: readonly unknown[];
}

export interface ConfigComparison {
  readonly differences: readonly Difference[];
  /** Why a difference of results cannot be put down to one cause. */
  readonly warnings: readonly string[];
}

/** Keys that say which run it is, not what it does. */
const identity = ['name', '$schema', 'control', 'verdict.margin'];

/** In what configs differ, and whether a difference of their results can be put down to one setting. */
export function compareConfigs(configs: readonly ResolvedConfig[]): ConfigComparison {
  const flat = configs.map((config) => new Map(leavesOf('', config)));
  const paths = [...new Set(flat.flatMap((leaves) => [...leaves.keys()]))];
  const differences = paths
    .filter((path) => !identity.includes(path))
    .map((path) => ({ path, values: flat.map((leaves) => leaves.get(path)) }))
    .filter(({ values }) => values.some((value) => !isDeepStrictEqual(value, values[0])));
  return { differences, warnings: warningsOf(differences.map(({ path }) => path)) };
}

/** The values of a config by their paths; a list is one value. */
function leavesOf(path: string, value: unknown): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value === undefined ? [] : [[path, value]];
  }
  return Object.entries(value).flatMap(([key, child]) => leavesOf(path === '' ? key : `${path}.${key}`, child));
}

function warningsOf(paths: readonly string[]): string[] {
  // A strategy's parameters are one setting, and seeds are there to differ.
  const settings = new Set(
    paths
      .filter((path) => path !== 'seed' && !path.endsWith('.train.seed'))
      .map((path) => (path.startsWith('temperature') ? 'temperature' : path)),
  );
  const warnings: string[] = [];
  const weights = ['loss.hard', 'loss.soft'].filter((path) => settings.has(path));
  if (settings.has('temperature') && weights.length > 0) {
    warnings.push(
      `the temperature and ${formatAnd(weights)} differ together: the weights may explain what looks like an effect of T`,
    );
  }
  if (settings.size > 1) {
    warnings.push(`${settings.size} settings differ: a gain cannot be attributed to one of them`);
  }
  return warnings;
}
