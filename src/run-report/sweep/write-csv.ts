import { formatCsv } from '../../markup';
import type { SweepRecord } from './record';

/** A sweep as comma-separated values, a row for each run: its settings, its seed and its results as bare numbers. */
export function sweepCsv({ table }: SweepRecord): string {
  const { goal, settings, points } = table;
  const head = [
    ...['run', 'point', 'stage', ...settings.map(({ path }) => path), 'seed', 'status'],
    ...[goal.label, 'test errors', 'test errors of the control', 'seconds'],
  ];
  const rows = points.flatMap(({ index, stage, values, runs }) =>
    runs.map((run) => [
      ...[run.id, index, stage],
      ...settings.map(({ values: all }, at) => {
        const value = all[values[at] ?? -1];
        return value?.number ?? value?.text;
      }),
      ...[run.seed, run.status, run.goal, run.errors, run.control, run.seconds],
    ]),
  );
  return formatCsv([head, ...rows]);
}

/** A sweep as JSON: its table, the verdict and the config. */
export function sweepJson(record: SweepRecord): string {
  return `${JSON.stringify({ formatVersion: 1, ...record })}\n`;
}
