import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { measuredSeconds, type RunSummary } from '../../../../../src/runs';

describe('the time of a config’s runs', () => {
  const run = (configPath: string, seconds: number, epochs: number, more: Partial<RunSummary> = {}): RunSummary =>
    ({ status: 'finished', manifest: { configPath }, progress: { seconds, epochs }, ...more }) as RunSummary;
  const config = (epochs: number): Parameters<typeof measuredSeconds>[2] =>
    ({ train: { epochs } }) as Parameters<typeof measuredSeconds>[2];

  it('is the mean of those that have finished, for as many epochs as there are now', () => {
    const runs = [run('/a', 10, 5), run('/a', 30, 5), run('/b', 900, 1), run('/a', 1, 5, { status: 'stopped' })];
    assert.equal(measuredSeconds(runs, '/a', config(10)), 40);
    assert.equal(measuredSeconds(runs, '/c', config(10)), undefined);
  });

  it('does not count a sweep, which takes as long as all of its runs', () => {
    const sweep = run('/a', 1000, 5, { manifest: { configPath: '/a', kind: 'sweep' } } as Partial<RunSummary>);
    assert.equal(measuredSeconds([sweep, run('/a', 10, 5)], '/a', config(5)), 10);
  });
});
