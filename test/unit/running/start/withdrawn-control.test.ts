import assert from 'node:assert/strict';
import { controlToWithdraw } from '../../../../src/running';
import { withdrawnControl } from '../../../../src/running/start/shared-control';
import type { RunSummary } from '../../../../src/runs';

type About = { readonly control?: string; readonly controlOf?: readonly string[]; readonly parent?: string };
const run = (id: string, status: RunSummary['status'], manifest: About = {}, folder = '/w/runs'): RunSummary =>
  ({ id, status, folder: `${folder}/${id}`, manifest }) as unknown as RunSummary;

describe('the control of a run that is stopped', () => {
  const stopped = run('a', 'running', { control: 'c' });
  const waiting = run('c', 'queued', { controlOf: ['a'] });

  it('is withdrawn with it, whether it waits or trains', () => {
    assert.equal(controlToWithdraw(stopped, [stopped, waiting]), waiting);
    const training = run('c', 'running', { controlOf: ['a'] });
    assert.equal(controlToWithdraw(stopped, [stopped, training]), training);
  });

  it('stays where another run that has finished, or may yet, is compared with it', () => {
    for (const status of ['running', 'queued', 'finished'] as const) {
      assert.equal(
        controlToWithdraw(stopped, [stopped, waiting, run('b', status, { control: 'c' })]),
        undefined,
        status,
      );
    }
    const served = run('c', 'queued', { controlOf: ['b', 'a'] });
    assert.equal(controlToWithdraw(stopped, [stopped, served, run('b', 'running')]), undefined);
    assert.equal(controlToWithdraw(stopped, [stopped, waiting, run('b', 'failed', { control: 'c' })]), waiting);
    const elsewhere = run('b', 'running', { control: 'c' }, '/other/runs');
    assert.equal(controlToWithdraw(stopped, [stopped, waiting, elsewhere]), waiting);
  });

  it('stays once it has ended, and in a sweep, whose next points may share it', () => {
    assert.equal(controlToWithdraw(stopped, [stopped, run('c', 'finished')]), undefined);
    const point = run('p', 'running', { control: 'c', parent: 'sweep' });
    assert.equal(controlToWithdraw(point, [point, run('c', 'queued', { controlOf: ['p'] })]), undefined);
    assert.equal(controlToWithdraw(run('lone', 'running'), [waiting]), undefined);
  });

  it('goes on with it', () => {
    const withdrawn = run('c', 'stopped', { controlOf: ['a'] });
    assert.equal(withdrawnControl(stopped, [stopped, withdrawn]), withdrawn);
    assert.equal(withdrawnControl(stopped, [stopped, run('c', 'failed')]), undefined);
    assert.equal(withdrawnControl(stopped, [stopped, { ...withdrawn, copiedFrom: 'host' }]), undefined);
  });
});
