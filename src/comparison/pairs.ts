import { isDeepStrictEqual } from 'node:util';
import { unreadableConfig } from '../config';
import { contentsOfRun, countedRuns, findBaselines, isControl, isForeign, type RunSummary } from '../runs';
import { isComparable, repeatsOf, type ComparableRun } from './compare-runs';

/** A finished run and its control, the same student with the same seed and settings without a teacher. */
export interface Pair {
  readonly seed: number;
  readonly run: ComparableRun;
  readonly control: ComparableRun;
}

/** Pairs of a run and its repeats, and why there are not more. */
export interface Pairs {
  readonly pairs: readonly Pair[];
  /** Finished repeats that have no control yet. */
  readonly alone: readonly ComparableRun[];
  /** Whether all pairs learnt from the very same teachers, so that nothing is known of others. */
  readonly isOneTeacher: boolean;
  /** Pairs that runs from elsewhere would add, and which do not count. */
  readonly leftOut: number;
}

/**
 * Finds the pairs of a run, ordered by their seeds: its finished repeats, which differ in seeds alone and have inputs of the
 * same contents, each with the control of its seed. Of several runs with one seed the newest counts, since a second one is no
 * new evidence. Runs from elsewhere count only beside a run from elsewhere. Seeds by which a sweep has chosen its best point do not
 * judge it: where fresh ones do, those alone count. `runs`, newest first.
 */
export function findPairs(run: ComparableRun, runs: readonly RunSummary[]): Pairs {
  const found = pairsAmong(run, countedRuns(runs, run));
  const hasOthers = !isForeign(run) && runs.some(isForeign);
  return { ...found, leftOut: hasOthers ? pairsAmong(run, runs).pairs.length - found.pairs.length : 0 };
}

function pairsAmong(run: ComparableRun, runs: readonly RunSummary[]): Omit<Pairs, 'leftOut'> {
  const bySeed = new Map<number, ComparableRun>();
  const repeats = repeatsOf(run, runs.filter(isComparable));
  const judged = new Set(repeats.flatMap((one) => (isFresh(one) ? (one.manifest.parent ?? []) : [])));
  const chose = ({ manifest }: ComparableRun): boolean =>
    manifest.point?.stage === 'search' && judged.has(manifest.parent ?? '');
  for (const repeat of repeats) {
    if (chose(repeat)) continue;
    const { seed } = repeat.manifest.config;
    if (!bySeed.has(seed)) bySeed.set(seed, repeat);
  }
  // A run that is judged by its name counts for its seed, also where a newer one has it.
  if (run.status === 'finished' && !chose(run)) bySeed.set(run.manifest.config.seed, run);
  const found = [...bySeed.values()].map((repeat) => ({ run: repeat, control: controlOf(repeat, runs) }));
  const pairs = found.flatMap(({ run: repeat, control }) =>
    control === undefined ? [] : [{ seed: repeat.manifest.config.seed, run: repeat, control }],
  );
  return {
    pairs: pairs.sort((one, other) => one.seed - other.seed),
    alone: found.flatMap(({ run: repeat, control }) => (control === undefined ? [repeat] : [])),
    isOneTeacher: pairs.length > 1 && pairs.every((pair) => isDeepStrictEqual(teachersOf(pair), teachersOf(pairs[0]))),
  };
}

const isFresh = ({ manifest }: ComparableRun): boolean => manifest.point?.stage === 'verdict';

/** Whether a run learns from a teacher, so that there can be a control to it; not where its config cannot be read. */
export function hasTeacher({ manifest }: ComparableRun): boolean {
  return unreadableConfig(manifest.config) === undefined && !isControl(manifest.config);
}

function controlOf(run: ComparableRun, runs: readonly RunSummary[]): ComparableRun | undefined {
  const id = findBaselines(runs, run.manifest.config, contentsOfRun(run.progress)).control?.id;
  const control = runs.find((one) => one.id === id);
  return control !== undefined && isComparable(control) ? control : undefined;
}

const teachersOf = (pair: Pair | undefined): unknown => pair?.run.progress.teacherKeys?.map(({ key }) => key);
