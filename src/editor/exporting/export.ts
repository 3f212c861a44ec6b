import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import { exportFormats, exportRun, exportRuns, exportSweep, type ExportFormat } from '../../run-report';
import type * as Sweep from '../../run-report/sweep';
import type { RunSummary } from '../../runs';
import { formatCountOf } from '../../wording';
import { workspaceOf } from '../../runs';

/** Export formats that only an open panel offers: it draws them. */
type PanelFormat = 'png';

/**
 * Asks for a format and a file, and writes the run there, or several runs as one page; `sweepWriter` is the file of the writer of
 * sweeps. Throws an error with the reason when it cannot be exported.
 */
export async function exportChosen([run, ...others]: readonly RunSummary[], sweepWriter: string): Promise<void> {
  if (run === undefined) return;
  const { folder, manifest } = run;
  if (others.length > 0) {
    const folders = [run, ...others].map((one) => one.folder);
    await saveExport(folder, 'html', await exportRuns(folders), folders.length);
    return;
  }
  const format = await chooseFormat([]);
  if (format === undefined || format === 'png') return;
  const isSweep = manifest?.kind === 'sweep';
  const text = isSweep ? await exportSweep(folder, format, loadWriter(sweepWriter)) : await exportRun(folder, format);
  await saveExport(folder, format, text);
}

/** Loads the writer of sweeps, which lies beside the extension's bundle. */
function loadWriter(bundle: string): typeof Sweep.writeSweep {
  return (createRequire(bundle)(bundle) as typeof Sweep).writeSweep;
}

/** Asks for a format; undefined when the pick is dismissed. */
export async function chooseFormat(more: readonly PanelFormat[]): Promise<ExportFormat | PanelFormat | undefined> {
  const choices = [
    ...Object.entries(exportFormats).map(([format, description]) => ({
      format: format as ExportFormat | PanelFormat,
      label: format.toUpperCase(),
      description,
    })),
    ...more.map((format) => ({ format, label: format.toUpperCase(), description: 'Curves as one PNG image' })),
  ];
  return (await vscode.window.showQuickPick(choices, { title: 'Export Run', placeHolder: 'Choose a format' }))?.format;
}

/** Asks for a file and writes it; offers to open it. `count`: runs in it, the first of which lies in `runFolder`. */
export async function saveExport(
  runFolder: string,
  extension: string,
  content: string | Uint8Array,
  count = 1,
): Promise<void> {
  const name = `${count === 1 ? path.basename(runFolder) : formatCountOf(count, 'run').replace(' ', '-')}.${extension}`;
  // Beside `.distillery`, where a person looks.
  const workspace = workspaceOf(runFolder);
  const defaultUri = vscode.Uri.file(path.join(workspace, name));
  const target = await vscode.window.showSaveDialog({ defaultUri, title: 'Export Run' });
  if (target === undefined) return;
  await writeFile(target.fsPath, content);
  const answer = await vscode.window.showInformationMessage(
    `${count === 1 ? 'The run was' : `${formatCountOf(count, 'run')} were`} exported to ${path.basename(target.fsPath)}.`,
    'Open',
  );
  if (answer !== 'Open') return;
  // A file on a remote machine cannot be opened by a local program, so the editor shows it.
  const isHere = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  if (isHere) await vscode.env.openExternal(target);
  else await vscode.commands.executeCommand('vscode.open', target);
}
