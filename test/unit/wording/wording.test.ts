import assert from 'node:assert/strict';
import {
  formatBytes,
  formatCount,
  formatCountOf,
  formatDate,
  formatDifference,
  formatDuration,
  formatEpoch,
  formatEstimate,
  formatFixed,
  formatLoss,
  formatLossBeside,
  formatMeanCount,
  formatBeside,
  formatNumber,
  formatPercent,
  formatPoints,
  formatProbability,
  formatRatio,
  formatStatusDetail,
  formatStatusInFull,
  formatTemperature,
  type StatusDetails,
} from '../../../src/wording';

type Case<Value> = readonly [value: Value, text: string];

function assertCases<Value>(format: (value: Value) => string, cases: readonly Case<Value>[]): void {
  for (const [value, text] of cases) assert.equal(format(value), text, `of ${String(value)}`);
}

describe('wording', () => {
  it('rounds a duration before it is split into units, so that no part is 60', () =>
    assertCases(formatDuration, [
      [0, '0 s'],
      [1e-9, '<0.1 s'],
      [0.05, '0.1 s'],
      [3.24, '3.2 s'],
      [59.5, '59.5 s'],
      [59.94, '59.9 s'],
      [59.96, '1 min'],
      [60, '1 min'],
      [75.4, '1 min 15 s'],
      [119.4, '1 min 59 s'],
      [119.6, '2 min'],
      [3599.4, '59 min 59 s'],
      [3599.6, '1 h'],
      [3660, '1 h 1 min'],
      [86_369, '23 h 59 min'],
      [86_371, '1 d'],
      [183_600, '2 d 3 h'],
      [1e12, '11,574,074 d 2 h'],
      [Number.NaN, '–'],
      [Infinity, '–'],
      [-1, '–'],
      [undefined, '–'],
    ]));

  it('estimates a duration in one unit', () =>
    assertCases(formatEstimate, [
      [0, '1 s'],
      [99.4, '99 s'],
      [99.6, '2 min'],
      [119.6, '2 min'],
      [5969, '99 min'],
      [5971, '1.7 h'],
      [172_799, '48 h'],
      [172_800, '2 d'],
      [Number.NaN, '–'],
    ]));

  it('rounds no percentage to all or to none that is neither', () =>
    assertCases(formatPercent, [
      [0, '0.00 %'],
      [1, '100.00 %'],
      [0.9858, '98.58 %'],
      [0.9999, '99.99 %'],
      [1 - 1 / 60_000, '>99.99 %'],
      [1 - Number.EPSILON, '>99.99 %'],
      [1 / 60_000, '<0.01 %'],
      // The smallest normal number: a session of ONNX Runtime in another test's file makes this thread take smaller ones for zero.
      [2 ** -1022, '<0.01 %'],
      [1.5, '150.00 %'],
      [-0.0073, '−0.73 %'],
      [Number.NaN, '–'],
      [undefined, '–'],
    ]));

  it('writes ratios short', () =>
    assertCases(formatRatio, [
      [0.5, '50 %'],
      [0.12345, '12.3 %'],
      [0.99999, '>99.9 %'],
      [1, '100 %'],
      [0, '0 %'],
      [Number.NaN, '–'],
    ]));

  it('tells the smallest probability from none, and the largest from certainty', () =>
    assertCases(formatProbability, [
      [0, '0 %'],
      [1, '100.0 %'],
      [0.99996, '>99.9 %'],
      [0.12345, '12.3 %'],
      [0.000456, '0.05 %'],
      [3e-8, '3e−6 %'],
      [Number.NaN, '–'],
    ]));

  it('calls a difference of percentages points', () => {
    assert.equal(formatDifference(0.003, formatPoints), '+0.30 points');
    assert.equal(formatDifference(-0.0073, formatPoints), '−0.73 points');
    assert.equal(formatDifference(1e-5, formatPoints), '+<0.01 points');
    assert.equal(formatDifference(0, formatPoints), '±0');
    assert.equal(formatDifference(Number.NaN, formatPoints), '–');
  });

  it('groups thousands, and gives a count its noun in the right number', () => {
    assertCases(formatCount, [
      [0, '0'],
      [999, '999'],
      [10_000, '10,000'],
      [1e15, '1,000,000,000,000,000'],
      [-1234, '−1,234'],
      [Infinity, '∞'],
      [Number.NaN, '–'],
      [undefined, '–'],
    ]);
    assert.deepEqual(
      [0, 1, 2, 1000].map((value) => formatCountOf(value, 'run')),
      ['0 runs', '1 run', '2 runs', '1,000 runs'],
    );
    assert.equal(formatCountOf(2, 'class', 'classes'), '2 classes');
  });

  it('groups the thousands of a mean of counts too, with one decimal', () =>
    assertCases(formatMeanCount, [
      [2967.33, '2,967.3'],
      [85.4999, '85.5'],
      [0, '0.0'],
      [Number.NaN, '–'],
    ]));

  it('says how many more or fewer', () => {
    const phrases = {
      fewer: (count: string) => `${count} fewer`,
      more: (count: string) => `${count} more`,
      same: 'as many',
    };
    assert.equal(formatBeside(3, 16, phrases), '13 fewer');
    assert.equal(formatBeside(2018, 16, phrases), '2,002 more');
    assert.equal(formatBeside(16, 16, phrases), 'as many');
  });

  it('writes a size in the unit that suits it, also where rounding reaches the next', () =>
    assertCases(formatBytes, [
      [0, '0 B'],
      [999, '999 B'],
      [999.6, '1.0 kB'],
      [1000, '1.0 kB'],
      [999_940, '999.9 kB'],
      [999_960, '1.0 MB'],
      [36_140_000, '36.1 MB'],
      [1_500_000_000, '1.50 GB'],
      [5e12, '5.00 TB'],
      [3e16, '30000.00 TB'],
      [Number.NaN, '–'],
    ]));

  it('writes temperatures, losses and other numbers at every size', () => {
    assertCases(formatTemperature, [
      [0, '0.00'],
      [6.2, '6.20'],
      [0.04567, '0.0457'],
      [4.4842, '4.48'],
      [Infinity, '∞'],
      [Number.NaN, '–'],
    ]);
    assertCases(formatLoss, [
      [0, '0.0000'],
      [0.25, '0.2500'],
      [0.0005, '5.00e−4'],
      [123_456, '1.23e+5'],
      [-0.5, '−0.5000'],
      [-Infinity, '−∞'],
      [Number.NaN, '–'],
    ]);
    assertCases(
      (size) => formatLossBeside(size, 0.3864),
      [
        [0.0007, '0.0007'],
        [0.00003, '3.00e−5'],
        [0, '0.0000'],
      ],
    );
    assert.equal(formatLossBeside(0.00012, 0.0005), '1.20e−4', 'as the loss itself');
    assertCases(
      (value) => formatNumber(value),
      [
        [0.30000000000000004, '0.3'],
        [12.3456, '12.35'],
        [1.2e-7, '1.2e−7'],
        [1e21, '1e+21'],
        [Number.NaN, '–'],
      ],
    );
    assert.equal(formatFixed(undefined, 2), '–');
  });

  it('writes an epoch in at most two decimals', () =>
    assertCases(formatEpoch, [
      [0, '0'],
      [3, '3'],
      [10, '10'],
      [100, '100'],
      [2.5, '2.5'],
      [0.049, '0.05'],
      [9.999, '10'],
      [Number.NaN, '–'],
      [undefined, '–'],
    ]));

  it('writes a date in local time, to the second', () =>
    assertCases(formatDate, [
      [new Date(2026, 10, 23, 22, 45, 1).getTime(), '2026-11-23 22:45:01'],
      [new Date(2026, 0, 2, 3, 4, 59, 999).getTime(), '2026-01-02 03:04:59'],
      [8.7e15, '–'],
      [Number.NaN, '–'],
      [undefined, '–'],
    ]));

  it('says with a status why a run does not begin or end, and where it is', () => {
    const cases: readonly Case<StatusDetails>[] = [
      [{ status: 'running' }, 'running'],
      [{ status: 'queued', ahead: 0 }, 'queued, next in line'],
      [{ status: 'queued', ahead: 1 }, 'queued, in line behind 1 run'],
      [{ status: 'queued', ahead: 2 }, 'queued, in line behind 2 runs'],
      [{ status: 'stopping', stopStep: 'asked' }, 'stopping, writes a checkpoint first'],
      [{ status: 'stopping', stopStep: 'terminated' }, 'stopping, does not answer: terminated'],
      [{ status: 'stopping', stopStep: 'killed' }, 'stopping, does not end: killed'],
      [{ status: 'running', elsewhere: 'gpu-1' }, 'running, runs on gpu-1'],
      [{ status: 'lost', elsewhere: 'gpu-1' }, 'lost, last heard of on gpu-1'],
      [{ status: 'finished', copiedFrom: 'gpu-1' }, 'finished, copied from gpu-1'],
      [{ status: 'failed', copiedFrom: '' }, 'failed, not run here'],
      [{ status: 'broken', isAtWork: true }, 'broken, its processes go on'],
    ];
    assertCases(formatStatusInFull, cases);
    assert.equal(formatStatusDetail({ status: 'broken' }), undefined);
  });

  it('says of a job of a cluster why it waits, where it is and how much of its time is left', () => {
    const profile = 'gpu';
    // Some seconds more than the words have, so that the time of the test changes nothing.
    const endsAt = Date.now() + (3 * 60 + 12) * 60_000 + 20_000;
    const cases: readonly Case<StatusDetails>[] = [
      [{ status: 'queued', job: { profile } }, 'queued, at gpu'],
      [
        { status: 'queued', job: { profile, kind: 'queued', reason: 'Priority: others are ahead' } },
        'queued, at gpu: Priority: others are ahead',
      ],
      [
        { status: 'queued', job: { profile, kind: 'unreachable', reason: 'squeue: no route' } },
        'queued, at gpu, which does not answer: squeue: no route',
      ],
      [{ status: 'queued', job: { profile, kind: 'running', node: 'node7' } }, 'queued, begins on node7 at gpu'],
      [
        { status: 'running', job: { profile, kind: 'running', node: 'node7', endsAt } },
        'running, on node7 at gpu, 3 h 12 min left of its limit',
      ],
      [
        { status: 'running', job: { profile, kind: 'running', node: 'node7', reason: 'suspended' } },
        'running, on node7 at gpu: suspended',
      ],
      [
        { status: 'running', job: { profile, kind: 'unreachable', node: 'node7', reason: 'squeue: no route' } },
        'running, on node7 at gpu, which does not answer: squeue: no route',
      ],
      [
        { status: 'running', job: { profile, kind: 'running', submittedFrom: 'desk' } },
        'running, at gpu, submitted from desk',
      ],
    ];
    assertCases(formatStatusInFull, cases);
  });
});
