import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { maxCounted } from '../runs';
import { decodeScalars, type Scalar } from '../tensorboard';
import { formatCount, formatCountOf } from '../wording';
import { ImportFault, type ForeignLog, type LogFormat } from './foreign-log';

/** Event files of TensorBoard, which takes each folder of them for a run. */
export const tensorboard: LogFormat = {
  program: 'TensorBoard',
  word: 'tag',
  read(folder) {
    const sources = foldersOfEvents(folder);
    if (sources.length === 0) {
      throw new ImportFault(
        `${folder} has no event files of TensorBoard (events.out.tfevents.…), nor have its folders`,
      );
    }
    return sources.map((source) => readFolder(folder, source));
  },
};

const isEventFile = (name: string): boolean => /^events\.out\.tfevents\./.test(name);

/** Folders with event files, as paths from the given one. Links are not followed. */
function foldersOfEvents(folder: string): string[] {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isEventFile(entry.name))
    .map((entry) => path.relative(folder, entry.parentPath) || '.');
  return [...new Set(found)].sort();
}

/** Milliseconds since 1970 that are a date. */
const maxDate = 8.64e15;

/** Whether a scalar's step and time can be those of a training. */
const isPossible = ({ step, wallTime }: Scalar): boolean =>
  step >= 0 && step < maxCounted && wallTime >= 0 && 1000 * wallTime <= maxDate;

const maxFileBytes = 2 ** 31 - 1;

function readFolder(root: string, source: string): ForeignLog {
  const folder = path.join(root, source);
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
  const name = source === '.' ? path.basename(path.resolve(folder)) : source.split(path.sep).join('-');
  return { source, name, scalars, left: [], notices };
}
