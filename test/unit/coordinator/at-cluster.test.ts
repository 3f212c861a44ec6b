import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { Restarts } from '../../../src/coordinator/restarts';
import { ClusterAway } from '../../../src/launchers';
import type { RunSummary } from '../../../src/runs';
import { SweepPlace, type KilledSweep } from './killed-sweep';

describe('a sweep at a cluster', function () {
  this.timeout(20_000);
  let place: SweepPlace;
  before(() => {
    place = new SweepPlace();
  });
  after(() => place.close());

  const shape = (sweep: string, queue: NonNullable<KilledSweep['queue']>): KilledSweep => ({
    ...{ sweep, queue, epochs: 2, pace: 'by epochs' },
    errors: ({ temperature }) => ('value' in temperature ? 100 * Number(temperature.value) : 0),
  });
  const two = '{ over: { temperature.value: [1, 2] } }';
  const grid = '{ over: { temperature.value: [1, 2, 3] }, seeds: 2 }';

  it('is one array of its runs and their controls, so that one limit holds for all', async () => {
    const { calls, summary } = await place.run(shape(grid, 'array'));
    assert.equal(calls.length, 1);
    const [ids = []] = calls;
    assert.equal(ids.filter((id) => id.startsWith('control-')).length, 2);
    assert.equal(ids.length, 8);
    assert.deepEqual((summary as { done: number }).done, 6);
  });

  it('submits the runs of its verdict once the search has ended, so that no two arrays are beside one another', async () => {
    const then = grid.replace(/ }$/, ', then: { seeds: 2 } }');
    const { calls, summary } = await place.run(shape(then, 'array'));
    assert.deepEqual(
      calls.map((ids) => ids.filter((id) => !id.startsWith('control-')).length),
      [6, 2],
    );
    assert.equal((summary as { done: number }).done, 8);
  });

  it('goes on where its cluster does not answer, once it does, and says so once', async () => {
    const { calls, starts, events, summary } = await place.run({ ...shape(grid, 'array'), unanswered: 3 });
    assert.deepEqual([calls.length, calls[0]?.length], [1, 8]);
    assert.deepEqual([...new Set(starts.values())], [1]);
    const notices = events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));
    assert.deepEqual(
      notices.filter((text) => text.includes('answer')),
      ['the cluster does not answer; the sweep goes on once it answers'],
    );
    assert.equal((summary as { done: number }).done, 6);
  });

  it('that knows no arrays gets no more runs than may be at work', async () => {
    const alone = grid.replace(/ }$/, ', control: false }');
    const { calls, mostAtOnce, summary } = await place.run(shape(alone, 'none'));
    assert.deepEqual([calls.length, mostAtOnce], [6, 1]);
    assert.equal((summary as { done: number }).done, 6);
  });

  it('that knows no arrays gets each control ahead of its runs, within the same number, and none is lost', async () => {
    const { calls, starts, mostAtOnce, summary } = await place.run({ ...shape(grid, 'none'), unanswered: 3 });
    assert.deepEqual([calls.length, starts.size, mostAtOnce], [8, 8, 1]);
    const ids = calls.flat();
    const placesOf = (isControl: boolean): number[] =>
      ids.flatMap((id, index) => (id.startsWith('control-') === isControl ? [index] : []));
    const [controls, runs] = [placesOf(true), placesOf(false)];
    assert.deepEqual([controls.length, controls[0], runs[0]], [2, 0, 1]);
    assert.equal((summary as { done: number }).done, 6);
  });

  it('that knows no arrays has no more runs than may be at work wherever its coordinator is killed', async () => {
    for (const mean of [4, 8, 12]) {
      const { kills, runs, mostAtOnce, summary } = await place.run(shape(two, 'none'), 6, mean);
      assert.ok(kills >= 4, `${kills} kills`);
      assert.deepEqual([Object.keys(runs).length, mostAtOnce], [3, 1], `mean ${mean}`);
      assert.equal((summary as { done: number }).done, 2);
    }
  });

  it('is waited for too where it does not answer as the sweep is resumed', async () => {
    let refusedLater = 0;
    for (let firstKill = 4; firstKill <= 40; firstKill += 4) {
      const { kills, summary, events } = await place.run({ ...shape(two, 'array'), firstKill, unanswered: 2 }, 1);
      assert.deepEqual([(summary as { done: number }).done, (summary as { failed: number }).failed], [2, 0]);
      const isSecond = events.some(({ type, attempt }) => type === 'notice' && attempt === 2);
      if (kills === 1 && isSecond) refusedLater += 1;
    }
    assert.ok(refusedLater > 0);
  });

  it('that does not answer costs a lost run none of its tries', async () => {
    const restarts = new Restarts();
    const lost = { id: 'lost', status: 'lost' } as RunSummary;
    const away = (): Promise<void> => Promise.reject(new ClusterAway('the cluster does not answer'));
    for (let time = 0; time < 5; time += 1) await assert.rejects(restarts.again([lost], away), ClusterAway);
    const started: string[] = [];
    const start = (runs: readonly RunSummary[]): Promise<void> => {
      started.push(...runs.map(({ id }) => id));
      return Promise.resolve();
    };
    for (let time = 0; time < 5; time += 1) await restarts.again([lost], start);
    assert.deepEqual([started.length, restarts.isGivenUp(lost)], [3, true]);
  });

  it('that knows no arrays gets those that were stopped one by one too, and none is forgotten', async () => {
    const alone = grid.replace(/ }$/, ', control: false }');
    const stopped: KilledSweep = {
      ...shape(alone, 'none'),
      ending: (_, start) => (start <= 3 ? { type: 'stopped', step: 1, epoch: 1 } : undefined),
      afterwards: (runs) => assert.ok(readdirSync(runs).length > 6),
    };
    const { mostAtOnce, summary } = await place.run(stopped);
    assert.equal(mostAtOnce, 1);
    assert.deepEqual([(summary as { done: number }).done, (summary as { failed: number }).failed], [6, 0]);
  });
});
