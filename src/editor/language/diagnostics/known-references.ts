import * as vscode from 'vscode';
import type { References } from '../../../config';
import { resolveReferences } from '../../../running';
import type { RunSummary } from '../../../runs';
import { allowedFolders } from '../../settings';
import { lookUpFor } from '../../document/data-facts';
import { parseDocument } from '../../document/document';
import { factsChange } from '../../document/facts-change';

/** The references of each open config as they were last resolved, which happens off the path of typing. */
const known = new WeakMap<vscode.TextDocument, References>();

const nothing: References = { file: () => undefined, run: () => undefined, data: () => undefined, names: () => [] };

/** The references of a config as they were last resolved; nothing is known of them before. */
export function knownReferences(document: vscode.TextDocument): References {
  return known.get(document) ?? nothing;
}

/** Resolves the references of a config that is a file on disk in a folder of the workspace. */
export async function updateReferences(document: vscode.TextDocument, runs: readonly RunSummary[]): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(document.uri)?.uri;
  if (folder?.scheme !== 'file') return;
  const place = { file: document.uri.fsPath, workspace: folder.fsPath, allowedFolders: allowedFolders(), runs };
  const parsed = parseDocument(document);
  const { facts } = parsed;
  known.set(document, await resolveReferences(parsed, place));
  if (parsed.data !== undefined && lookUpFor(document)(parsed.data) !== facts) factsChange.fire(document);
}
