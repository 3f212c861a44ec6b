import { realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { dataSets, linksOf, type FileInfo, type RunInfo, type References } from '../../../config';
import { isInside } from '../../../paths';
import { findBaselines, readManifest, runFiles, runsFolder, warnOfWeakTeacher, type RunSummary } from '../../../runs';
import { factsOfModelFile } from '../../../model-files';
import { allowedFolders } from '../../running/settings';
import { parseDocument } from '../document/document';
import { namesFor } from '../document/names-on-disk';

/** The references of each open config, resolved off the path of typing. */
const resolved = new WeakMap<vscode.TextDocument, References>();

const nothing: References = { file: () => undefined, run: () => undefined, names: () => [] };

/** The references of a config as last resolved; none where they never were. */
export function referencesOf(document: vscode.TextDocument): References {
  return resolved.get(document) ?? nothing;
}

/** Looks up the files and runs that a config names, and earlier runs with its teacher. */
export async function resolveReferences(document: vscode.TextDocument, runs: readonly RunSummary[]): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(document.uri)?.uri;
  if (folder?.scheme !== 'file') return;
  const parsed = parseDocument(document);
  const files = new Map<string, FileInfo>();
  const found = new Map<string, RunInfo>();
  const links = linksOf(parsed);
  await Promise.all(
    links.map(async ({ target }) => {
      if (target.kind === 'file') files.set(target.path, await factsOfFile(document, folder, target.path));
      else found.set(target.run, await factsOfRun(folder, target.run));
    }),
  );
  const isLost = [...files.values(), ...found.values()].some(({ kind }) => kind === 'missing');
  const [students, teachers, ids] = isLost
    ? await Promise.all(
        (['student files', 'teacher files', 'runs'] as const).map((wanted) => namesFor(document, wanted)),
      )
    : [];
  const weakTeacher = parsed.config && warnOfWeakTeacher(findBaselines(runs, parsed.config));
  resolved.set(document, {
    file: (written) => files.get(written),
    run: (id) => found.get(id),
    names: (kind, owner) => {
      const names = kind === 'run' ? ids : owner === 'student' ? students : teachers;
      return (names ?? []).map(({ name }) => name);
    },
    ...(weakTeacher === undefined ? {} : { weakTeacher }),
  });
}

/** Nothing outside of the workspace's folder and of those that the user allows is opened, by its path or by a link. */
async function factsOfFile(document: vscode.TextDocument, folder: vscode.Uri, written: string): Promise<FileInfo> {
  const grounds = [folder.fsPath, ...allowedFolders().map((one) => path.resolve(one))];
  const file = path.resolve(path.dirname(document.uri.fsPath), written);
  if (!grounds.some((ground) => isInside(ground, file))) return { kind: 'outside' };
  try {
    const real = await realpath(file);
    const realGrounds = await Promise.all(grounds.map((ground) => realpath(ground).catch(() => ground)));
    if (!realGrounds.some((ground) => isInside(ground, real))) return { kind: 'outside' };
    return await factsOfModelFile(real, written);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
    return { kind: 'unusable', reason: `cannot be read (${code})`, advice: 'Look at its permissions.' };
  }
}

async function factsOfRun(folder: vscode.Uri, id: string): Promise<RunInfo> {
  const run = path.join(runsFolder(folder.fsPath), id);
  try {
    const { config } = await readManifest(run);
    await vscode.workspace.fs.stat(vscode.Uri.file(path.join(run, runFiles.student, 'model.json')));
    const { shape, classes } = dataSets[config.data.set];
    return { kind: 'there', input: shape, classes };
  } catch {
    const isThere = await vscode.workspace.fs.stat(vscode.Uri.file(run)).then(
      () => true,
      () => false,
    );
    return { kind: isThere ? 'unfinished' : 'missing' };
  }
}
