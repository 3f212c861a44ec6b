import { compareConfigs } from '../../config';
import { splitOf, type RunManifest, type RunSummary } from '../../runs';
import {
  formatCount,
  formatDifference,
  formatDuration,
  formatFixed,
  formatLoss,
  formatPercent,
  formatPoints,
  missing,
} from '../../wording';
import type { ComparedCell, ComparedRow, ComparedRun, Repeats, RunComparison } from '../messages';

type Known = RunSummary & { readonly manifest: RunManifest };

const mostOthers = 200;

/**
 * In what runs differ and what they reached, against the run of the id `baseline`, or the first. `runs` has the panel's run
 * first; `all` are those of the workspace, newest first.
 */
export function compareRuns(runs: readonly Known[], baseline: string, all: readonly RunSummary[]): RunComparison {
  const base = runs.find(({ id }) => id === baseline) ?? runs[0];
  const { differences } = compareConfigs(runs.map(({ manifest }) => manifest.config));
  const place = base === undefined ? 0 : runs.indexOf(base);
  return {
    type: 'comparison',
    runs: runs.map(nameOf),
    baseline: base?.id ?? '',
    settings: differences.map(({ path, values }) => ({
      label: path,
      cells: values.map((value) => ({ text: written(value), delta: '', tone: 'same' })),
    })),
    results: resultsOf(runs, place),
    repeats: repeatsOf(runs),
    warnings: base === undefined ? [] : warningsOf(base, runs),
    others: all
      .filter(({ id, manifest }) => manifest !== undefined && !runs.some((run) => run.id === id))
      .slice(0, mostOthers)
      .map(nameOf),
  };
}

const nameOf = ({ id, name, status }: RunSummary): ComparedRun => ({ id, name, status });
const written = (value: unknown): string => {
  if (value === undefined) return missing;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

interface Measure {
  readonly label: string;
  readonly of: (progress: RunSummary['progress']) => number | undefined;
  readonly format: (value: number) => string;
  /** The writing of a difference where it is another one: that of percentages is in points. */
  readonly formatSize?: (size: number) => string;
  /** 1 where more is better, −1 where less is, 0 where neither. */
  readonly better: 1 | -1 | 0;
  /** Of the last evaluation: until a run has finished that is one on the validation split, and no match for a test's. */
  readonly isOfSplit?: true;
}

const measures: readonly Measure[] = [
  {
    label: 'test errors',
    of: (progress) => (splitOf(progress) === 'test' ? progress.errors : undefined),
    format: formatCount,
    better: -1,
  },
  {
    label: 'accuracy',
    of: ({ accuracy }) => accuracy,
    format: formatPercent,
    formatSize: formatPoints,
    better: 1,
    isOfSplit: true,
  },
  {
    label: 'agreement',
    of: ({ agreement }) => agreement,
    format: formatPercent,
    formatSize: formatPoints,
    better: 1,
    isOfSplit: true,
  },
  {
    label: 'KL at T = 1',
    of: ({ evaluation }) => evaluation?.klAtOne,
    format: formatLoss,
    better: -1,
    isOfSplit: true,
  },
  {
    label: 'negative log-likelihood',
    of: ({ evaluation }) => evaluation?.crossEntropy,
    format: formatLoss,
    better: -1,
    isOfSplit: true,
  },
  {
    label: 'calibration error',
    of: ({ evaluation }) => evaluation?.calibrationError,
    format: formatPercent,
    formatSize: formatPoints,
    better: -1,
    isOfSplit: true,
  },
  { label: 'teacher’s test errors', of: ({ teacherErrors }) => teacherErrors, format: formatCount, better: 0 },
  { label: 'epoch kept', of: ({ bestEpoch }) => bestEpoch, format: formatCount, better: 0 },
  { label: 'time', of: ({ seconds }) => seconds, format: formatDuration, better: -1 },
];

function resultsOf(runs: readonly Known[], base: number): ComparedRow[] {
  const splits = runs.map(({ progress }) => splitOf(progress));
  return measures.flatMap((measure) => {
    const { label, of, isOfSplit = false } = measure;
    const values = runs.map(({ progress }) => of(progress));
    if (values.every((value) => value === undefined)) return [];
    const cells = values.map((value, place) => {
      const isMatch = place !== base && (!isOfSplit || splits[place] === splits[base]);
      const cell = cellOf(value, isMatch ? values[base] : undefined, measure);
      const isValidation = isOfSplit && splits[place] === 'validation' && value !== undefined;
      return isValidation ? { ...cell, text: `${cell.text} on validation` } : cell;
    });
    return [{ label, cells }];
  });
}

function cellOf(
  value: number | undefined,
  base: number | undefined,
  { format, formatSize = format, better }: Measure,
): ComparedCell {
  if (value === undefined) return { text: missing, delta: '', tone: 'same' };
  const text = format(value);
  if (base === undefined) return { text, delta: '', tone: 'same' };
  const difference = value - base;
  const gain = Math.sign(difference) * better;
  const delta = formatDifference(difference, formatSize);
  return { text, delta, tone: gain > 0 ? 'better' : gain < 0 ? 'worse' : 'same' };
}

function warningsOf(base: Known, runs: readonly Known[]): string[] {
  const others = runs.filter((run) => run !== base);
  return others.flatMap((run) => {
    const { warnings } = compareConfigs([base.manifest.config, run.manifest.config]);
    return warnings.map((warning) => (others.length === 1 ? `${capital(warning)}.` : `${run.id}: ${warning}.`));
  });
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Groups of finished runs whose configs are the same but for seeds: their mean and sample standard deviation. */
function repeatsOf(runs: readonly Known[]): Repeats[] {
  const groups = new Map<string, Known[]>();
  for (const run of runs) {
    if (run.status !== 'finished' || run.progress.errors === undefined) continue;
    const key = withoutSeeds(run.manifest.config);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()]
    .filter(({ length }) => length > 1)
    .map((group) => {
      const errors = group.map(({ progress }) => progress.errors ?? 0);
      const mean = errors.reduce((sum, value) => sum + value, 0) / errors.length;
      const spread = Math.sqrt(errors.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (errors.length - 1));
      const seeds = group.map(({ manifest }) => manifest.config.seed).join(', ');
      const label = `${group[0]?.name ?? ''}, seeds ${seeds}`;
      return {
        label,
        result: `${formatFixed(mean, 1)} ± ${formatFixed(spread, 1)} test errors over ${group.length} runs`,
      };
    });
}

function withoutSeeds(config: RunManifest['config']): string {
  return JSON.stringify({ ...config, name: '' }, (key, value: unknown) => (key === 'seed' ? undefined : value));
}
