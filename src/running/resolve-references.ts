import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { dataSets, linksOf, type FileInfo, type ParsedConfig, type References, type RunInfo } from '../config';
import { factsOfModelFile } from '../model-files';
import { findBaselines, readManifest, runsFolder, warnOfWeakTeacher, type RunSummary } from '../runs';
import { isInside } from '../paths';
import { hasStudent, listModelFiles, listStudents } from './names-on-disk';

/** A config file's place: its references are resolved from here. */
export interface ConfigPlace {
  /** The config, as an absolute path. */
  readonly file: string;
  /** The folder that keeps its runs, as an absolute path. */
  readonly workspace: string;
  /** Folders outside of the workspace that it may name files in. */
  readonly allowedFolders: readonly string[];
  /** The runs of the workspace, newest first. */
  readonly runs: readonly RunSummary[];
}

/** Looks at the model files and runs that a config names, and at the errors that runs with its teacher made. */
export async function resolveReferences(parsed: ParsedConfig, place: ConfigPlace): Promise<References> {
  const files = new Map<string, FileInfo>();
  const found = new Map<string, RunInfo>();
  await Promise.all(
    linksOf(parsed).map(async ({ target }) => {
      if (target.kind === 'file') files.set(target.path, await infoOfFile(place, target.path));
      else found.set(target.run, await infoOfRun(place.workspace, target.run));
    }),
  );
  const isAnyMissing = [...files.values(), ...found.values()].some(({ kind }) => kind === 'missing');
  const models = isAnyMissing ? await listModelFiles(path.dirname(place.file)) : [];
  const students = isAnyMissing ? listStudents(runsFolder(place.workspace)) : [];
  const weakTeacher = parsed.config && warnOfWeakTeacher(findBaselines(place.runs, parsed.config));
  return {
    file: (written) => files.get(written),
    run: (id) => found.get(id),
    names: (kind, owner) => {
      if (kind === 'run') return students;
      return owner === 'student' ? models.filter((name) => !/\.onnx$/i.test(name)) : models;
    },
    ...(weakTeacher === undefined ? {} : { weakTeacher }),
  };
}

/** Reads nothing outside of the workspace's folder and of the allowed ones, by a path or by a link. */
async function infoOfFile({ file, workspace, allowedFolders }: ConfigPlace, written: string): Promise<FileInfo> {
  const roots = [workspace, ...allowedFolders.map((one) => path.resolve(one))];
  const target = path.resolve(path.dirname(file), written);
  if (!roots.some((root) => isInside(root, target))) return { kind: 'outside' };
  try {
    const real = await realpath(target);
    const realRoots = await Promise.all(roots.map((root) => realpath(root).catch(() => root)));
    if (!realRoots.some((root) => isInside(root, real))) return { kind: 'outside' };
    return await factsOfModelFile(real, written);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
    return { kind: 'unusable', reason: `cannot be read (${code})`, advice: 'Look at its permissions.' };
  }
}

async function infoOfRun(workspace: string, id: string): Promise<RunInfo> {
  const folder = path.join(runsFolder(workspace), id);
  try {
    const { config } = await readManifest(folder);
    if (!hasStudent(folder)) return { kind: 'unfinished' };
    const { shape, classes } = dataSets[config.data.set];
    return { kind: 'there', input: shape, classes };
  } catch {
    return { kind: existsSync(folder) ? 'unfinished' : 'missing' };
  }
}
