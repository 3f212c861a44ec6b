import type { RunSummary } from '../runs';
import { formatStatus, missing } from '../wording';
import type { RunComparison } from './compare-runs';
import { formatMeasure } from './measures';

/**
 * Rows of a table of results, each a label and a cell for each run: status, split and measures. `runs` are those of the
 * comparison, in its order.
 */
export function resultRows(
  runs: readonly Pick<RunSummary, 'status'>[],
  { results, splits }: Pick<RunComparison, 'results' | 'splits'>,
): string[][] {
  // The split stands in a row of its own, so errors on the test split need no second row.
  const shown = results.filter(({ name }) => name !== 'testErrors');
  return [
    ['status', ...runs.map(({ status }) => formatStatus(status))],
    ['measured on', ...splits.map((split) => split ?? missing)],
    ...shown.map((result) => [result.label, ...result.values.map((value) => formatMeasure(result, value))]),
  ];
}
