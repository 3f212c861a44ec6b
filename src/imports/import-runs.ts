import { randomBytes } from 'node:crypto';
import path from 'node:path';
import {
  claimAttempt,
  createRun,
  describeMachine,
  folderIdOf,
  openEventWriter,
  processStartTime,
  runFiles,
  runsFolder,
  writeFileDurably,
  type NewEvent,
  type NewRun,
  type RunHandle,
} from '../runs';
import { csv } from './csv';
import type { ForeignLog, LogFormat } from './foreign-log';
import { huggingface } from './huggingface';
import { tensorboard } from './tensorboard';
import { trainingOf, type Figures, type Training } from './training';

/** Logs of other programs that runs are made of. A new one is a file beside these and a line here. */
export const logFormats = { tensorboard, huggingface, csv } as const satisfies Readonly<Record<string, LogFormat>>;

export type LogFormatName = keyof typeof logFormats;

export interface ImportOptions {
  /** The folder that keeps the runs. */
  readonly workspace: string;
  /** The name of the loss in the log, where none is recognised. */
  readonly loss?: string;
}

/** A run that was made of a log. */
export interface ImportedRun extends RunHandle {
  /** Path from what was given; `.` is that itself. */
  readonly source: string;
  readonly steps: number;
  /** Numbers that were taken, in words. */
  readonly taken: readonly string[];
  /** Names of numbers that were not. */
  readonly left: readonly string[];
  /** Sentences about what could not be taken over. */
  readonly notices: readonly string[];
}

/**
 * Makes a finished run of each log of a format at a path, absolute or from the working folder. Throws an ImportFault where there
 * is none, or one has no loss.
 */
export async function importRuns(
  format: LogFormatName,
  place: string,
  { workspace, loss }: ImportOptions,
): Promise<ImportedRun[]> {
  const { program, word } = logFormats[format];
  // All are read before one is written.
  const trainings = logFormats[format].read(place).map((log) => {
    const naming = { place: path.join(place, log.source), word, loss };
    return { log, training: trainingOf(log, naming) };
  });
  const imported: ImportedRun[] = [];
  for (const one of trainings) imported.push(await writeRun(one, program, workspace));
  return imported;
}

/** A log with the training that was read from it. */
interface ReadLog {
  readonly log: ForeignLog;
  readonly training: Training;
}

async function writeRun({ log, training }: ReadLog, program: string, workspace: string): Promise<ImportedRun> {
  const { steps, taken, left, notices } = training;
  const run = await createRun({
    folder: runsFolder(workspace),
    configText: `# Imported from a log of ${program}.\nname: ${JSON.stringify(log.name)}\n`,
    configPath: path.join(workspace, 'imported.distill.yaml'),
    config: importedConfig(log.name),
  });
  const startTime = processStartTime(process.pid) ?? '';
  const owner = claimAttempt(run.folder, {
    ...{ ...describeMachine(), pid: process.pid, startTime, trainerPid: process.pid, trainerStartTime: startTime },
    ...{ token: randomBytes(16).toString('hex'), folderId: folderIdOf(run.folder) },
  });
  writeFileDurably(path.join(run.folder, runFiles.owner), JSON.stringify(owner));
  const writer = openEventWriter(run.folder, owner.attempt);
  try {
    for (const event of eventsOf(training, program, log.seconds)) writer.write(event);
  } finally {
    writer.close();
  }
  return { ...run, source: log.source, steps: steps.length, taken, left, notices };
}

/** The config of a training that some program has done: a log does not say which. `unreadableConfig` knows it by its script. */
function importedConfig(name: string): NewRun['config'] {
  return { name, seed: 0, script: { file: 'unknown.py', args: [] } };
}

/** The events of a run in the order of their steps, with the times that they had, one by one: a log has millions. */
function* eventsOf({ steps, evaluations, notices }: Training, program: string, known?: number): Generator<NewEvent> {
  const last = steps.at(-1) ?? { step: 0, at: 0, fields: {} };
  const first = steps[0] ?? last;
  const started = { engine: `imported from ${program}`, engineVersion: '', threads: 0, steps: last.step, epochs: 0 };
  yield { type: 'started', ...started, interpreter: { name: 'unknown', version: '' } };
  for (const message of notices) yield { type: 'notice', message };
  let [epoch, next] = [0, 0];
  function* evaluateUpTo(step: number): Generator<NewEvent> {
    for (; next < evaluations.length; next += 1) {
      const one = evaluations[next];
      if (one === undefined || one.step > step) return;
      yield evaluationOf(one, epoch);
    }
  }
  for (const { step, at, fields } of steps) {
    yield* evaluateUpTo(step - 1);
    const { epoch: own = epoch, loss = Number.NaN, ...others } = fields;
    epoch = own;
    const stamped = { type: 'step', phase: 'student', step, epoch, loss, ...others, at } as const;
    yield stamped;
  }
  yield* evaluateUpTo(Number.POSITIVE_INFINITY);
  const tested = evaluations.findLast(({ split, accuracy }) => split === 'test' && accuracy !== undefined);
  const seconds = known ?? Math.max(0, (last.at - first.at) / 1000);
  const accuracy = tested?.accuracy ?? Number.NaN;
  yield { type: 'finished', step: last.step, bestEpoch: epoch, accuracy, errors: Number.NaN, seconds };
}

function evaluationOf({ split, step, at, accuracy, crossEntropy }: Figures, epoch: number): NewEvent {
  const unknown = { errors: Number.NaN, count: Number.NaN };
  const figures = { accuracy: accuracy ?? Number.NaN, crossEntropy: crossEntropy ?? Number.NaN, ...unknown };
  const stamped = { type: 'evaluation', phase: 'student', split, step, epoch, ...figures, at } as const;
  return stamped;
}
