import assert from 'node:assert/strict';
import { jobsIn } from '../../../../src/launchers/ray/client';
import { lookOf } from '../../../../src/launchers/ray/ray';

describe('the jobs of a dashboard of Ray', () => {
  it('lose what is no text, and drivers that were started by hand', () => {
    const answer = [
      { submission_id: 'a', status: 'FAILED', message: 7, driver_info: { node_ip_address: { x: 1 } } },
      { submission_id: 'b', status: 'RUNNING', driver_info: { node_ip_address: `n${'x'.repeat(900)}` } },
      { submission_id: null, status: 'RUNNING' },
    ];
    const [failed, running, ...others] = jobsIn(answer, 'http://head').map(lookOf);
    assert.deepEqual(failed, {
      ...{ id: 'a', kind: 'ended', outcome: 'failed' },
      reason: 'it failed; its output is in job.log of the run folder',
    });
    assert.deepEqual([running?.node?.length, others], [300, []]);
  });

  it('are none where something else answers', () => {
    for (const answer of [null, {}, [1], 'x']) {
      assert.throws(() => jobsIn(answer, 'http://head'), /http:\/\/head answers as no dashboard of Ray does/);
    }
  });
});
