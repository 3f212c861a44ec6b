import * as vscode from 'vscode';
import {
  describeAgainst,
  judgeLive,
  pinnedBaseline,
  runTree,
  withoutArchived,
  type RunSummary,
  type RunTree,
} from '../../runs';
import { describeProgress } from '../../panel';
import { formatAge, formatFacts, formatMarks, formatRunOfSweep, formatStatus, formatStatusDetail } from '../../wording';
import { isActive } from '../is-active';
import { statusIcon } from '../status-icon';

/** The runs that the view shows, as a tree. */
export const treeOf = (runs: readonly RunSummary[]): RunTree => runTree(withoutArchived(runs));

/** A run's row, its children and the sweep above it, if any. */
export interface TreePlace {
  readonly children: number;
  readonly above?: RunSummary;
}

/** Row of a run, as it stands among all runs. */
export function treeItemOf(
  run: RunSummary,
  { children, above }: TreePlace,
  runs: readonly RunSummary[],
): vscode.TreeItem {
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const label = above === undefined ? run.name : formatRunOfSweep(run.name, above.name);
  const item = new vscode.TreeItem(label, children > 0 ? Collapsed : None);
  item.id = run.folder;
  item.iconPath = statusIcon(run.status);
  // The icons of running and finished runs suffice; the rarer statuses are written out.
  const status = run.status === 'running' || run.status === 'finished' ? '' : formatStatus(run.status);
  const against = describeAgainst(run, pinnedBaseline(runs, run));
  const judged = judgeLive(run, pinnedBaseline(runs, run))?.words;
  const standing = [status, formatStatusDetail(run), describeProgress(run), against, judged];
  const marks = formatMarks(run.marks);
  const words = formatFacts([run.difference, marks, ...standing]);
  const age = isActive(run) || run.createdAt === 0 ? '' : formatAge(run.createdAt, Date.now());
  item.description = formatFacts([words, age]);
  item.contextValue = `run.${run.status}${run.isAtWork === true ? '.atWork' : ''}`;
  item.accessibilityInformation = { label: `${run.name}, ${formatStatus(run.status)}, ${words}` };
  item.command = { command: 'distillery.previewRun', title: 'Open Run Panel', arguments: [run] };
  return item;
}
