import { isComparable, repeatKey } from '../../comparison';
import { errorsAgainst, judgeLive, pinnedBaseline, relativesOf, splitOf, type RunSummary } from '../../runs';
import type { ResultName, RunTable, TableRun, TableSetting } from '../../run-table';
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
  const trained = runs.filter(({ manifest }) => manifest !== undefined && manifest.kind !== 'sweep');
  const settings = before.settings.among(trained.map(({ manifest }) => leavesOf(manifest?.config)));
  const byId = new Map(runs.map((run) => [`${folderOf(run)}\n${run.id}`, run]));
  const baselines = new Map<string, RunSummary | undefined>();
  const repeats = new Map<string, number>();
  const numberOf = (run: RunSummary): number => {
    const key = repeatOf(run);
    const number = repeats.get(key) ?? repeats.size;
    repeats.set(key, number);
    return number;
  };
  return {
    settings,
    runs: runs.map((run) => {
      const folder = folderOf(run);
      if (!baselines.has(folder)) baselines.set(folder, pinnedBaseline(runs, run));
      const beside = (id: string | undefined): RunSummary | undefined =>
        id === undefined ? undefined : byId.get(`${folder}\n${id}`);
      const parent = beside(run.manifest && relativesOf(run.manifest).parent);
      const [baseline, control] = [baselines.get(folder), beside(run.manifest?.control)];
      const [size, repeat] = [sizes.get(run.folder), numberOf(run)];
      const sweep = parent?.manifest?.kind === 'sweep' ? keyOf(parent) : '';
      return before.take(keyOf(run), [run, settings, baseline, control, size, repeat, sweep], () => ({
        ...describeRun(run, { settings, baseline }),
        ...{ key: keyOf(run), sweep, repeat, results: resultsOf(run, { baseline, control }, size) },
      }));
    }),
  };
}

const folderOf = ({ folder, id }: RunSummary): string => folder.slice(0, folder.length - id.length);

const repeatTexts = new WeakMap<object, string>();

/** Text that is the same for repeats, kept with the progress that it was made of: a config is long. */
function repeatOf(run: RunSummary): string {
  if (!isComparable(run)) return run.folder;
  const before = repeatTexts.get(run.progress);
  if (before !== undefined) return before;
  const text = `${folderOf(run)}\n${repeatKey(run)}`;
  repeatTexts.set(run.progress, text);
  return text;
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
