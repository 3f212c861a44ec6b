import assert from 'node:assert/strict';
import { readOwner } from '../../src/runs';
import { config, Workspace } from './workspace';

describe('a run at SLURM that comes to its time limit', () => {
  const calm = { launcher: 'slurm', node: process.execPath, cpus: 1, partition: 'calm', time: '1', requeue: false };
  const place = new Workspace({ calm: { ...calm, warning: 1 } });
  let held: NodeJS.Timeout | undefined;
  const hold = (pids: readonly number[]): void => {
    try {
      for (const pid of pids) process.kill(pid, 'SIGSTOP');
    } catch {
      // They have ended.
      clearInterval(held);
    }
  };
  after(() => {
    clearInterval(held);
    return place.end();
  });

  it('and does not answer is killed there, which its end says', async () => {
    place.write('limit', config('limit', 50_000));
    place.start('run', 'limit.distill.yaml', '--on', 'calm');
    const run = await place.until('limit', ({ progress }) => progress.step > 0);
    const owner = readOwner(run.folder);
    assert.ok(owner !== undefined);
    // SLURM lets those that are stopped go on before it ends them.
    held = setInterval(() => hold([owner.pid, owner.trainerPid]), 20);
    const { progress } = await place.until(
      'limit',
      ({ status, progress: { message } }) => status === 'failed' && /^job/.test(message ?? ''),
    );
    assert.match(progress.message ?? '', /^job \d+ of 'calm': it was ended at its time limit; resume goes on from/);
  });
});
