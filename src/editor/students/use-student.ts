import path from 'node:path';
import * as vscode from 'vscode';
import { runFiles, type RunSummary } from '../../runs';
import { formatWaysToUse, readStudent } from '../../students';
import { withSlashes } from '../../paths';

/**
 * Opens a page with programs in Python, for Node and for the browser that use a run's student. Throws a sentence when it has none.
 */
export async function showUse({ folder }: RunSummary): Promise<void> {
  const about = readStudent(folder);
  // Programs are begun in the workspace, and its name is nobody's business.
  const student = withSlashes(vscode.workspace.asRelativePath(path.join(folder, runFiles.student), false));
  const document = await vscode.workspace.openTextDocument({
    language: 'markdown',
    content: formatWaysToUse(about, student),
  });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
}
