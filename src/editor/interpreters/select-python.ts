import * as vscode from 'vscode';
import {
  describeInterpreter,
  describeOrigin,
  faultOfFacts,
  probeInterpreter,
  type InterpreterCandidate,
} from '../../interpreters';
import { findEditorPythons } from './find-python';

interface Item extends vscode.QuickPickItem {
  readonly path?: string;
}

const browse: Item = { label: '$(folder-opened) Browse…' };
const automatic: Item = { label: '$(discard) Choose by itself', detail: 'Empties the setting distillery.pythonPath' };

/**
 * Lets the person choose the Python of scripts and of training with PyTorch, with the version, PyTorch and devices of each, and
 * keeps it in the user's setting `distillery.pythonPath`. To be called in a trusted workspace: each is executed.
 */
export async function selectPython(): Promise<void> {
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? process.cwd();
  const items = listed(workspace);
  const title = 'Select Python';
  const placeHolder = 'For scripts, and for training with PyTorch';
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true });
  if (chosen === undefined) return;
  const file = chosen === browse ? await browseFor() : chosen.path;
  if (file === undefined && chosen !== automatic) return;
  const settings = vscode.workspace.getConfiguration('distillery');
  await settings.update('pythonPath', file, vscode.ConfigurationTarget.Global);
}

async function listed(workspace: string): Promise<Item[]> {
  const candidates = await findEditorPythons(workspace);
  // One after the other: each may import PyTorch, which fills memory.
  const items: Item[] = [];
  for (const candidate of candidates) items.push(await itemOf(candidate, workspace));
  return [...items, browse, automatic];
}

async function itemOf({ path, origin }: InterpreterCandidate, cwd: string): Promise<Item> {
  const probed = await probeInterpreter(path, { withDevices: true, cwd });
  if ('fault' in probed) return { path, label: `$(error) ${path}`, description: probed.fault, detail: from(origin) };
  const { facts } = probed;
  const isUnfit = faultOfFacts(facts, false) !== undefined;
  const icon = isUnfit
    ? 'error'
    : facts.torch === undefined || facts.torchFault !== undefined
      ? 'circle-outline'
      : 'pass';
  return { path, label: `$(${icon}) ${describeInterpreter(facts)}`, description: path, detail: from(origin) };
}

const from = (origin: InterpreterCandidate['origin']): string => `From ${describeOrigin(origin)}`;

async function browseFor(): Promise<string | undefined> {
  const found = await vscode.window.showOpenDialog({ title: 'Python', openLabel: 'Select Python' });
  return found?.[0]?.fsPath;
}
