import { isNumeric } from './axis';
import { figureOf, spreadOver, type FigureName } from './figures';
import { growForest, type Example, type Feature, type Tree } from './regression-forest';
import type { SweepTable, SweptSetting } from './table';

/** A setting and the share of a figure's variance that it explains by itself. */
export interface Importance {
  /** Index of the setting. */
  readonly setting: number;
  readonly label: string;
  /** From 0 to 1; 1 over all settings. */
  readonly share: number;
}

/** Runs with a result from which importance is shown: with fewer a tree says more of chance than of settings. */
const minImportanceRuns = 30;

const trees = 32;
const seed = 1;
/** Points that are taken at most, evenly over the sweep: thousands say no more, and take seconds. */
const maxExamples = 400;

/**
 * The importance of each setting for a figure, the largest first: functional analysis of variance over a random forest (Hutter,
 * Hoos and Leyton-Brown 2014), main effects alone, divided by their sum. Undefined where fewer than 30 runs have the figure, or
 * fewer than two settings vary.
 */
export function importanceOf(table: SweepTable, name: FigureName): readonly Importance[] | undefined {
  const { settings, points, goal } = table;
  const figure = figureOf(goal, name);
  if (!isRich(table)) return undefined;
  const found = points.flatMap((point) => {
    const spread = point.stage === 'search' ? spreadOver([point], figure) : undefined;
    return spread === undefined || point.values.some((value) => value < 0) ? [] : [{ point, spread }];
  });
  const ranks = settings.map(ranksOf);
  const step = Math.max(1, found.length / maxExamples);
  const examples = Array.from({ length: Math.floor(found.length / step) }, (_, at): Example[] => {
    const one = found[Math.floor(at * step)];
    if (one === undefined) return [];
    return [
      { values: one.point.values.map((value, setting) => ranks[setting]?.[value] ?? 0), result: one.spread.mean },
    ];
  }).flat();
  const features = settings.map(featureOf);
  const effects = mainEffects(features, growForest(features, examples, { trees, seed }));
  const sum = effects.reduce((total, effect) => total + effect, 0);
  const shares = settings.map(({ label }, setting) => ({
    setting,
    label,
    share: sum > 0 ? (effects[setting] ?? 0) / sum : 0,
  }));
  return shares.sort((one, other) => other.share - one.share);
}

/** Whether a sweep has runs and settings enough to ask which setting matters. */
export function isRich({ settings, points }: SweepTable): boolean {
  const runs = points.flatMap((point) => (point.stage === 'search' ? point.runs : []));
  return settings.length > 1 && runs.filter(({ goal }) => goal !== undefined).length >= minImportanceRuns;
}

/** Mean over trees of each feature's share of the tree's variance. */
function mainEffects(features: readonly Feature[], forest: readonly Tree[]): number[] {
  const totals = features.map(() => 0);
  // A tree of one leaf found no difference between the points.
  for (const tree of forest.filter(({ length }) => length > 1)) {
    const { variance, marginals } = variancesOf(features, tree);
    if (variance > 0) marginals.forEach((marginal, at) => (totals[at] = (totals[at] ?? 0) + marginal / variance));
  }
  return totals.map((total) => total / forest.length);
}

/** The variance of a tree over the whole space, and that of its mean along each feature. */
function variancesOf(
  features: readonly Feature[],
  tree: Tree,
): { readonly variance: number; readonly marginals: readonly number[] } {
  const leaves = tree.map(({ inside, result }) => {
    const widths = features.map(({ shares }, feature) =>
      shares.reduce((sum, share, value) => (inside[feature]?.[value] === true ? sum + share : sum), 0),
    );
    return { inside, result, widths, volume: widths.reduce((product, width) => product * width, 1) };
  });
  const mean = leaves.reduce((sum, { result, volume }) => sum + result * volume, 0);
  const variance = leaves.reduce((sum, { result, volume }) => sum + volume * (result - mean) ** 2, 0);
  const marginals = features.map(({ shares }, feature) => {
    const means = shares.map(() => 0);
    for (const { inside, result, widths, volume } of leaves) {
      const others = volume / (widths[feature] ?? 1);
      inside[feature]?.forEach((isInside, value) => {
        if (isInside) means[value] = (means[value] ?? 0) + result * others;
      });
    }
    return means.reduce((sum, own, value) => sum + (shares[value] ?? 0) * (own - mean) ** 2, 0);
  });
  return { variance, marginals };
}

/** For each value of a setting its place in ascending order; texts keep theirs. */
function ranksOf(setting: SweptSetting): number[] {
  const ranks: number[] = [];
  orderOf(setting).forEach((value, rank) => (ranks[value] = rank));
  return ranks;
}

function orderOf(setting: SweptSetting): number[] {
  const order = setting.values.map((_, at) => at);
  if (!isNumeric(setting)) return order;
  return order.sort((one, other) => (setting.values[one]?.number ?? 0) - (setting.values[other]?.number ?? 0));
}

/** Values of a list, up to which each counts as much as any other. */
const maxListed = 12;

/** Many numbers share their range by the middles between them, on the logarithm where they are spread so; others share it evenly. */
function featureOf(setting: SweptSetting): Feature {
  const order = orderOf(setting);
  const even = order.map(() => 1 / order.length);
  if (!isNumeric(setting)) return { shares: even, isOrdered: false };
  if (order.length <= maxListed) return { shares: even, isOrdered: true };
  const places = order.map((at) => {
    const number = setting.values[at]?.number ?? 0;
    return setting.isLog ? Math.log(number) : number;
  });
  const [low = 0, high = 0] = [places[0], places.at(-1)];
  if (!(high > low)) return { shares: even, isOrdered: true };
  const cuts = [low, ...places.slice(1).map((place, at) => (place + (places[at] ?? place)) / 2), high];
  return {
    shares: places.map((_, at) => ((cuts[at + 1] ?? high) - (cuts[at] ?? low)) / (high - low)),
    isOrdered: true,
  };
}
