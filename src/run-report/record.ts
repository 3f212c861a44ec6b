import path from 'node:path';
import { objectiveOfRun, unreadableConfig } from '../config';
import { stepCurves } from '../curves';
import {
  LogFollower,
  provenanceOf,
  RunCatalogue,
  whyBroken,
  type EvaluationEvent,
  type InputChange,
  type LogPiece,
  type Provenance,
  type RunInputs,
  type RunManifest,
  type RunSummary,
  sha256Of,
} from '../runs';
import { KeptEvaluations } from './kept-evaluations';
import { withoutPaths } from './paths';
import { configTextOf } from './sweep-record';
import { readVerdictTable, verdictOf, type VerdictTable } from './verdict';

/** Columns of a step in reports: its position and its curves. */
export const stepNames = ['step', 'epoch', ...stepCurves] as const;
export type StepName = (typeof stepNames)[number];

/** Columns of equal length; NaN where a step has no such number. */
export type StepColumns = Readonly<Record<StepName, readonly number[]>>;

/** Content of a run's report. It holds no path of a machine, so that it can be shared. */
export interface RunRecord {
  readonly id: string;
  readonly name: string;
  /** Words that tell it from the other runs of its name; empty where there are none. */
  readonly difference: string;
  readonly status: RunSummary['status'];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly objective: string;
  /** The result in a sentence, compared with the control if there is one; empty before a result. */
  readonly verdict: string;
  /** The results of all pairs of its repeats and their controls; absent without a pair. */
  readonly verdictTable?: VerdictTable;
  readonly failure?: string;
  readonly engine: string;
  readonly config: RunManifest['config'];
  /** The config as the person wrote it. */
  readonly configText: string;
  readonly configHash: string;
  /** The copy of the config in the run folder is no longer the text that the run was made of. */
  readonly isConfigChanged?: true;
  /** Teachers and their keys in the cache. */
  readonly teachers: Provenance['teachers'];
  /** Data and files that it was trained on, and their SHA-256; absent in runs of version 0.1. */
  readonly inputs?: RunInputs;
  /** Changes of inputs between attempts, which the person went on with. */
  readonly inputChanges?: readonly InputChange[];
  readonly progress: RunSummary['progress'];
  /** Steps of the student. */
  readonly steps: StepColumns;
  /** Evaluations of the student and the teachers, in the order of the log. */
  readonly evaluations: readonly EvaluationEvent[];
  readonly notices: readonly string[];
  /** Validation accuracies of its control, the same student without a teacher, where its folder is beside the run's. */
  readonly control?: ControlCurve;
}

/** Accuracies of a run on the validation split, by the step. */
export interface ControlCurve {
  readonly id: string;
  readonly steps: readonly number[];
  readonly accuracies: readonly number[];
}

/**
 * Reads the content of a run's report. Throws an error that names the file when its manifest cannot be read. `catalogue`: that of
 * the run's folder, where several runs of it are read.
 */
export async function readRecord(
  runFolder: string,
  catalogue = new RunCatalogue(path.dirname(runFolder)),
): Promise<RunRecord> {
  const summary = await catalogue.summarize(runFolder);
  const { manifest, progress, id, status, createdAt } = summary;
  if (manifest === undefined) throw new Error(whyBroken(summary));
  const all = await catalogue.list();
  const others = all.filter((run) => run.id !== id);
  const folders = [runFolder, manifest.cacheFolder, path.dirname(manifest.configPath)];
  const clean = (text: string): string => withoutPaths(text, folders);
  const log = await readLog(runFolder);
  const control = await controlOf(others.find((run) => run.id === manifest.control));
  const configText = configTextOf(runFolder);
  const verdictTable = await readVerdictTable(summary, others);
  const isOther = manifest.configHash !== '' && configText !== '' && sha256Of(configText) !== manifest.configHash;
  const failure = [progress.message, progress.hint].filter((text) => text !== undefined).join(': ');
  return {
    ...{ id, status, createdAt, name: manifest.name },
    difference: all.find((run) => run.id === id)?.difference ?? '',
    objective: unreadableConfig(manifest.config) ?? objectiveOfRun(manifest.config),
    verdict: verdictOf(summary, others),
    ...(verdictTable && { verdictTable: cleanAll(verdictTable, clean) }),
    ...(status === 'failed' && failure !== '' && { failure: clean(failure) }),
    engine: progress.engine,
    config: cleanAll(manifest.config, clean),
    ...(progress.inputs !== undefined && { inputs: cleanAll(progress.inputs, clean) }),
    ...(progress.inputChanges !== undefined && { inputChanges: cleanAll(progress.inputChanges, clean) }),
    configText: clean(configText),
    configHash: manifest.configHash,
    ...(isOther && { isConfigChanged: true as const }),
    teachers: provenanceOf(manifest, progress).teachers,
    progress,
    ...log,
    notices: log.notices.map(clean),
    ...(control && { control }),
  };
}

/** The curve of a control; undefined where there is none, or none that can be read: the report is of the run. */
async function controlOf(run: RunSummary | undefined): Promise<ControlCurve | undefined> {
  if (run === undefined) return undefined;
  const { evaluations } = await readLog(run.folder).catch(() => ({ evaluations: [] as EvaluationEvent[] }));
  const own = evaluations.filter(({ phase, split }) => phase === 'student' && split === 'validation');
  if (own.length === 0) return undefined;
  return { id: run.id, steps: own.map(({ step }) => step), accuracies: own.map(({ accuracy }) => accuracy) };
}

/** A value of JSON with all of its texts cleaned. */
function cleanAll<Value>(value: Value, clean: (text: string) => string): Value {
  return JSON.parse(
    JSON.stringify(value, (_key, item: unknown) => (typeof item === 'string' ? clean(item) : item)),
  ) as Value;
}

async function readLog(runFolder: string): Promise<Pick<RunRecord, 'steps' | 'evaluations' | 'notices'>> {
  const steps = Object.fromEntries(stepNames.map((name) => [name, [] as number[]])) as Record<StepName, number[]>;
  const evaluations = new KeptEvaluations();
  let notices: string[] = [];
  const log = new LogFollower(runFolder, ['epoch', ...stepCurves]);
  for await (const piece of log.gained()) {
    if (piece.isAnew) {
      for (const name of stepNames) steps[name].length = 0;
      evaluations.clear();
      notices = [];
    }
    for (const table of piece.steps) if (table.series.phase === 'student') addSteps(steps, table);
    for (const event of piece.events) {
      if (event.type === 'evaluation') evaluations.add(event);
      else if (event.type === 'notice') notices.push(event.message);
    }
  }
  return { steps, evaluations: evaluations.list(), notices };
}

/** Appends steps. Those of a resumed run supersede earlier ones from their first step on. */
function addSteps(steps: Record<StepName, number[]>, { step, columns }: LogPiece['steps'][number]): void {
  const [first = Infinity] = step;
  let kept = steps.step.length;
  while (kept > 0 && (steps.step[kept - 1] ?? 0) >= first) kept -= 1;
  for (const name of stepNames) {
    const own = steps[name];
    own.length = kept;
    const values = name === 'step' ? step : columns.get(name);
    for (let row = 0; row < step.length; row += 1) own.push(values?.[row] ?? Number.NaN);
  }
}
