import { MAX_CONFIG_BYTES } from '../../text/read-tree';
import type { Language } from '../../text/tree';
import { completeKey } from './complete-key';
import { completeSweepKey, completeSweepValue, isInSweep } from './complete-sweep';
import { completeValue, type OfferedName } from './complete-value';
import type { Completion } from './completion';
import { scanText, valueAt } from '../place/scan';
import type { Scan, ValueSpot } from '../place/cursor';

/** Kinds of names that only the disk knows. */
export type WantedNames =
  | 'student files'
  | 'teacher files'
  | 'answer files'
  | 'scripts'
  | 'callables'
  | 'runs'
  | 'classes'
  | 'source classes'
  | 'data folders'
  | 'data lists'
  | 'data columns'
  | 'data arrays';

/** A place where something can be completed, read once. */
export interface CompletionPlace {
  /** The names that may stand here; absent at most places, so that nobody looks for nothing. */
  readonly wanted?: WantedNames;
  /** The completions, with the wanted names, the best first. */
  complete(names?: readonly OfferedName[]): Completion[];
}

/** The place to complete at an offset, also in a half-typed document; undefined where nothing can be written. */
export function completionAt(text: string, language: Language, offset: number): CompletionPlace | undefined {
  if (text.length > MAX_CONFIG_BYTES || offset < 0 || offset > text.length) return undefined;
  const scan = scanText(text, language, offset);
  const { spot } = scan;
  if (!spot) return undefined;
  if (isInSweep(spot)) {
    if (spot.mode === 'key') return { complete: () => completeSweepKey(spot, scan, language) };
    return { complete: () => completeSweepValue(spot, scan, language) };
  }
  if (spot.mode === 'key') return { complete: () => completeKey(spot, scan, language) };
  const wanted = wantedNames(spot, scan);
  const complete = (names: readonly OfferedName[] = []): Completion[] => completeValue(spot, scan, language, names);
  return wanted === undefined ? { complete } : { wanted, complete };
}

/** The keys that are missing and allowed, or the values, that may stand at an offset; also in a half-typed document. */
export function completeConfig(text: string, language: Language, offset: number): Completion[] {
  return completionAt(text, language, offset)?.complete() ?? [];
}

/** Lists of classes that the data has in a run; `data.classes` takes those of its source. */
const classLists = new Set(['transfer.leaveOut', 'transfer.keep', 'evaluation.biasCorrection']);

/** Paths of data; those of its parts are lists where the data is one. */
const dataPaths = new Set(['data.path', 'data.validation', 'data.test']);
/** Settings that name columns of a table, or of a list of pictures. */
const columnSettings = new Set([
  ...['data.columns.label', 'data.columns.image', 'data.columns.path'],
  ...['data.columns.numbers.*', 'data.columns.texts.*', 'teacher.model.key', 'teachers.*.model.key'],
]);

function wantedNames({ path }: ValueSpot, scan: Scan): WantedNames | undefined {
  const list = path.slice(0, -1).join('.');
  if (list === 'data.classes') return 'source classes';
  if ((classLists.has(list) || /^(teacher|teachers\.\d+)\.classOrder$/.test(list)) && /^\d+$/.test(path.at(-1) ?? ''))
    return 'classes';
  const written = path.map((part) => (/^\d+$/.test(part) ? '*' : part)).join('.');
  if (written === 'data.list') return 'data lists';
  const isOfList = written !== 'data.path' && valueAt(scan, ['data'], 'list') !== undefined;
  if (dataPaths.has(written)) return isOfList ? 'data lists' : 'data folders';
  if (written === 'script.file') return 'scripts';
  if (/^(data|(student|teacher|teachers\.\*)\.model)\.python$/.test(written)) return 'callables';
  if (columnSettings.has(written)) return 'data columns';
  if (/^data\.keys\.\w+\.[xy]$/.test(written)) return 'data arrays';
  const ofModel = /^(teacher|teachers\.\*)\.model\.path(\.\*)?$/.test(written);
  const modelAt = path.slice(0, path.lastIndexOf('path'));
  if (ofModel && valueAt(scan, modelAt, 'preset') === 'answers') return 'answer files';
  const [holder, key] = path.slice(-2);
  if (holder !== 'model') return undefined;
  const preset = valueAt(scan, path.slice(0, -1), 'preset');
  if (key === 'run' && preset === 'run') return 'runs';
  if (key !== 'path' || preset !== 'file') return undefined;
  return path[0] === 'student' ? 'student files' : 'teacher files';
}
