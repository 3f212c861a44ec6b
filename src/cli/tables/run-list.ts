import { flattenTree, type RunSummary } from '../../runs';
import {
  formatCount,
  formatCountOf,
  formatFixed,
  formatMarks,
  formatPercent,
  formatRunLabel,
  formatStatusInFull,
  formatTemperature,
} from '../../wording';
import { formatTable } from './table';

/** All runs, a line each. */
export function formatList(runs: readonly RunSummary[]): string {
  if (runs.length === 0) return 'no runs yet';
  const tree = flattenTree(runs);
  const hasLabels = tree.some(({ run }) => labelOf(run) !== '' || run.marks !== undefined);
  const rows = tree.map(({ run: { progress, ...run }, depth }) => [
    `${'  '.repeat(depth)}${run.id}`,
    `${formatStatusInFull(run)}${progress.started?.name.startsWith('imported') === true ? ', imported' : ''}`,
    progress.sweep === undefined
      ? `${formatFixed(progress.epoch, 1)}${progress.epochs > 0 ? `/${progress.epochs}` : ''}`
      : `${formatCount(progress.sweep.done)}/${formatCountOf(progress.sweep.total, 'run')}`,
    progress.accuracy === undefined ? '' : formatPercent(progress.accuracy),
    progress.temperature === undefined ? '' : formatTemperature(progress.temperature),
    ...(hasLabels ? [labelOf(run), formatMarks(run.marks)] : []),
  ]);
  const labels = hasLabels ? ['differs by', 'marks'] : [];
  return formatTable([['run', 'status', 'epoch', 'accuracy', 'T', ...labels], ...rows]);
}

/** The part of a run's label that its id does not have: a name that was given, and the words that tell it from its siblings. */
function labelOf({ name, difference, manifest }: Pick<RunSummary, 'name' | 'difference' | 'manifest'>): string {
  const isNamed = manifest !== undefined && name !== manifest.name;
  return isNamed ? formatRunLabel({ name, ...(difference !== undefined && { difference }) }) : (difference ?? '');
}
