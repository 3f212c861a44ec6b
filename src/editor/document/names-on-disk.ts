import path from 'node:path';
import * as vscode from 'vscode';
import type { OfferedName, WantedNames } from '../../config';
import type { DataFacts } from '../../data-sources';
import { runFiles, runsFolder, type RunSummary, studentFiles, summarizeRun } from '../../runs';
import { formatCountOf, formatPercent, formatStatus } from '../../wording';
import { dataNames, readPythonNames } from '../../running';
import { allowedFolders } from '../settings';
import { lookUpFor } from './data-facts';
import { parseDocument } from './document';

/** Nobody reads a longer list, and a large workspace must not make completion wait. */
const maxNames = 200;
const maxDescribed = 20;

/** The names on disk that a value may have: model files as paths from the config's folder, or ids of runs, newest first. */
export async function namesFor(document: vscode.TextDocument, wanted: WantedNames): Promise<OfferedName[]> {
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  if (folder === undefined) return [];
  switch (wanted) {
    case 'student files':
      return filesIn(document, '**/model.json');
    case 'teacher files':
      return filesIn(document, '**/{model.json,*.onnx}');
    case 'answer files':
      return filesIn(document, '**/*.{npy,npz,csv,tsv,parquet}');
    case 'scripts':
      return filesIn(document, '**/*.py', ',.venv,venv,__pycache__');
    case 'callables':
      return callablesIn(document);
    case 'data folders':
      return dataIn(document);
    case 'data lists':
      return filesIn(document, '**/*.{csv,tsv}');
    case 'data columns':
    case 'data arrays':
      return [...(await dataNames(writtenData(document), placeOf(document, folder)))];
    case 'classes':
      return classesOf(parseDocument(document).facts);
    case 'source classes': {
      const { data } = parseDocument(document);
      return classesOf(data && lookUpFor(document)({ ...data, classes: undefined }));
    }
    case 'runs':
      return runsIn(vscode.Uri.file(runsFolder(folder.uri.fsPath)));
  }
}

/** Paths go down from the config's folder, which every config can name. */
async function filesIn(
  { uri }: vscode.TextDocument,
  glob: string,
  without = '',
  max = maxNames,
): Promise<OfferedName[]> {
  const base = vscode.Uri.joinPath(uri, '..');
  const pattern = new vscode.RelativePattern(base, glob);
  const found = await vscode.workspace.findFiles(pattern, `**/{node_modules,.distillery,.git${without}}/**`, max);
  return found
    .map(({ path }) => path.slice(base.path.length + 1))
    .sort()
    .map((name) => ({ name }));
}

/** Functions and classes of the Python files, by their text. */
async function callablesIn(document: vscode.TextDocument): Promise<OfferedName[]> {
  const files = await filesIn(document, '**/*.py', ',.venv,venv,__pycache__');
  const folder = path.dirname(document.uri.fsPath);
  const names = await Promise.all(
    files.map(async ({ name }) => {
      const found = await readPythonNames(path.join(folder, name)).catch(() => undefined);
      const offered = found?.callables.filter((callable) => !callable.startsWith('_')) ?? [];
      return offered.map((callable) => ({ name: `${name}:${callable}` }));
    }),
  );
  return names.flat().slice(0, maxNames);
}

/** Files that data of a format is in, by a glob; of others their folders are named. */
const filesOfFormats: Readonly<Record<string, { readonly glob: string; readonly isNamed: RegExp }>> = {
  idx: { glob: '**/*{-ubyte,-ubyte.gz}', isNamed: /^$/ },
  arrays: { glob: '**/*.{npz,npy}', isNamed: /\.npz$/i },
  table: { glob: '**/*.{csv,tsv,parquet}', isNamed: /./ },
  parquet: { glob: '**/*.parquet', isNamed: /./ },
  cifar: { glob: '**/{data_batch_1,data_batch_1.bin,train,train.bin}', isNamed: /^$/ },
  images: { glob: '**/*.{jpg,jpeg,png,webp,bmp,gif}', isNamed: /^$/ },
};

/** Files and folders of data from the config's own, for the format that is written. */
async function dataIn(document: vscode.TextDocument): Promise<OfferedName[]> {
  const { format } = writtenData(document);
  const kinds = Object.entries(filesOfFormats).filter(([name]) => name === format || !(format in filesOfFormats));
  const found = await Promise.all(
    kinds.map(async ([name, { glob, isNamed }]) => {
      const files = await filesIn(document, glob, '', name === 'images' ? maxPictures : maxNames);
      return files.map(({ name: file }) => (isNamed.test(file) ? file : folderOf(file, name === 'images')));
    }),
  );
  const names = [...new Set(found.flat())].filter((name) => name !== '');
  return names.slice(0, maxNames).map((name) => ({ name }));
}

/** Folders of a few hundred pictures each must not hide others. */
const maxPictures = 20_000;

/** The folder that data in a file is named by, empty where there is none; pictures lie in one for each class, which may be below one for each split. */
function folderOf(file: string, isPicture: boolean): string {
  const folders = file.split('/').slice(0, isPicture ? -2 : -1);
  if (isPicture && !file.includes('/')) return '';
  const isSplit = isPicture && /^(train|training|val|valid|validation|test|testing)$/i.test(folders.at(-1) ?? '');
  return folders.slice(0, isSplit ? -1 : undefined).join('/') || '.';
}

/** Settings of the data that say where its names lie, as they are written, also in a document that cannot be used yet. */
function writtenData(document: vscode.TextDocument): { readonly format: string; readonly path: string } {
  const { value } = parseDocument(document);
  const data: unknown = typeof value === 'object' && value !== null && 'data' in value ? value.data : undefined;
  const settingOf = (key: string): unknown =>
    typeof data === 'object' && data !== null ? Reflect.get(data, key) : undefined;
  const textOf = (key: string): string => {
    const found = settingOf(key);
    return typeof found === 'string' ? found : '';
  };
  const [list, header] = [textOf('list'), settingOf('header')];
  return {
    ...{ format: textOf('format'), path: textOf('path') },
    ...(list !== '' && { list }),
    ...(typeof header === 'boolean' && { header }),
  };
}

function placeOf({ uri }: vscode.TextDocument, folder: vscode.WorkspaceFolder): Parameters<typeof dataNames>[1] {
  return { file: uri.fsPath, workspace: folder.uri.fsPath, allowedFolders: allowedFolders() };
}

/** Classes of the data as last seen: by name, or by label where that is all there is. */
function classesOf(facts: DataFacts | undefined): OfferedName[] {
  const counts = facts?.splits.train.classCounts;
  return (facts?.classes ?? []).slice(0, maxNames).map(({ name, label }, index) => {
    const count = counts?.[index];
    return {
      ...{ name, ...(name === String(label) ? { value: label } : {}) },
      ...(count === undefined ? {} : { detail: formatCountOf(count, 'training example') }),
    };
  });
}

/** Runs whose student is there: one that failed early has none. */
async function runsIn(folder: vscode.Uri): Promise<OfferedName[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder).then(
    (all) => all,
    () => [],
  );
  const ids = entries.flatMap(([name, type]) => (type === vscode.FileType.Directory ? [name] : [])).sort();
  const newest = ids.reverse().slice(0, maxNames);
  const isThere = await Promise.all(
    newest.map((id) =>
      vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, id, runFiles.student, studentFiles.layersModel)).then(
        () => true,
        () => false,
      ),
    ),
  );
  const there = newest.filter((_, index) => isThere[index]);
  // Reading a log takes a while; nobody chooses among more by what they reached.
  const summaries = await Promise.all(
    there.slice(0, maxDescribed).map((id) => summarizeRun(vscode.Uri.joinPath(folder, id).fsPath)),
  );
  return there.map((name, index) => ({ name, ...detailOf(summaries[index]) }));
}

function detailOf(run: RunSummary | undefined): { detail?: string } {
  if (run === undefined || run.status === 'broken') return {};
  const { accuracy, errors } = run.progress;
  const reached = accuracy === undefined ? formatStatus(run.status) : formatPercent(accuracy);
  return { detail: `${run.name}, ${reached}${errors === undefined ? '' : `, ${formatCountOf(errors, 'error')}`}` };
}
