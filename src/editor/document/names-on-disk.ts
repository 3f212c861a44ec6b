import * as vscode from 'vscode';
import type { OfferedName, WantedNames } from '../../config';
import { runFiles, runsFolder, summarizeRun, type RunSummary } from '../../runs';
import { formatCountOf, formatPercent, formatStatus } from '../../wording';
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
    case 'data folders':
      return foldersIn(document);
    case 'classes':
      return classesOf(document);
    case 'runs':
      return runsIn(vscode.Uri.file(runsFolder(folder.uri.fsPath)));
  }
}

/** Paths go down from the config's folder, which every config can name. */
async function filesIn({ uri }: vscode.TextDocument, glob: string): Promise<OfferedName[]> {
  const base = vscode.Uri.joinPath(uri, '..');
  const pattern = new vscode.RelativePattern(base, glob);
  const found = await vscode.workspace.findFiles(pattern, '**/{node_modules,.distillery,.git}/**', maxNames);
  return found
    .map(({ path }) => path.slice(base.path.length + 1))
    .sort()
    .map((name) => ({ name }));
}

/** Folders with files of data, from the config's own. */
async function foldersIn(document: vscode.TextDocument): Promise<OfferedName[]> {
  const files = await filesIn(document, '**/*{-ubyte,-ubyte.gz}');
  const folders = new Set(files.map(({ name }) => name.split('/').slice(0, -1).join('/')));
  return [...folders].filter((name) => name !== '').map((name) => ({ name }));
}

/** Classes of the data as last seen: by name, or by label where that is all there is. */
function classesOf(document: vscode.TextDocument): OfferedName[] {
  const { facts } = parseDocument(document);
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
      vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, id, runFiles.student, 'model.json')).then(
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
