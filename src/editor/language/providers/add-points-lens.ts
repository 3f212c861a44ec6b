import type * as vscode from 'vscode';
import { findAddition, type ResolvedConfig } from '../../../config';
import { readSweepChanges, type RunSummary } from '../../../runs';
import { formatCountOf, formatRunLabel } from '../../../wording';

/** Titles as the documents' texts last said: while a config is half-typed its lens stays. */
const titles = new WeakMap<vscode.TextDocument, string>();

/**
 * The lens of a config that has more points than the sweep which was begun from it last; undefined where nothing can join.
 * @param config of the document; undefined while it is half-typed
 */
export function addPointsLens(
  document: vscode.TextDocument,
  config: ResolvedConfig | undefined,
  last: RunSummary,
): vscode.Command | undefined {
  const { manifest, folder } = last;
  if (manifest?.kind !== 'sweep' || last.status === 'broken') return undefined;
  if (config !== undefined) titles.set(document, titleOf(manifest.config, config, folder));
  const title = titles.get(document) ?? '';
  if (title === '') return undefined;
  const tooltip = `Let them join ${formatRunLabel(last)}, whose runs stay`;
  return { title, tooltip, command: 'distillery.addPoints', arguments: [{ folder }] };
}

/** Points that can join, or runs where these are of points that are there; empty without any. */
function titleOf(own: ResolvedConfig, edited: ResolvedConfig, folder: string): string {
  try {
    const found = findAddition(own, readSweepChanges(folder).changes, edited);
    if (typeof found === 'string' || found.runs <= 0) return '';
    const runs = formatCountOf(found.runs, 'run');
    return `$(add) Add ${found.points > 0 ? `${formatCountOf(found.points, 'point')} · ${runs}` : runs}`;
  } catch {
    // Starting the sweep anew says what is wrong with a change or a setting.
    return '';
  }
}
