import path from 'node:path';
import * as vscode from 'vscode';
import { endOfFile, refuseIntruders, runFiles, store, type RunSummary } from '../../runs';
import { formatRunLabel } from '../../wording';

const shownBytes = 1 << 20;

/** Opens the output of a run's trainer. Throws a sentence when there is none, or when the run folder holds links. */
export async function openLog(run: RunSummary): Promise<void> {
  const { folder } = run;
  refuseIntruders(folder);
  const file = path.join(folder, runFiles.output);
  if (!store.hasFile(file))
    throw new Error(`${formatRunLabel(run)} has no output yet: its trainer has printed nothing`);
  try {
    await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: true });
  } catch {
    // VS Code opens no file with NUL bytes as text; the end of it is shown with replacement characters.
    const content = endOfFile(folder, runFiles.output, shownBytes);
    const document = await vscode.workspace.openTextDocument({ language: 'log', content });
    await vscode.window.showTextDocument(document, { preview: true });
  }
}
