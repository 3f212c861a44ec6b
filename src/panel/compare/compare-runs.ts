import { compareRuns, formatMeasure, formatMeasureSize, repeatsAmong } from '../../comparison';
import type {
  ComparableRun,
  ComparedResult,
  Repeats as RepeatedRuns,
  RunComparison as Comparison,
} from '../../comparison';
import { formatContents, type RunSummary } from '../../runs';
import { capitalize, formatDifference, formatMeanCount, formatRunLabel, missing } from '../../wording';
import type { ComparedCell, ComparedRow, ComparedRun, Repeats, RunComparison } from '../messages';

const maxOthers = 200;

/**
 * Builds the message that compares runs with a baseline: the run whose id is `baseline`, or the first. `runs` has the
 * panel's run first; `all` holds all runs of the workspace, newest first.
 */
export function comparisonMessage(
  runs: readonly ComparableRun[],
  baseline: string,
  all: readonly RunSummary[],
): RunComparison {
  const base = runs.find(({ id }) => id === baseline) ?? runs[0];
  const comparison = compareRuns(runs);
  return {
    type: 'comparison',
    runs: runs.map(nameOf),
    baseline: base?.id ?? '',
    settings: [
      ...comparison.settings.map(({ path, values }) => plainRow(path, values.map(formatSetting))),
      ...comparison.inputs.map(({ input, values }) => plainRow(input, formatContents(values))),
    ],
    results: rowsOf(comparison, base === undefined ? 0 : runs.indexOf(base)),
    repeats: repeatsAmong(runs).map(describeRepeats),
    warnings: base === undefined ? [] : warningsOf(base, runs),
    others: all
      .filter(({ id, manifest }) => manifest !== undefined && !runs.some((run) => run.id === id))
      .slice(0, maxOthers)
      .map(nameOf),
  };
}

const plainRow = (label: string, texts: readonly string[]): ComparedRow => ({
  ...{ label, cells: texts.map((text) => ({ text, delta: '', tone: 'same' })) },
});

const nameOf = (run: RunSummary): ComparedRun => ({ id: run.id, name: formatRunLabel(run), status: run.status });
const formatSetting = (value: unknown): string => {
  if (value === undefined) return missing;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** Rows of results with their differences from the run at the index `base`. Error counts are those of the test split. */
function rowsOf({ results, splits }: Comparison, base: number): ComparedRow[] {
  const shown = results.filter(({ name }) => name !== 'errors');
  return shown.map((result) => {
    const { label, values, isOfSplit } = result;
    const cells = values.map((value, index) => {
      const isMatch = index !== base && (!isOfSplit || splits[index] === splits[base]);
      const cell = cellOf(result, value, isMatch ? values[base] : undefined);
      const isValidation = isOfSplit && splits[index] === 'validation' && value !== undefined;
      return isValidation ? { ...cell, text: `${cell.text} on validation` } : cell;
    });
    return { label, cells };
  });
}

function cellOf(result: ComparedResult, value: number | undefined, base: number | undefined): ComparedCell {
  const text = formatMeasure(result, value);
  if (value === undefined || base === undefined) return { text, delta: '', tone: 'same' };
  const difference = value - base;
  const gain = Math.sign(difference) * result.better;
  const delta = formatDifference(difference, (size) => formatMeasureSize(result, size, base));
  return { text, delta, tone: gain > 0 ? 'better' : gain < 0 ? 'worse' : 'same' };
}

function warningsOf(base: ComparableRun, runs: readonly ComparableRun[]): string[] {
  const others = runs.filter((run) => run !== base);
  return others.flatMap((run) => {
    const { warnings } = compareRuns([base, run]);
    return warnings.map((warning) => (others.length === 1 ? `${capitalize(warning)}.` : `${run.id}: ${warning}.`));
  });
}

function describeRepeats({ runs, mean, deviation }: RepeatedRuns): Repeats {
  const seeds = runs.map(({ manifest }) => manifest.config.seed).join(', ');
  const label = `${runs[0]?.name ?? ''}, seeds ${seeds}`;
  return {
    label,
    result: `${formatMeanCount(mean)} ± ${formatMeanCount(deviation)} test errors over ${runs.length} runs`,
  };
}
