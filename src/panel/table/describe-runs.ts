import path from 'node:path';
import { isComparable, repeatKey } from '../../comparison';
import { errorsAgainst, judgeLive, pinnedBaseline, relativesOf, splitOf, type RunSummary } from '../../runs';
import type { Cell, ResultName, RunTable, TableRun, TableSetting } from '../../run-table';
import { describeProgress } from '../describe-run';
import { leavesOf, SettingsOfRuns } from './settings';

/** Facts about runs that their summaries lack. */
export interface TableFacts {
  /** Runs as they were described before; those that are as they were stay the same objects. */
  readonly before?: DescribedRuns;
  /** Key of a run, different for each. */
  readonly keyOf: (run: RunSummary) => string;
  /** Bytes on disk by run folder, as far as they were measured. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** Descriptions of runs, with what each was made of. */
export class DescribedRuns {
  readonly settings = new SettingsOfRuns();
  private readonly known = new Map<string, { readonly made: readonly unknown[]; readonly run: TableRun }>();

  /** The description of before, where the run was made of the same; else a new one. */
  take(key: string, made: readonly unknown[], describe: () => TableRun): TableRun {
    const before = this.known.get(key);
    if (before !== undefined && before.made.every((one, index) => one === made[index])) return before.run;
    const run = describe();
    this.known.set(key, { made, run });
    return run;
  }
}

/** Builds the table of runs, newest first. */
export function describeRuns(
  runs: readonly RunSummary[],
  { keyOf, sizes, before = new DescribedRuns() }: TableFacts,
): RunTable {
  const facts = new Map(runs.map((run) => [run, factsOf(run)]));
  const settings = before.settings.among([...facts.values()].flatMap(({ leaves = [] }) => leaves));
  const byFolder = new Map(runs.map((run) => [run.folder, run]));
  const baselines = new Map<string, RunSummary | undefined>();
  const repeats = new Map<string, number>();
  const describe = (run: RunSummary, { folder, repeatText, parent, control: controlFolder }: RunFacts): TableRun => {
    if (!baselines.has(folder)) baselines.set(folder, pinnedBaseline(runs, run));
    const [baseline, control] = [baselines.get(folder), byFolder.get(controlFolder)];
    const repeat = repeats.get(repeatText) ?? repeats.size;
    repeats.set(repeatText, repeat);
    const size = sizes.get(run.folder);
    const above = byFolder.get(parent);
    const sweep = above?.manifest?.kind === 'sweep' ? keyOf(above) : '';
    const key = keyOf(run);
    return before.take(key, [run, settings, baseline, control, size, repeat, sweep], () => ({
      ...describeRun(run, { settings, baseline }),
      ...{ key, sweep, repeat, results: resultsOf(run, { baseline, control }, size) },
    }));
  };
  return { settings, runs: [...facts].map(([run, own]) => describe(run, own)) };
}

/** Facts of a run that hold as long as its summary does, so that a look at thousands of runs costs no more than those that changed. */
interface RunFacts {
  /** The folder that it lies in. */
  readonly folder: string;
  /** Its settings, in a list of one; absent for a sweep and a broken run. */
  readonly leaves?: readonly [ReadonlyMap<string, Cell>];
  /** Text that is the same for repeats. */
  readonly repeatText: string;
  /** Run folders of its sweep and of its control; empty for none. */
  readonly parent: string;
  readonly control: string;
}

const known = new WeakMap<RunSummary, RunFacts>();

function factsOf(run: RunSummary): RunFacts {
  const before = known.get(run);
  if (before !== undefined) return before;
  const { manifest } = run;
  const folder = path.dirname(run.folder);
  const beside = (id: string | undefined): string => (id === undefined ? '' : path.join(folder, id));
  const facts: RunFacts = {
    folder,
    ...(manifest !== undefined && manifest.kind !== 'sweep' && { leaves: [leavesOf(manifest.config)] }),
    repeatText: isComparable(run) ? `${folder}\n${repeatKey(run)}` : run.folder,
    parent: beside(manifest && relativesOf(manifest).parent),
    control: beside(manifest?.control),
  };
  known.set(run, facts);
  return facts;
}

interface RunContext {
  readonly settings: readonly TableSetting[];
  readonly baseline: RunSummary | undefined;
}

const curvePoints = 32;

function describeRun(
  run: RunSummary,
  { settings, baseline }: RunContext,
): Omit<TableRun, 'key' | 'sweep' | 'repeat' | 'results'> {
  const { name, difference = '', status, createdAt, manifest, marks = {}, progress } = run;
  const leaves = leavesOf(manifest?.config);
  const isSweep = manifest?.kind === 'sweep';
  return {
    ...{ name, difference, status, createdAt, isSweep },
    standing: status === 'finished' && !isSweep ? '' : describeProgress(run),
    judgement: judgeLive(run, baseline)?.words ?? '',
    isStarred: marks.star === true,
    isArchived: marks.archived === true,
    isBaseline: marks.baseline === true,
    isControl: manifest?.controlOf !== undefined,
    tags: marks.tags ?? [],
    note: marks.note ?? '',
    cells: isSweep ? settings.map(() => null) : settings.map(({ path }) => leaves.get(path) ?? null),
    isValidation: splitOf(progress) === 'validation',
    curve: thinned((progress.validations ?? []).map(({ accuracy }) => accuracy)),
  };
}

/** Values at even distances, the first and the last among them. */
function thinned(values: readonly number[]): number[] {
  if (values.length <= curvePoints) return [...values];
  const last = values.length - 1;
  return Array.from({ length: curvePoints }, (_, index) => values[Math.round((index * last) / (curvePoints - 1))] ?? 0);
}

function resultsOf(
  run: RunSummary,
  { baseline, control }: { readonly baseline: RunSummary | undefined; readonly control: RunSummary | undefined },
  size: number | undefined,
): Partial<Record<ResultName, number>> {
  const { progress, manifest } = run;
  const { evaluation, accuracy, errors, agreement, teacherErrors, bestEpoch, seconds } = progress;
  const isSweep = manifest?.kind === 'sweep';
  const all: Record<ResultName, number | undefined> = {
    accuracy,
    errors: splitOf(progress) === 'test' ? errors : undefined,
    control: errorsAgainst(run, control),
    baseline: errorsAgainst(run, baseline),
    nll: evaluation?.crossEntropy,
    agreement,
    calibration: evaluation?.calibrationError,
    kl: evaluation?.klAtOne,
    teacher: teacherErrors,
    epoch: bestEpoch,
    time: seconds,
    size,
  };
  const found = Object.entries(all).filter(
    ([name, value]) => value !== undefined && Number.isFinite(value) && (!isSweep || name === 'size'),
  );
  return Object.fromEntries(found);
}
