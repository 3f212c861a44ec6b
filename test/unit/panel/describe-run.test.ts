import assert from 'node:assert/strict';
import { configSchema } from '../../../src/config';
import { formatList } from '../../../src/cli/tables/run-list';
import { describeProgress } from '../../../src/panel';
import { newProgress, type RunManifest, type RunProgress, type RunSummary } from '../../../src/runs';

const run = (progress: Partial<RunProgress>): RunSummary => ({
  ...{ id: 'a', folder: '/a', name: 'a', createdAt: 1, status: 'finished' },
  progress: { ...newProgress(), phase: 'student', step: 300, ...progress },
});

describe('the progress of a run in a line', () => {
  it('has the epoch of how many, and the epoch alone of a script that never said it', () => {
    assert.equal(describeProgress(run({ epoch: 3.25, epochs: 10 })), 'epoch 3.3/10');
    assert.equal(describeProgress(run({ epoch: 37.5 })), 'epoch 37.5');
    assert.equal(describeProgress(run({})), '');
    assert.match(formatList([run({ epoch: 37.5 }), run({ epoch: 2, epochs: 10 })]), / 37\.5 *\n.* 2\.0\/10/);
  });

  it('has the temperature of a run at work, and none of a control, which softens nothing', () => {
    const student = { model: { preset: 'mlp', hidden: [40] } };
    const running = (teaching: object): RunSummary => ({
      ...run({ epoch: 1, epochs: 10, temperature: 4 }),
      status: 'running',
      manifest: {
        config: configSchema.parse({ name: 'a', data: { set: 'mnist' }, student, ...teaching }),
      } as RunManifest,
    });
    assert.equal(describeProgress(running({ teacher: student })), 'epoch 1/10 · T 4.00');
    assert.equal(describeProgress(running({})), 'epoch 1/10');
  });
});
