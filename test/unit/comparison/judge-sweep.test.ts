import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, describe, it } from 'mocha';
import { judgeSweep, type ComparableRun } from '../../../src/comparison';
import { control, root, run } from './made-runs';

describe('the verdict of a sweep', () => {
  after(() => rmSync(root, { recursive: true, force: true }));

  it('leaves out runs of scripts and imported logs beside it, whose configs name no loss', async () => {
    const over = { sweep: { over: { 'temperature.value': [2, 4] } } };
    const made = run('sweep', { config: over });
    const sweep: ComparableRun = { ...made, manifest: { ...made.manifest, kind: 'sweep' } };
    const child = run('child', { errors: 90 });
    const point: ComparableRun = {
      ...child,
      manifest: { ...child.manifest, parent: 'sweep', point: { index: 0, stage: 'search' } },
    };
    const { manifest, ...script } = run('script', { errors: 10 });
    const { name, seed } = manifest.config;
    const config = { name, seed, script: { file: 'train.py' } } as unknown as typeof manifest.config;
    const others = [control('control', 100), { ...script, manifest: { ...manifest, config } }];
    const { points } = await judgeSweep(sweep, [sweep, point, ...others]);
    assert.deepEqual(
      points.map(({ runs, pairs }) => [runs.map(({ id }) => id), pairs.length]),
      [[['child'], 1]],
    );
  });
});
