import { compareConfigs, type Difference } from '../config';
import { splitOf, type RunManifest, type RunSummary } from '../runs';
import { measures, type Measure } from './measures';

/** A run whose manifest can be read. */
export type ComparableRun = RunSummary & { readonly manifest: RunManifest };

/** A measure and its value for each run. */
export interface ComparedResult extends Omit<Measure, 'of'> {
  readonly values: readonly (number | undefined)[];
}

/** The settings and results in which runs differ, in the order of the runs. */
export interface RunComparison {
  /** Only settings that are not the same for all. */
  readonly settings: readonly Difference[];
  /** Only measures that a run has reached. */
  readonly results: readonly ComparedResult[];
  /** The split that each run was last evaluated on. */
  readonly splits: readonly ('validation' | 'test' | undefined)[];
  /** Reasons why a difference in results cannot be attributed to one setting. */
  readonly warnings: readonly string[];
}

/** Compares runs by their settings and their results. */
export function compareRuns(runs: readonly ComparableRun[]): RunComparison {
  const { differences, warnings } = compareConfigs(runs.map(({ manifest }) => manifest.config));
  const results = measures.map(({ of, ...measure }) => ({
    ...measure,
    values: runs.map(({ progress }) => of(progress)),
  }));
  return {
    settings: differences,
    results: results.filter(({ values }) => values.some((value) => value !== undefined)),
    splits: runs.map(({ progress }) => splitOf(progress)),
    warnings,
  };
}

/** Whether a run's manifest can be read. */
export function isComparable(run: RunSummary): run is ComparableRun {
  return run.manifest !== undefined;
}

/** Runs whose configs differ only in seeds, and their test errors. */
export interface Repeats {
  readonly runs: readonly ComparableRun[];
  /** Of the test errors. */
  readonly mean: number;
  /** The sample standard deviation, with n − 1. */
  readonly deviation: number;
}

/** Groups of at least two finished runs that are repeats of one another. */
export function repeatsAmong(runs: readonly ComparableRun[]): Repeats[] {
  const groups = new Map<string, ComparableRun[]>();
  for (const run of runs) {
    if (run.status !== 'finished' || run.progress.errors === undefined) continue;
    const key = withoutSeeds(run.manifest.config);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()]
    .filter(({ length }) => length > 1)
    .map((group) => {
      const errors = group.map(({ progress }) => progress.errors ?? 0);
      const mean = errors.reduce((sum, value) => sum + value, 0) / errors.length;
      const squares = errors.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return { runs: group, mean, deviation: Math.sqrt(squares / (errors.length - 1)) };
    });
}

/** Finished runs, the run among them, whose configs differ from its own in seeds alone. */
export function repeatsOf(run: ComparableRun, runs: readonly ComparableRun[]): ComparableRun[] {
  const key = withoutSeeds(run.manifest.config);
  return runs.filter(
    ({ status, progress, manifest }) =>
      status === 'finished' && progress.errors !== undefined && withoutSeeds(manifest.config) === key,
  );
}

function withoutSeeds(config: RunManifest['config']): string {
  return JSON.stringify({ ...config, name: '' }, (key, value: unknown) => (key === 'seed' ? undefined : value));
}
