import { isDeepStrictEqual } from 'node:util';
import { decodeNpy, type NumberArray } from '../folder/npy';
import { dataInPresentWords } from '../folder/older-words';
import { store } from '../store/store';
import { makeCheck } from '../protocol/shape';
import type { RunInputs } from '../protocol/schemas/inputs';
import { ForeignTeacher, TeacherEntry, teacherFiles, teachersFolder } from './teacher-entry';

/** Settings and contents that a kept teacher was made of, stored beside it so that its logits are found without reading the data. */
export interface AboutTeacher extends TeacherSettings {
  /** Stamp of the data's files; absent in entries of version 0.1. */
  readonly dataStamp?: string;
  /** The files that it was read from, and their contents. */
  readonly files?: NonNullable<RunInputs['student']>['files'];
}

/** Settings of a teacher and of its data. */
export interface TeacherSettings {
  readonly source: unknown;
  readonly data: unknown;
}

/**
 * A kept teacher's logits over the training data, [examples, classes]; undefined where the user has none by these settings in
 * this cache for which `isPresent`, as one that was made of an earlier content of a file. Throws an error that names a file
 * that cannot be read.
 */
export async function findTeacherLogits(
  cache: string,
  wanted: TeacherSettings,
  isPresent: (about: AboutTeacher) => Promise<boolean>,
): Promise<NumberArray | undefined> {
  const plain: unknown = JSON.parse(JSON.stringify(wanted));
  for (const { name } of store.list(teachersFolder(cache))) {
    const entry = new TeacherEntry(cache, name);
    const about = await ownFile(entry, teacherFiles.about);
    if (about === undefined) continue;
    const kept = aboutOf(about.toString('utf8'));
    if (kept === undefined) continue;
    const settings = { source: kept.source, data: dataInPresentWords(kept.data) };
    if (!isDeepStrictEqual(settings, plain) || !(await isPresent(kept))) continue;
    const logits = await ownFile(entry, teacherFiles.logits.train);
    if (logits !== undefined) return decodeLogits(logits);
  }
  return undefined;
}

const whyNoAbout = makeCheck({ 'dataStamp?': 'string', 'files?': ['list', { path: 'string', sha256: 'string' }] });

/** The facts of a kept teacher; undefined where an earlier version, or damage, has others: it is made again when it is needed. */
function aboutOf(text: string): AboutTeacher | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return whyNoAbout(value) === undefined ? (value as AboutTeacher) : undefined;
  } catch {
    return undefined;
  }
}

function decodeLogits(bytes: Uint8Array): NumberArray {
  const name = teacherFiles.logits.train;
  const logits = decodeNpy(bytes, name);
  if (logits.shape.length === 2 && logits.shape.every((length) => length > 0)) return logits;
  throw new Error(`${name} has the shape ${logits.shape.join('×')}, which is not that of logits: examples × classes`);
}

async function ownFile(entry: TeacherEntry, name: string): Promise<Buffer | undefined> {
  try {
    return await entry.read(name);
  } catch (error) {
    if (error instanceof ForeignTeacher) return undefined;
    throw error;
  }
}
