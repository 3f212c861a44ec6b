import path from 'node:path';
import { isComparable, repeatKey } from '../../comparison';
import {
  errorsAgainst,
  isActiveStatus,
  judgeLive,
  pinnedBaseline,
  relativesOf,
  splitOf,
  type RunManifest,
  type RunSummary,
} from '../../runs';
import type { ResultName, RunTable, TableRun } from '../../run-table';
import { formatStatusDetail } from '../../wording';
import { describeProgress } from '../describe-run';
import { SettingsOfRuns } from './settings';

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
  const settings = before.settings.among([...facts.values()].flatMap(({ configs }) => configs));
  const byFolder = new Map(runs.map((run) => [run.folder, run]));
  const baselines = new Map<string, RunSummary | undefined>();
  const repeats = new Map<string, number>();
  const describe = (run: RunSummary, own: RunFacts): TableRun => {
    const { folder, repeatText, parent, configs } = own;
    if (!baselines.has(folder)) baselines.set(folder, pinnedBaseline(runs, run));
    const [baseline, control] = [baselines.get(folder), byFolder.get(own.control)];
    const repeat = repeats.get(repeatText) ?? repeats.size;
    repeats.set(repeatText, repeat);
    const size = sizes.get(run.folder);
    const above = byFolder.get(parent);
    const sweep = above?.manifest?.kind === 'sweep' ? keyOf(above) : '';
    const key = keyOf(run);
    return before.take(key, [run, settings, baseline, control, size, repeat, sweep], () =>
      describeRun(run, { key, sweep, repeat, cells: before.settings.cellsOf(configs[0]), baseline, control, size }),
    );
  };
  return { settings, runs: [...facts].map(([run, own]) => describe(run, own)) };
}

/** Facts of a run that hold as long as its summary does, so that a look at thousands of runs costs no more than those that changed. */
interface RunFacts {
  /** The folder that it lies in. */
  readonly folder: string;
  /** Its config; none for a sweep and a broken run. */
  readonly configs: readonly RunManifest['config'][];
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
    configs: manifest === undefined || manifest.kind === 'sweep' ? [] : [manifest.config],
    repeatText: isComparable(run) ? `${folder}\n${repeatKey(run)}` : run.folder,
    parent: beside(manifest && relativesOf(manifest).parent),
    control: beside(manifest?.control),
  };
  known.set(run, facts);
  return facts;
}

interface RunContext extends Pick<TableRun, 'key' | 'sweep' | 'repeat' | 'cells'> {
  readonly baseline: RunSummary | undefined;
  readonly control: RunSummary | undefined;
  /** Bytes on disk, where they were measured. */
  readonly size: number | undefined;
}

const curvePoints = 32;

/** Describes a run in one object: thousands of them are made while a person waits, and their parts would be garbage. */
function describeRun(run: RunSummary, context: RunContext): TableRun {
  const { name, difference = '', status, createdAt, manifest, marks = {}, progress } = run;
  const { key, sweep, repeat, cells } = context;
  const isSweep = manifest?.kind === 'sweep';
  return {
    key,
    name,
    difference,
    status,
    createdAt,
    standing: status === 'finished' && !isSweep ? '' : describeStanding(run),
    judgement: judgeLive(run, context.baseline)?.words ?? '',
    isStarred: marks.star === true,
    isArchived: marks.archived === true,
    isBaseline: marks.baseline === true,
    isControl: manifest?.controlOf !== undefined,
    tags: marks.tags ?? [],
    note: marks.note ?? '',
    sweep,
    isSweep,
    repeat,
    cells,
    results: resultsOf(run, context),
    isValidation: splitOf(progress) === 'validation',
    curve: thinned(progress.validations ?? []),
  };
}

/** The progress of a run, and of an active one where it is, or why it waits. */
function describeStanding(run: RunSummary): string {
  const progress = describeProgress(run);
  const place = isActiveStatus(run.status) ? (formatStatusDetail(run) ?? '') : '';
  if (place === '') return progress;
  return progress === '' ? place : `${place} · ${progress}`;
}

/** Accuracies at even distances, the first and the last among them. */
function thinned(points: readonly { readonly accuracy: number }[]): number[] {
  if (points.length <= curvePoints) return points.map(({ accuracy }) => rounded(accuracy));
  const last = points.length - 1;
  return Array.from({ length: curvePoints }, (_, index) =>
    rounded(points[Math.round((index * last) / (curvePoints - 1))]?.accuracy ?? 0),
  );
}

/** An accuracy to a millionth: a small curve shows no more, and all digits of thousands of curves are half of a message. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

function resultsOf(run: RunSummary, { baseline, control, size }: RunContext): TableRun['results'] {
  const { progress, manifest } = run;
  const { evaluation, accuracy, errors, agreement, teacherErrors, bestEpoch, seconds } = progress;
  const results: Partial<Record<ResultName, number>> = {};
  const put = (name: ResultName, value: number | undefined): void => {
    if (value !== undefined && Number.isFinite(value)) results[name] = value;
  };
  put('size', size);
  if (manifest?.kind === 'sweep') return results;
  put('accuracy', accuracy);
  if (splitOf(progress) === 'test') put('errors', errors);
  put('control', errorsAgainst(run, control));
  put('baseline', errorsAgainst(run, baseline));
  put('nll', evaluation?.crossEntropy);
  put('agreement', agreement);
  put('calibration', evaluation?.calibrationError);
  put('kl', evaluation?.klAtOne);
  put('teacher', teacherErrors);
  put('epoch', bestEpoch);
  put('time', seconds);
  return results;
}
