import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { DataSet, TransferSet } from '../../data';
import { faultOfConfig, isDescribed, teachersOf, type ResolvedConfig } from '../../config';
import type { Engine, EngineChoice } from '../../engine';
import {
  readManifest,
  readStopRequest,
  runFiles,
  store,
  type EventWriter,
  type RunInputs,
  type RunManifest,
} from '../../runs';
import { formatNumber } from '../../wording';
import { StopRequested, TrainingFailure } from './failure';
import { dataKey, loadData, type OpenCode } from './load-data';
import { shared, type Member } from './member';

/** All that the parts of a training share. */
export interface Context {
  readonly runFolder: string;
  readonly manifest: RunManifest;
  readonly data: DataSet;
  /** The training examples that the student learns from. */
  readonly transfer: TransferSet;
  readonly engine: Engine;
  /** Faster engines that were not taken. */
  readonly rejected: EngineChoice['rejected'];
  readonly events: EventWriter;
  readonly attempt: number;
  /** The run's place among those of this process; absent where it trains by itself. */
  readonly member?: Member;
  /** Contents that the run depends on; absent before its networks are open. */
  readonly inputs?: RunInputs;
  /**
   * Yields to signals and timers, which a runtime that holds the event loop would starve. Throws StopRequested
   * when the run is asked to stop, and a TrainingFailure when its folder is gone. To be awaited between two pieces of work
   * that take well under 2 s.
   */
  readonly pause: () => Promise<void>;
}

/** Starts the engine that settings ask for; `without` are those that were tried. */
export type StartEngine = (
  run: Pick<Context, 'runFolder' | 'events'>,
  settings: ResolvedConfig['train'],
  without: EngineChoice['rejected'],
) => Promise<EngineChoice>;

/** One attempt of a run. */
export interface Attempt {
  readonly runFolder: string;
  /** Its number, from 1. */
  readonly number: number;
  /** Its name in stop requests; empty where none is read. */
  readonly token: string;
}

/** The process of an attempt. */
export interface AttemptProcess {
  /** Whether it was asked to end. */
  readonly isSignalled: () => boolean;
  readonly startEngine: StartEngine;
  /** Opens data sets of the user's own Python; absent where none is executed. */
  readonly openCode?: OpenCode;
  readonly member?: Member;
}

/** Reads the manifest, loads the data and starts the engine; says why a faster engine was not taken. */
export async function openContext(
  { runFolder, number, token }: Attempt,
  events: EventWriter,
  { isSignalled, startEngine, openCode, member }: AttemptProcess,
): Promise<Context> {
  const manifest = await readManifest(runFolder);
  const { config } = manifest;
  const fault = faultOfConfig(config, 'train');
  if (fault !== undefined) {
    throw new TrainingFailure(`the config in run.json is not valid: ${fault}`, 'start a new run of the config');
  }
  const pause = async (): Promise<void> => {
    await setImmediate();
    if (isSignalled() || (token !== '' && readStopRequest(runFolder, token))) throw new StopRequested();
    assertRunFolder(runFolder);
  };
  const load = (): ReturnType<typeof loadData> => loadData({ manifest, runFolder, events, pause, openCode });
  const { data, transfer } = await shared(member, dataKey(manifest), load);
  try {
    assertBatchesFit(config, data, transfer);
    noteNormalization(data, events);
    const { engine, rejected } = await startEngine({ runFolder, events }, config.train, []);
    return {
      ...{ runFolder, manifest, data, transfer, engine, rejected, events, pause },
      ...{ attempt: number, ...(member && { member }) },
    };
  } catch (error) {
    await data.close?.();
    throw error;
  }
}

/** Throws a TrainingFailure where a batch has more examples than there are to learn from. */
function assertBatchesFit(config: ResolvedConfig, data: DataSet, transfer: TransferSet): void {
  const students = { batchSize: config.train.batchSize, count: transfer.indices.length };
  const trained = teachersOf(config).filter(({ source }) => isDescribed(source.model));
  const teachers = trained.map(({ source }) => ({ batchSize: source.train.batchSize, count: data.train.count }));
  for (const { batchSize, count } of [students, ...teachers]) {
    if (batchSize <= count) continue;
    throw new TrainingFailure(
      `a batch of ${batchSize} is larger than the ${count} training examples`,
      'lower batchSize, or use more of the training data',
    );
  }
}

/** Records the normalization in the log: without it a student cannot be used. */
function noteNormalization({ normalization }: DataSet, events: EventWriter): void {
  if (normalization === undefined) return;
  const listed = (values: readonly number[]): string => {
    const shown = values.slice(0, 8).map((value) => formatNumber(value, 6));
    return `${shown.join(', ')}${values.length > shown.length ? `, … (${values.length})` : ''}`;
  };
  const { mean, std } = normalization;
  const message = `rows are normalized: less ${listed(mean)}, then divided by ${listed(std)}`;
  events.write({ type: 'notice', message });
}

/**
 * Throws a TrainingFailure when the run folder is gone. A run goes on in no other folder: a new one of that name would look
 * like a run.
 */
export function assertRunFolder(runFolder: string): void {
  if (store.hasFile(path.join(runFolder, runFiles.manifest))) return;
  throw new TrainingFailure(
    `the run folder was deleted or moved while the run went on: ${runFolder}`,
    'run the config again; stop a run before deleting its folder',
  );
}
