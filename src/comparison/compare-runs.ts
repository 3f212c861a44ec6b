import { isDeepStrictEqual } from 'node:util';
import { compareConfigs, unreadableConfig, type Difference } from '../config';
import {
  actingGuards,
  contentOf,
  describeChanges,
  differingInputs,
  inputRows,
  splitOf,
  type InputDifference,
  type RunManifest,
  type RunProgress,
  type RunSummary,
} from '../runs';
import { meanAndDeviation } from '../statistics';
import { measures, type Measure } from './measures';

/** A run whose manifest can be read. */
export type ComparableRun = RunSummary & { readonly manifest: RunManifest };

/** A measure and its value for each run. */
export interface ComparedResult extends Omit<Measure, 'of'> {
  readonly values: readonly (number | undefined)[];
}

/** The settings, inputs and results in which runs differ, in the order of the runs. */
export interface RunComparison {
  /** Only settings that are not the same for all. */
  readonly settings: readonly Difference[];
  /** Data, labels, classes and files of teachers and students whose contents are not the same in all runs that recorded them. */
  readonly inputs: readonly InputDifference[];
  /** Only measures that a run has reached. */
  readonly results: readonly ComparedResult[];
  /** The split that each run was last evaluated on. */
  readonly splits: readonly ('validation' | 'test' | undefined)[];
  /** Reasons why a difference in results cannot be attributed to one setting. */
  readonly warnings: readonly string[];
}

/** Compares runs by their settings, by the contents of their inputs and by their results. */
export function compareRuns(runs: readonly ComparableRun[]): RunComparison {
  const { differences, warnings } = compareConfigs(runs.map(({ manifest }) => manifest.config));
  const inputs = differingInputs(runs.map(({ progress }) => progress.inputs));
  const results = measures.map(({ of, ...measure }) => ({
    ...measure,
    values: runs.map(({ progress }) => of(progress)),
  }));
  return {
    settings: differences,
    inputs,
    results: results.filter(({ values }) => values.some((value) => value !== undefined)),
    splits: runs.map(({ progress }) => splitOf(progress)),
    warnings: [
      ...warnings,
      ...warningsOfInputs(runs, inputs, differences),
      ...warningsOfGuards(runs),
      ...warningsOfEarlyStops(runs),
      ...runs.flatMap(warnOfConfig),
    ],
  };
}

function warnOfConfig({ id, manifest }: ComparableRun): string[] {
  const problem = unreadableConfig(manifest.config);
  return problem === undefined ? [] : [`of ${id} only the results compare: ${problem}`];
}

/** Part of a config that a setting or an input belongs to. */
function ownerOf(name: string): string {
  const [owner = ''] = /^[a-z]+/.exec(name) ?? [];
  if (owner === 'labels' || owner === 'classes') return 'data';
  return owner === 'teachers' ? 'teacher' : owner;
}

/** Reasons in the inputs of runs why their results cannot be compared. */
function warningsOfInputs(
  runs: readonly ComparableRun[],
  differing: readonly InputDifference[],
  settings: readonly Difference[],
): string[] {
  const contents = runs.map(({ progress }) => contentOf(progress));
  const warnings = differing.some(({ input }) => input === 'data: test')
    ? ['the test data differ: errors on one are not errors on the other']
    : [];
  const owners = new Set(settings.map(({ path }) => ownerOf(path)));
  const unexplained = differing.filter(({ input }) => !owners.has(ownerOf(input))).map(({ input }) => input);
  if (unexplained.length > 0 && settings.some(({ path }) => path !== 'seed')) {
    warnings.push(
      `${unexplained.join(', ')} differ${unexplained.length === 1 ? 's' : ''} beside the settings: a gain cannot be attributed to a setting`,
    );
  }
  const unrecorded = runs.filter((_, index) => contents[index] === 'unrecorded').map(({ id }) => id);
  if (unrecorded.length > 0 && unrecorded.length < runs.length) {
    warnings.push(`${unrecorded.join(', ')} did not record data and teachers, so they are not compared by content`);
  }
  for (const { id, progress } of runs) {
    if (progress.inputChanges !== undefined) {
      warnings.push(`the inputs of ${id} changed between its attempts: ${describeChanges(progress.inputChanges)}`);
    }
  }
  return warnings;
}

/** Guards that acted on many samples: results of such a run are less those of its formula. */
function warningsOfGuards(runs: readonly ComparableRun[]): string[] {
  return runs.flatMap(({ id, progress }) =>
    actingGuards(progress.guards).map(({ sentence }) => `in ${id} ${sentence}`),
  );
}

/** Epochs that finished runs were trained for, where an early stop has made them differ. */
function warningsOfEarlyStops(runs: readonly ComparableRun[]): string[] {
  const finished = runs.filter(({ status }) => status === 'finished');
  const epochs = finished.map(({ progress }) => trainedEpochs(progress));
  if (finished.every(({ progress }) => progress.stoppedEarly === undefined) || new Set(epochs).size < 2) return [];
  const each = finished.map(({ id, progress }, index) => {
    return `${id} after ${epochs[index] ?? 0}${progress.stoppedEarly === undefined ? '' : ' (early)'}`;
  });
  return [`training ended at different epochs: ${each.join(', ')}`];
}

/** Epochs that a finished run was trained for. */
export function trainedEpochs({ stoppedEarly, epochs }: RunProgress): number {
  return stoppedEarly?.epoch ?? epochs;
}

/** Whether a run's manifest can be read. */
export function isComparable(run: RunSummary): run is ComparableRun {
  return run.manifest !== undefined;
}

/** Runs whose configs differ only in seeds and whose inputs have the same contents, and their test errors. */
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
    const key = repeatKey(run);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()]
    .filter(({ length }) => length > 1)
    .map((group) => {
      return { runs: group, ...meanAndDeviation(group.map(({ progress }) => progress.errors ?? 0)) };
    });
}

/** Finished runs, the run among them, whose configs differ from its own in seeds alone, on inputs of the same contents. */
export function repeatsOf(run: ComparableRun, runs: readonly ComparableRun[]): ComparableRun[] {
  const key = repeatKey(run);
  return runs.filter((one) => one.status === 'finished' && one.progress.errors !== undefined && repeatKey(one) === key);
}

/**
 * The newest finished run of the same settings, seeds included, whose inputs did not change midway; `runs`, newest first. Whether its
 * data were those of now is not known here.
 */
export function findSameRun(config: RunManifest['config'], runs: readonly RunSummary[]): ComparableRun | undefined {
  const plain = (of: RunManifest['config']): unknown => JSON.parse(JSON.stringify(withoutIdentity(of)));
  const wanted = plain(config);
  return runs.filter(isComparable).find(({ status, progress, manifest }) => {
    const isWhole = status === 'finished' && progress.errors !== undefined && contentOf(progress) !== 'mixed';
    return isWhole && isDeepStrictEqual(plain(manifest.config), wanted);
  });
}

const withoutIdentity = (config: RunManifest['config']): object => ({
  ...config,
  ...{ name: '', control: undefined, verdict: undefined },
});

/** Text that is the same for runs of the same contents and of configs that differ in seeds alone. */
export function repeatKey(run: ComparableRun): string {
  return JSON.stringify([withoutSeeds(run.manifest.config), contentKey(run)]);
}

/** Text that is the same for runs of the same contents; a run whose inputs changed midway is like no other. */
function contentKey({ id, progress }: ComparableRun): unknown {
  const content = contentOf(progress);
  if (content === 'mixed') return id;
  return content === 'unrecorded' ? content : inputRows(content);
}

function withoutSeeds(config: RunManifest['config']): string {
  return JSON.stringify(withoutIdentity(config), (key, value: unknown) => (key === 'seed' ? undefined : value));
}
