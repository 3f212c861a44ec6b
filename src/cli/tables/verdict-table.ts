import { verdictRows, type Verdict } from '../../comparison';
import { formatNumber, missing } from '../../wording';
import { formatTable } from './table';

/** The results of a verdict over all pairs, a row each; the first one decides. */
export function formatResults(verdict: Verdict): string {
  const rows = verdictRows(verdict).map((row, at) => {
    const { signFlip } = verdict.measures[at]?.judged ?? {};
    const isEstimated = row.p !== missing && signFlip !== undefined;
    return [
      ...[row.label, row.teacher, row.control, row.distilled, row.difference, row.interval],
      ...[row.p, isEstimated ? formatNumber(signFlip, 2) : missing, row.better],
    ];
  });
  const heads = ['teacher', 'control', 'distilled', 'difference', '95 % interval', 'p', 'sign-flip p', 'better'];
  return [
    formatTable([['', ...heads], ...rows]),
    ...(verdict.unread === undefined ? [] : [`stored answers could not be read: ${verdict.unread}`]),
  ].join('\n');
}
