import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { linksOf, type FileInfo, type ParsedConfig, type References, type RunInfo } from '../../config';
import { DataFault, describeAnswers, statFile } from '../../data-sources';
import { factsOfModelFile } from '../../model-files';
import { readManifest, runFiles, runsFolder, type RunSummary, studentFiles } from '../../runs';
import { findData, knownFinding } from './data-findings';
import { lookUpPythonData } from '../recorded-inputs/python-data';
import { findMisreadTeachers } from '../recorded-inputs/misread-teachers';
import { hasForeignStudent, hasStudent, listModelFiles, listScripts, listStudents } from './names-on-disk';
import { findWeakTeacher } from '../recorded-inputs/present-content';
import { readPythonNames } from './python-names';
import { resolveWritten, type WrittenPlace } from '../resolve-written';
import { capitalize } from '../../wording';

/** A config file's place: its references are resolved from here. */
export interface ConfigPlace extends WrittenPlace {
  /** The runs of the workspace, newest first. */
  readonly runs: readonly RunSummary[];
}

/** Looks at the data, model files and runs that a config names, and at the errors that runs with its teacher made. */
export async function resolveReferences(parsed: ParsedConfig, place: ConfigPlace): Promise<References> {
  const files = new Map<string, FileInfo>();
  const found = new Map<string, RunInfo>();
  if (parsed.data !== undefined) {
    await findData(parsed.data, place);
    await lookUpPythonData(parsed.data, place);
  }
  await Promise.all(
    linksOf(parsed).map(async ({ target }) => {
      if (target.kind === 'file') files.set(keyOf(target.path, target.outputName), await infoOfFile(place, target));
      else if (target.kind !== 'run') {
        files.set(keyOf(target.path), await infoOfScript(place, target.path, target.kind === 'python'));
      } else found.set(target.run, await infoOfRun(place.workspace, target.run));
    }),
  );
  const isAnyMissing = [...files.values(), ...found.values()].some(({ kind }) => kind === 'missing');
  const scripts = isAnyMissing ? await listScripts(path.dirname(place.file)) : [];
  const models = isAnyMissing ? await listModelFiles(path.dirname(place.file)) : [];
  const students = isAnyMissing ? listStudents(runsFolder(place.workspace)) : [];
  const finding = parsed.data && knownFinding(parsed.data, place.file);
  const dataStamp = finding?.kind === 'facts' ? finding.facts.identity : undefined;
  const weakTeacher = parsed.config && (await findWeakTeacher(parsed.config, dataStamp, place));
  const misreadTeachers = parsed.config && (await findMisreadTeachers(parsed.config, dataStamp, place));
  return {
    file: (written, outputName) => files.get(keyOf(written, outputName)),
    run: (id) => found.get(id),
    data: (options) => knownFinding(options, place.file),
    names: (kind, owner) => {
      if (kind === 'run') return students;
      if (kind === 'script') return scripts;
      return owner === 'student' ? models.filter((name) => !/\.onnx$/i.test(name)) : models;
    },
    ...(weakTeacher === undefined ? {} : { weakTeacher }),
    ...(misreadTeachers !== undefined && misreadTeachers.length > 0 && { misreadTeachers }),
  };
}

const keyOf = (written: string, outputName = ''): string => JSON.stringify([written, outputName]);

/** Reads nothing outside of the workspace's folder and of the allowed ones, by a path or by a link. */
async function infoOfFile(
  place: ConfigPlace,
  { path: written, outputName }: { readonly path: string; readonly outputName?: string },
): Promise<FileInfo> {
  try {
    const found = await resolveWritten(written, place);
    if (found.kind !== 'there') return { kind: found.kind };
    return isAnswers(written)
      ? await infoOfAnswers(found.path)
      : await factsOfModelFile(found.path, written, { outputName });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
    return { kind: 'unusable', reason: `cannot be read (${code})`, advice: 'Look at its permissions.' };
  }
}

/** Looks at a script, reading no more than the names that it gives, and for a module of our package's name beside it. */
async function infoOfScript(place: ConfigPlace, written: string, hasCallable: boolean): Promise<FileInfo> {
  try {
    const found = await resolveWritten(written, place);
    if (found.kind !== 'there') return { kind: found.kind };
    const status = await stat(found.path);
    if (!status.isFile()) return { kind: 'folder' };
    if (status.size === 0) return { kind: 'empty' };
    // Python takes the real folder of a script that is a link.
    const folder = path.dirname(found.path);
    const shadow = ['distillery.py', 'distillery/__init__.py'].find((name) => existsSync(path.join(folder, name)));
    const { callables, all } = (hasCallable ? await readPythonNames(found.path) : undefined) ?? {};
    return {
      kind: 'script',
      ...(shadow !== undefined && { shadow }),
      ...(callables !== undefined && { callables }),
      ...(all !== undefined && { names: all }),
    };
  } catch {
    return { kind: 'missing' };
  }
}

const isAnswers = (written: string): boolean => /\.(np[yz]|[ct]sv|parquet)$/i.test(written);

/** Rows and columns of a file of answers. */
async function infoOfAnswers(file: string): Promise<FileInfo> {
  try {
    const found = await describeAnswers(await statFile('answers', file));
    return { kind: 'answers', ...found };
  } catch (error) {
    if (!(error instanceof DataFault)) throw error;
    const reason = `cannot be read: ${error.message.replace(file, 'it')}`;
    return { kind: 'unusable', reason, advice: `${capitalize(error.hint)}.` };
  }
}

async function infoOfRun(workspace: string, id: string): Promise<RunInfo> {
  const folder = path.join(runsFolder(workspace), id);
  try {
    await readManifest(folder);
    if (!hasStudent(folder)) return { kind: hasForeignStudent(folder) ? 'foreign' : 'unfinished' };
    // Its own declarations: the data that the run's config names may be others by now.
    const info = await factsOfModelFile(path.join(folder, runFiles.studentModel), studentFiles.layersModel);
    if (info.kind !== 'network') return { kind: 'there' };
    const { input, classes, whyUnfit } = info;
    const isWhole = input?.every((length) => length !== undefined) === true;
    return {
      kind: 'there',
      ...(isWhole && { input }),
      ...(classes !== undefined && { classes }),
      ...(whyUnfit !== undefined && { whyUnfit }),
    };
  } catch {
    return { kind: existsSync(folder) ? 'unfinished' : 'missing' };
  }
}
