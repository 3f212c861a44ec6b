import path from 'node:path';
import * as vscode from 'vscode';
import { endOfFile, refuseIntruders, runFiles, store, type RunSummary } from '../../runs';

const shownBytes = 1 << 20;

/** Shows what a run's trainer printed. Throws a sentence when it has printed nothing, or when its folder holds links. */
export async function openLog({ folder, name }: RunSummary): Promise<void> {
  refuseIntruders(folder);
  const file = path.join(folder, runFiles.output);
  if (!store.hasFile(file)) throw new Error(`${name} has no output yet: its trainer has printed nothing`);
  try {
    await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: true });
  } catch {
    // The editor takes a file with zero bytes in it for no text; its end is shown with replacement characters.
    const content = endOfFile(folder, runFiles.output, shownBytes);
    const document = await vscode.workspace.openTextDocument({ language: 'log', content });
    await vscode.window.showTextDocument(document, { preview: true });
  }
}
