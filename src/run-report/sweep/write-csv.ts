import { formatCsv } from '../../markup';
import { importanceOf } from '../../sweep-figures';
import type { SweepRecord } from './record';

/**
 * A sweep as comma-separated values, a row for each run: its settings, its seed and its results as bare numbers, and the measures of the
 * verdict's table with those of its control. From 30 runs on each row also has the importance of each setting for the goal, from 0 to 1: the same in all rows, so that the file is one table.
 */
export function sweepCsv({ table, measures }: SweepRecord): string {
  const { goal, settings, points } = table;
  const importance = importanceOf(table, 'goal') ?? [];
  const shares = settings.flatMap(({ path }, at) => {
    const found = importance.find(({ setting }) => setting === at);
    return found === undefined ? [] : [{ head: `importance of ${path}`, share: found.share }];
  });
  const columns = measures.flatMap(({ label, runs }) => {
    const own = { head: label, valueOf: (id: string) => runs[id]?.own };
    const control = { head: `${label} of the control`, valueOf: (id: string) => runs[id]?.control };
    const isKnown = Object.values(runs).some((values) => values.control !== undefined);
    return isKnown ? [own, control] : [own];
  });
  const head = [
    ...['run', 'point', 'stage', ...settings.map(({ path }) => path), 'seed', 'status'],
    ...[goal.label, 'test errors', 'test errors of the control', 'seconds'],
    ...[...columns.map(({ head: name }) => name), ...shares.map((one) => one.head)],
  ];
  const rows = points.flatMap(({ index, stage, values, runs }) =>
    runs.map((run) => [
      ...[run.id, index, stage],
      ...settings.map(({ values: all }, at) => {
        const value = all[values[at] ?? -1];
        return value?.number ?? value?.text;
      }),
      ...[run.seed, run.status, run.goal, run.errors, run.control, run.seconds],
      ...columns.map(({ valueOf }) => valueOf(run.id)),
      ...shares.map(({ share }) => share),
    ]),
  );
  return formatCsv([head, ...rows]);
}

/** A sweep as JSON: its table, the verdict and the config. */
export function sweepJson(record: SweepRecord): string {
  return `${JSON.stringify({ formatVersion: 1, ...record })}\n`;
}
