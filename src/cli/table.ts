import { objectiveOf } from '../config';
import type { RunSummary } from '../runs';

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

/** Rows of text as columns padded to the same width. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** All runs, a line each. */
export function formatList(runs: readonly RunSummary[]): string {
  if (runs.length === 0) return 'no runs yet';
  const rows = runs.map(({ id, status, progress }) => [
    id,
    status,
    `${progress.epoch.toFixed(1)}/${progress.epochs}`,
    progress.accuracy === undefined ? '' : percent(progress.accuracy),
    progress.temperature === undefined ? '' : progress.temperature.toFixed(2),
  ]);
  return formatTable([['run', 'status', 'epoch', 'accuracy', 'T'], ...rows]);
}

/** One run with everything that its files say. */
export function formatRun({ id, status, folder, progress, manifest }: RunSummary): string {
  const config = manifest?.config;
  const objective = config?.loss && objectiveOf(config);
  const { accuracy, errors, count, teacherErrors, agreement, bestEpoch, seconds, message, hint } = progress;
  const rows: [string, string | undefined][] = [
    ['run', id],
    ['status', status],
    ['objective', objective],
    ['engine', progress.engine],
    [
      'student',
      accuracy === undefined ? undefined : `${percent(accuracy)} right, ${errors ?? 0} errors of ${count ?? 0}`,
    ],
    ['teacher', teacherErrors === undefined ? undefined : `${teacherErrors} errors`],
    ['agreement', agreement === undefined ? undefined : `${percent(agreement)} of the choices are the teacher’s`],
    ['best epoch', bestEpoch?.toString()],
    ['seconds', seconds?.toFixed(1)],
    ['message', message],
    ['hint', hint],
    ['folder', folder],
  ];
  return formatTable(rows.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]])));
}

/** Bytes in the unit that suits them. */
export function formatBytes(bytes: number): string {
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
