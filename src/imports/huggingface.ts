import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { maxCounted } from '../runs';
import type { Scalar } from '../tensorboard';
import { ImportFault, readLogText, type ForeignLog, type LogFormat } from './foreign-log';
import { parsePythonJson } from './python-json';

const fileName = 'trainer_state.json';

/** The log of a Hugging Face `Trainer`, in its `trainer_state.json`: of a folder, the one there or that of its last checkpoint. */
export const huggingface: LogFormat = {
  program: 'Hugging Face',
  word: 'key',
  read: (place) => [readState(findState(place))],
};

function findState(place: string): string {
  if (!statSync(place).isDirectory()) return place;
  const own = path.join(place, fileName);
  if (existsSync(own)) return own;
  const [last] = readdirSync(place)
    .flatMap((name) =>
      ((step) => (step === undefined ? [] : [{ name, step: Number(step) }]))(checkpoint.exec(name)?.[1]),
    )
    .filter(({ name }) => existsSync(path.join(place, name, fileName)))
    .sort((one, other) => other.step - one.step);
  if (last === undefined)
    throw new ImportFault(`${place} has no ${fileName}, nor has a folder checkpoint-NUMBER in it`);
  return path.join(place, last.name, fileName);
}

const checkpoint = /^checkpoint-(\d+)$/;

function readState(file: string): ForeignLog {
  const history = historyOf(readJson(file), file);
  const { mtimeMs } = statSync(file);
  const scalars: Scalar[] = [];
  const left = new Set<string>();
  let odd = 0;
  let seconds: number | undefined;
  for (const entry of history) {
    const step = entry['step'];
    // The entry of the end has means over the whole training, which belong to no step.
    if (typeof entry['train_runtime'] === 'number') {
      seconds = entry['train_runtime'];
      continue;
    }
    if (typeof step !== 'number' || !Number.isSafeInteger(step) || step < 0 || step >= maxCounted) {
      odd += 1;
      continue;
    }
    for (const [tag, written] of Object.entries(entry)) {
      if (tag === 'step') continue;
      const value = numberOf(written);
      if (value === undefined) left.add(tag);
      else scalars.push({ tag, step, wallTime: mtimeMs / 1000, value });
    }
  }
  const notices = [
    `${fileName} has no times: all numbers have that of its last change`,
    ...(odd > 0 ? [`${odd} of its entries have no step, and are left out`] : []),
  ];
  const folder = path.basename(path.dirname(path.resolve(file)));
  const name = checkpoint.test(folder) ? path.basename(path.dirname(path.dirname(path.resolve(file)))) : folder;
  return { source: '.', name, scalars, left: [...left], notices, ...(seconds !== undefined && { seconds }) };
}

function readJson(file: string): unknown {
  try {
    return parsePythonJson(readLogText(file));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ImportFault(`${file} is no JSON, or breaks off; name the ${fileName} that a Trainer has written`);
  }
}

const unknownNumber = /^(NaN|-?Infinity)$/;

/** A number of an entry; undefined for text and all else. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'string' && unknownNumber.test(value)) return Number(value);
  return typeof value === 'number' ? value : undefined;
}

function historyOf(state: unknown, file: string): readonly Readonly<Record<string, unknown>>[] {
  const history = typeof state === 'object' && state !== null && 'log_history' in state ? state.log_history : undefined;
  if (!Array.isArray(history)) {
    throw new ImportFault(`${file} has no list log_history, which a Trainer writes; name its ${fileName}`);
  }
  return history.filter((entry): entry is Record<string, unknown> => typeof entry === 'object' && entry !== null);
}
