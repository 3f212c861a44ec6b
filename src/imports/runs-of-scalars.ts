import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import {
  claimAttempt,
  createRun,
  describeMachine,
  folderIdOf,
  maxCounted,
  openEventWriter,
  processStartTime,
  runFiles,
  runsFolder,
  writeFileDurably,
  type NewEvent,
  type NewRun,
  type RunHandle,
} from '../runs';
import { formatCount, formatCountOf } from '../wording';
import { decodeScalars, type Scalar } from './scalar-events';
import { meaningOf } from './tags';

/** A folder of event files that cannot become a run, with the reason and what to do. */
export class ImportFault extends Error {}

export interface ImportOptions {
  /** The folder that keeps the runs. */
  readonly workspace: string;
  /** The tag of the loss, where none is recognised. */
  readonly loss?: string;
}

/** A run that was made of a folder of event files. */
export interface ImportedRun extends RunHandle {
  /** Path from the folder that was given; `.` is that itself. */
  readonly source: string;
  readonly steps: number;
  /** Sentences about what could not be taken over. */
  readonly notices: readonly string[];
}

/**
 * Makes a finished run of each folder below `folder` that holds event files, as TensorBoard takes each for a run. Throws an
 * ImportFault where there is none, or one has no loss.
 */
export async function importRuns(folder: string, options: ImportOptions): Promise<ImportedRun[]> {
  const sources = foldersOfEvents(folder);
  if (sources.length === 0) {
    throw new ImportFault(`${folder} has no event files of TensorBoard (events.out.tfevents.…), nor have its folders`);
  }
  // All are read before one is written.
  const read = sources.map((source) => readTraining(path.join(folder, source), source, options.loss));
  const imported: ImportedRun[] = [];
  for (const training of read) imported.push(await writeRun(folder, training, options.workspace));
  return imported;
}

const isEventFile = (name: string): boolean => /^events\.out\.tfevents\./.test(name);

/** Folders with event files, as paths from the given one. Links are not followed. */
function foldersOfEvents(folder: string): string[] {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isEventFile(entry.name))
    .map((entry) => path.relative(folder, entry.parentPath) || '.');
  return [...new Set(found)].sort();
}

/** Scalars of a training, by the protocol's words. */
interface Training {
  readonly source: string;
  readonly steps: readonly {
    readonly step: number;
    readonly at: number;
    readonly fields: Readonly<Record<string, number>>;
  }[];
  readonly evaluations: readonly Figures[];
  readonly notices: readonly string[];
}

interface Figures {
  readonly split: 'validation' | 'test';
  readonly step: number;
  readonly at: number;
  readonly accuracy?: number;
  readonly crossEntropy?: number;
}

/** Milliseconds since 1970 that are a date. */
const maxDate = 8.64e15;

/** Whether a scalar's step and time can be those of a training. */
const isPossible = ({ step, wallTime }: Scalar): boolean =>
  step >= 0 && step < maxCounted && wallTime >= 0 && 1000 * wallTime <= maxDate;

const maxFileBytes = 2 ** 31 - 1;

function readTraining(folder: string, source: string, lossTag: string | undefined): Training {
  const notices: string[] = [];
  const scalars: Scalar[] = [];
  for (const name of readdirSync(folder).filter(isEventFile).sort()) {
    const file = path.join(folder, name);
    if (statSync(file).size > maxFileBytes) throw new ImportFault(`${file} has more than 2 GB, and is not read`);
    const { scalars: some, damagedAt } = decodeScalars(readFileSync(file));
    if (damagedAt !== undefined)
      notices.push(`${name} is damaged at byte ${formatCount(damagedAt)}: what follows is not read`);
    let odd = 0;
    for (const one of some) {
      if (isPossible(one)) scalars.push(one);
      else odd += 1;
    }
    if (odd > 0)
      notices.push(`${name} has ${formatCountOf(odd, 'number')} of no step or time that can be, which are left out`);
  }
  return { source, ...gather(scalars, folder, lossTag, notices) };
}

function gather(
  scalars: readonly Scalar[],
  folder: string,
  lossTag: string | undefined,
  notices: string[],
): Omit<Training, 'source'> {
  const steps = new Map<number, { at: number; fields: Record<string, number> }>();
  const evaluations = new Map<string, Figures>();
  for (const { tag, step, wallTime, value } of scalars) {
    const at = Math.round(wallTime * 1000);
    const meaning = tag === lossTag ? ({ kind: 'step', name: 'loss' } as const) : meaningOf(tag);
    if (meaning?.kind === 'step') {
      const known = steps.get(step) ?? { at, fields: {} };
      known.fields[fieldNameOf(meaning.name)] = value;
      steps.set(step, known);
    } else if (meaning !== undefined) {
      const { split, measure } = meaning;
      const key = `${split} ${step}`;
      evaluations.set(key, { ...(evaluations.get(key) ?? { split, step, at }), [measure]: value });
    }
  }
  const whole = [...steps]
    .map(([step, one]) => ({ step, ...one }))
    .filter(({ fields }) => fields['loss'] !== undefined);
  if (whole.length === 0) throw new ImportFault(describeNoLoss(folder, scalars));
  const without = steps.size - whole.length;
  if (without > 0)
    notices.push(`${formatCountOf(without, 'step')} without a loss had other numbers, which are left out`);
  const byStep = (one: { step: number }, other: { step: number }): number => one.step - other.step;
  return { steps: whole.sort(byStep), evaluations: [...evaluations.values()].sort(byStep), notices };
}

/** Fields of a line that are no measurements. */
const reserved: ReadonlySet<string> = new Set(['type', 'seq', 'attempt', 'at', 'crc', 'phase', 'teacher', 'step']);

const fieldNameOf = (name: string): string => (reserved.has(name) ? `${name}_value` : name);

const maxNamedTags = 12;

function describeNoLoss(folder: string, scalars: readonly Scalar[]): string {
  const tags = [...new Set(scalars.map(({ tag }) => tag))].sort();
  if (tags.length === 0) return `${folder} has event files, but no scalars in them`;
  const more = tags.length > maxNamedTags ? ` and ${tags.length - maxNamedTags} more` : '';
  return `${folder} has no loss of a training among its tags (${tags.slice(0, maxNamedTags).join(', ')}${more}); name it with --loss TAG`;
}

async function writeRun(folder: string, training: Training, workspace: string): Promise<ImportedRun> {
  const { source, steps, notices } = training;
  const name = source === '.' ? path.basename(path.resolve(folder)) : source.split(path.sep).join('-');
  const run = await createRun({
    folder: runsFolder(workspace),
    configText: `# Imported from event files of TensorBoard.\nname: ${JSON.stringify(name)}\n`,
    configPath: path.join(workspace, 'imported.distill.yaml'),
    config: importedConfig(name),
  });
  const startTime = processStartTime(process.pid) ?? '';
  const owner = claimAttempt(run.folder, {
    ...{ ...describeMachine(), pid: process.pid, startTime, trainerPid: process.pid, trainerStartTime: startTime },
    ...{ token: randomBytes(16).toString('hex'), folderId: folderIdOf(run.folder) },
  });
  writeFileDurably(path.join(run.folder, runFiles.owner), JSON.stringify(owner));
  const writer = openEventWriter(run.folder, owner.attempt);
  try {
    for (const event of eventsOf(training)) writer.write(event);
  } finally {
    writer.close();
  }
  return { ...run, source, steps: steps.length, notices };
}

/** The config of a training that some program has done: event files do not say which. */
function importedConfig(name: string): NewRun['config'] {
  return { name, seed: 0, script: { file: 'unknown.py', args: [] } };
}

/** The events of a run in the order of their steps, with the times that they had. */
function eventsOf({ steps, evaluations, notices }: Training): NewEvent[] {
  const last = steps.at(-1) ?? { step: 0, at: 0, fields: {} };
  const first = steps[0] ?? last;
  const started = { engine: 'imported from TensorBoard', engineVersion: '', threads: 0, steps: last.step, epochs: 0 };
  const events: NewEvent[] = [{ type: 'started', ...started, interpreter: { name: 'unknown', version: '' } }];
  for (const message of notices) events.push({ type: 'notice', message });
  let [epoch, next] = [0, 0];
  const evaluateUpTo = (step: number): void => {
    for (; next < evaluations.length; next += 1) {
      const one = evaluations[next];
      if (one === undefined || one.step > step) return;
      events.push(evaluationOf(one, epoch));
    }
  };
  for (const { step, at, fields } of steps) {
    evaluateUpTo(step - 1);
    const { epoch: own = epoch, loss = Number.NaN, ...others } = fields;
    epoch = own;
    const stamped = { type: 'step', phase: 'student', step, epoch, loss, ...others, at } as const;
    events.push(stamped);
  }
  evaluateUpTo(Number.POSITIVE_INFINITY);
  const tested = evaluations.findLast(({ split, accuracy }) => split === 'test' && accuracy !== undefined);
  const seconds = Math.max(0, (last.at - first.at) / 1000);
  const accuracy = tested?.accuracy ?? Number.NaN;
  return [...events, { type: 'finished', step: last.step, bestEpoch: epoch, accuracy, errors: Number.NaN, seconds }];
}

function evaluationOf({ split, step, at, accuracy, crossEntropy }: Figures, epoch: number): NewEvent {
  const unknown = { errors: Number.NaN, count: Number.NaN };
  const figures = { accuracy: accuracy ?? Number.NaN, crossEntropy: crossEntropy ?? Number.NaN, ...unknown };
  const stamped = { type: 'evaluation', phase: 'student', split, step, epoch, ...figures, at } as const;
  return stamped;
}
