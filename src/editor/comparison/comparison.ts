import path from 'node:path';
import * as vscode from 'vscode';
import type { RunSummary } from '../../runs';
import type { RunStore } from '../run-store';

const scheme = 'distillery-comparison';

/** Provides the Markdown page of a comparison; the query of its address names the run folders. */
export function registerComparisonPage(store: RunStore): vscode.Disposable {
  const provideTextDocumentContent = async ({ query }: vscode.Uri): Promise<string> => {
    const folders = foldersIn(query);
    await store.refresh();
    const runs = folders.flatMap((folder) => store.runs.find((run) => run.folder === folder) ?? []);
    const [{ compareRuns, isComparable }, { describeBroken, describeComparison }] = await Promise.all([
      import('../../comparison'),
      import('../../panel/compare/describe'),
    ]);
    const comparable = runs.filter(isComparable);
    if (comparable.length < 2 || comparable.length < folders.length) {
      return describeBroken(runs.find((run) => !isComparable(run)));
    }
    return describeComparison(comparable, compareRuns(comparable));
  };
  return vscode.workspace.registerTextDocumentContentProvider(scheme, { provideTextDocumentContent });
}

/** Opens the comparison of runs as a Markdown preview beside the editor. */
export async function openComparison(runs: readonly RunSummary[]): Promise<void> {
  const name = runs.map(({ id }) => id).join(' and ');
  const query = JSON.stringify(runs.map(({ folder }) => folder));
  const page = vscode.Uri.from({ scheme, path: `/${path.basename(name)}.md`, query });
  await vscode.commands.executeCommand('markdown.showPreviewToSide', page);
}

function foldersIn(query: string): string[] {
  try {
    const folders: unknown = JSON.parse(query);
    return Array.isArray(folders) ? folders.filter((folder) => typeof folder === 'string') : [];
  } catch {
    return [];
  }
}
