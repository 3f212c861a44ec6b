import { formatGain, formatInterval, formatVerdict, type JudgedPoint, type SweepVerdict } from '../../comparison';
import { formatCount, formatFixed, formatNumber, missing } from '../../wording';
import { formatTable } from './table';
import { formatResults } from './verdict-table';

/** The points of a sweep, a row each, and the verdict where fresh seeds gave one. */
export function formatSweep({ points, verdict }: SweepVerdict): string {
  const head = ['point', 'runs', 'test errors', 'mean gain', '95 % interval', 'p', 'better', ''];
  const rows = points.map((point) => [
    point.stage === 'verdict' ? `${point.label} (fresh seeds)` : point.label,
    ...cellsOf(point),
  ]);
  const hasPairs = points.some(({ pairs }) => pairs.length > 0);
  return [
    formatTable([head, ...rows]),
    '',
    ...(verdict === undefined ? [withoutVerdict(hasPairs)] : [formatVerdict(verdict), '', formatResults(verdict)]),
  ].join('\n');
}

function cellsOf({ runs, unfinished, meanErrors, deviation, pairs, judged }: JudgedPoint): string[] {
  const count =
    unfinished === 0
      ? formatCount(runs.length)
      : `${formatCount(runs.length)} of ${formatCount(runs.length + unfinished)}`;
  const spread = deviation === undefined ? '' : ` ± ${formatFixed(deviation, 1)}`;
  const errors = meanErrors === undefined ? missing : `${formatFixed(meanErrors, 1)}${spread}`;
  const test = judged?.test;
  return [
    ...[count, errors, test === undefined ? missing : formatGain(test.mean)],
    test === undefined ? missing : formatInterval(test, formatGain),
    test === undefined ? missing : formatNumber(judged?.p ?? 1, 2),
    judged === undefined ? missing : `${judged.wins} of ${pairs.length}`,
    judged === undefined ? '' : words[judged.judgement],
  ];
}

const words = { helps: 'helps', hurts: 'hurts', 'no-worse': 'no worse', 'cannot-tell': 'cannot tell yet' } as const;

function withoutVerdict(hasPairs: boolean): string {
  return hasPairs
    ? 'No verdict on the best point: the seeds that choose it cannot judge it too. `then: { seeds: 6 }` adds fresh ones.'
    : 'No verdict: no run has a control. `control: true` of the sweep makes one for each seed.';
}
