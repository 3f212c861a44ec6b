import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { SweepPlace, type KilledSweep } from './killed-sweep';

describe('a sweep at a cluster', () => {
  let place: SweepPlace;
  before(() => {
    place = new SweepPlace();
  });
  after(() => place.close());

  const shape = (sweep: string, queue: NonNullable<KilledSweep['queue']>): KilledSweep => ({
    ...{ sweep, queue, epochs: 2, pace: 'by epochs' },
    errors: ({ temperature }) => ('value' in temperature ? 100 * Number(temperature.value) : 0),
  });
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
