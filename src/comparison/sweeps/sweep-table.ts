import { describeValue, shortName, valueBelow } from '../../config';
import { contentsOfRun, countedRuns, splitOf, type RunSummary } from '../../runs';
import {
  bestOf,
  type SweepGoal,
  type SweepTable,
  type SweptPoint,
  type SweptRun,
  type SweptSetting,
  type SweptValue,
} from '../../sweep-figures';
import { directionOf, goalValue, listValues, seedsOf, type Parameter, type SweepOptions } from '../../sweeps';
import type { ComparableRun } from '../compare-runs';
import { joinedSweepOf } from './joined-options';
import { childrenOf, runsByPoint } from './sweep-children';

const goalLabels = {
  'validation.accuracy': { label: 'validation accuracy', unit: 'share' },
  'validation.balancedAccuracy': { label: 'balanced validation accuracy', unit: 'share' },
  'validation.macroF1': { label: 'validation macro F1', unit: 'share' },
  'validation.nll': { label: 'validation NLL', unit: 'nats' },
  'validation.calibration': { label: 'validation calibration error', unit: 'share' },
} as const;

/**
 * The points of a sweep with the results of their runs, in the order of the points. A run's control is the one that it names.
 * `runs`: those of the sweep and their controls; others are passed over. Undefined where the config has no sweep that can be read.
 */
export function sweepTable(sweep: ComparableRun, runs: readonly RunSummary[]): SweepTable | undefined {
  const joined = joinedSweepOf(sweep);
  if (joined === undefined) return undefined;
  const { options, parameters, dropped } = joined;
  const children = childrenOf(sweep, runs);
  const controls = new Map(countedRuns(runs, sweep).map((run) => [run.id, run]));
  const swept = sweptSettings(parameters, children);
  const settings = swept.map(({ setting }) => setting);
  const goal = goalOf(options);
  const seeds = seedsOf(options, sweep.manifest.config.seed).length;
  const points = runsByPoint(children).flatMap((group): SweptPoint[] => {
    const [first] = group;
    if (first?.manifest.point === undefined) return [];
    const { index, stage } = first.manifest.point;
    const values = swept.map(({ indexIn }) => indexIn(first));
    const planned = stage === 'search' ? seeds : (options.then?.seeds ?? group.length);
    const own = group.map((run) => knownResultsOf(run, controls.get(run.manifest.control ?? ''), options));
    own.sort((one, other) => one.seed - other.seed);
    const isDropped = stage === 'search' && dropped.has(index);
    const all = Math.max(planned, own.length);
    return [{ index, stage, values, planned: all, ...(isDropped && { isDropped }), runs: own }];
  });
  points.sort((one, other) => one.stage.localeCompare(other.stage) || one.index - other.index);
  const best = bestOf({ goal, settings, points });
  return { goal, settings, points, ...(best !== undefined && { best }) };
}

function goalOf({ goal }: SweepOptions): SweepGoal {
  return { ...goalLabels[goal.metric], better: directionOf(goal) === 'max' ? 1 : -1 };
}

/** Results of runs as they were last read, which are most of a table's time: a run that is read anew is another object. */
const known = new WeakMap<ComparableRun, { readonly control: RunSummary | undefined; readonly results: SweptRun }>();

function knownResultsOf(run: ComparableRun, control: RunSummary | undefined, options: SweepOptions): SweptRun {
  const before = known.get(run);
  if (before !== undefined && before.control === control) return before.results;
  const results = resultsOf(run, control, options);
  known.set(run, { control, results });
  return results;
}

/** The results of a finished run. Its control counts only where it was trained on the same data. */
function resultsOf(run: ComparableRun, control: RunSummary | undefined, { goal }: SweepOptions): SweptRun {
  const { id, status, progress, manifest } = run;
  const bare = { id, status, seed: manifest.config.seed };
  if (status !== 'finished' || splitOf(progress) !== 'test') return bare;
  const value = progress.kept && goalValue(progress.kept, goal.metric);
  const isPair =
    control?.status === 'finished' &&
    control.progress.errors !== undefined &&
    contentsOfRun(progress).hasData(control.progress);
  return {
    ...bare,
    ...(value !== undefined && { goal: value }),
    ...(progress.errors !== undefined && { errors: progress.errors }),
    ...(isPair && { control: control.progress.errors ?? 0 }),
    ...(progress.seconds !== undefined && { seconds: progress.seconds }),
  };
}

/** A setting, and the index of the value that a run has. */
interface Swept {
  readonly setting: SweptSetting;
  readonly indexIn: (run: ComparableRun) => number;
}

/** The settings with the values that are listed, or those that runs have where none are. */
function sweptSettings(parameters: readonly Parameter[], runs: readonly ComparableRun[]): Swept[] {
  const short = parameters.map(({ path }) => shortName(path));
  return parameters.map(({ path, domain }, at) => {
    const own = (run: ComparableRun): unknown => valueBelow(run.manifest.config, path);
    const values = listValues(domain) ?? distinct(runs.map(own));
    const numbers = values.flatMap((value) => numberOf(value) ?? []);
    const name = short[at] ?? '';
    const known = new Map<string, number>();
    return {
      setting: {
        path: path.join('.'),
        label: short.filter((other) => other === name).length > 1 ? path.join('.') : name,
        isLog: domain.kind === 'range' ? domain.isLog : numbers.length === values.length && areSpreadByFactors(numbers),
        values: values.map(sweptValue),
      },
      indexIn: (run) => {
        const key = JSON.stringify(own(run) ?? null);
        const index = known.get(key) ?? closest(values, own(run));
        known.set(key, index);
        return index;
      },
    };
  });
}

function sweptValue(value: unknown): SweptValue {
  const number = numberOf(value);
  return { text: describeValue(value ?? null), ...(number !== undefined && { number }) };
}

/** A number, also as the only one of a list, such as the units of one hidden layer. */
function numberOf(value: unknown): number | undefined {
  const only: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof only === 'number' ? only : undefined;
}

function distinct(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [JSON.stringify(value ?? null), value])).values()];
}

/** The index of the value as it is written that has become a run's own with its defaults; of several the one that says most. */
function closest(values: readonly unknown[], own: unknown): number {
  const fitting = values.flatMap((value, at) => (isWrittenFor(value, own) ? [{ at, length: sizeOf(value) }] : []));
  return fitting.reduce((best, one) => (one.length > best.length ? one : best), { at: -1, length: -1 }).at;
}

const sizeOf = (value: unknown): number => JSON.stringify(value ?? null).length;

function isWrittenFor(value: unknown, own: unknown): boolean {
  if (typeof value !== 'object' || value === null) {
    // A number is short for a constant temperature.
    const isConstant = typeof value === 'number' && isMap(own) && own['strategy'] === 'constant';
    return value === (isConstant ? own['value'] : own);
  }
  if (Array.isArray(value)) return JSON.stringify(value) === JSON.stringify(own);
  return isMap(own) && Object.entries(value).every(([key, below]) => isWrittenFor(below, own[key]));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether listed numbers are more even on a logarithm, as 1, 2, 4, 8 are: the middle one lies far below the middle of the ends. */
function areSpreadByFactors(numbers: readonly number[]): boolean {
  const sorted = [...numbers].sort((one, other) => one - other);
  const [low = 0, high = 0] = [sorted[0], sorted.at(-1)];
  const middle = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return sorted.length > 2 && low > 0 && high / low >= 8 && middle < (low + high) / 3;
}
