import * as vscode from 'vscode';
import type { References } from '../../../config';
import { concernsData, dataPlacesOf, hasOtherData, resolveReferences, type ConfigPlace } from '../../../running';
import type { RunSummary } from '../../../runs';
import { allowedFolders } from '../../settings';
import { lookUpFor } from '../../document/data-facts';
import { parseDocument } from '../../document/document';
import { dataFactsChanged } from '../../document/data-facts-events';

/** The references of each open config as they were last resolved, which happens off the path of typing. */
const known = new WeakMap<vscode.TextDocument, References>();

/** Paths below which the data of each open config lies. */
const dataPlaces = new WeakMap<vscode.TextDocument, readonly string[]>();

const nothing: References = { file: () => undefined, run: () => undefined, data: () => undefined, names: () => [] };

/** The references of a config as they were last resolved; nothing is known of them before. */
export function knownReferences(document: vscode.TextDocument): References {
  return known.get(document) ?? nothing;
}

/** Whether a change of a file or folder may be one of a config's data. */
export function dataConcerns(document: vscode.TextDocument, changed: string): boolean {
  return concernsData(dataPlaces.get(document) ?? [], changed);
}

/** Looks at the data of a config; gives whether other facts, or another fault, are known since. */
export async function hasDataChanged(document: vscode.TextDocument): Promise<boolean> {
  const place = placeOf(document);
  const { data } = parseDocument(document);
  return place !== undefined && data !== undefined && hasOtherData(data, place);
}

/** The place of a config that is a file on disk in a folder of the workspace. */
function placeOf(document: vscode.TextDocument): Omit<ConfigPlace, 'runs'> | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(document.uri)?.uri;
  if (folder?.scheme !== 'file') return undefined;
  return { file: document.uri.fsPath, workspace: folder.fsPath, allowedFolders: allowedFolders() };
}

/** Resolves the references of a config that is a file on disk in a folder of the workspace. */
export async function updateReferences(document: vscode.TextDocument, runs: readonly RunSummary[]): Promise<void> {
  const place = placeOf(document);
  if (place === undefined) return;
  const parsed = parseDocument(document);
  const { facts } = parsed;
  dataPlaces.set(document, parsed.data === undefined ? [] : dataPlacesOf(parsed.data, document.uri.fsPath));
  known.set(document, await resolveReferences(parsed, { ...place, runs }));
  if (parsed.data !== undefined && lookUpFor(document)(parsed.data) !== facts) dataFactsChanged.fire(document);
}
