import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { RunInputs } from '../../../src/runs';
import { SweepPlace, type EndedSweep } from './killed-sweep';

const hash = (letter: string): string => letter.repeat(64);
const data = (letter: string): RunInputs => ({ train: { sha256: hash(letter), count: 10 } });
const noticesOf = ({ events }: EndedSweep): string[] =>
  events.flatMap((event) => (event.type === 'notice' && event.message.startsWith('WARNING') ? [event.message] : []));
const errors = (): number => 100;
const sweep = '{ over: { temperature.value: [1, 2, 4] }, control: false }';

describe('a sweep', function () {
  this.timeout(30_000);
  let place: SweepPlace;
  before(() => (place = new SweepPlace()));
  after(() => place.close());

  it('makes a run anew that was deleted by hand, and no other, when it goes on', async () => {
    const remove = (runs: string): void => rmSync(path.join(runs, 'sweep-0001-s1'), { recursive: true });
    const ended = await place.run({ sweep, errors, afterwards: remove });
    assert.deepEqual(Object.fromEntries(ended.starts), { '0000-s1': 1, '0001-s1': 2, '0002-s1': 1 });
    assert.deepEqual(ended.summary, {
      done: 3,
      failed: 0,
      total: 3,
      best: 'temperature 1: validation.accuracy 0.98',
      score: 0.98,
    });
    assert.equal(ended.trials.length, 3);
  });

  it('counts a run without a result that is deleted while it trains, and goes on with the others', async () => {
    const between = (runs: string, look: number): void => {
      if (look === 2) rmSync(path.join(runs, 'sweep-0000-s1'), { recursive: true });
    };
    const ended = await place.run({ sweep, errors, epochs: 4, pace: 'by epochs', between });
    const { done, failed } = ended.summary as { readonly done: number; readonly failed: number };
    assert.deepEqual([done, failed], [3, 1]);
    assert.deepEqual(Object.keys(ended.runs), ['0001-s1', '0002-s1']);
    assert.match(ended.failure ?? '', /^sweep-0000-s1 .*broken/);
  });

  it('says that no run reports the metric of its goal, and which one they have', async () => {
    const goal = 'goal: { metric: validation.balancedAccuracy }';
    const ended = await place.run({ sweep: sweep.replace('{ over', `{ ${goal}, over`), errors });
    assert.equal(
      ended.failure,
      'all runs have finished, and none reports validation.balancedAccuracy on the validation split; take another goal.metric, such as validation.accuracy',
    );
  });

  it('says once that the data have changed under it, and that runs before and after are not of the same', async () => {
    const shape = { sweep, errors, inputs: (start: number) => data(start === 1 ? 'a' : 'b') };
    const ended = await place.run(shape, 4, 4);
    assert.equal(ended.kills, 4);
    assert.deepEqual(noticesOf(ended), [
      'WARNING: sweep-0001-s1 has read other inputs than sweep-0000-s1: data: train aaaaaaaa / bbbbbbbb. What comes before and after this change cannot be compared, and a run and its control count as a pair only where both read the same. Start a new sweep, or put the files back',
    ]);
  });

  it('says nothing where a setting of the data is what varies', async () => {
    const over = '{ over: { data.limit: [100, 200] }, control: false }';
    const ended = await place.run({ sweep: over, errors, inputs: (start) => data(start === 1 ? 'a' : 'b') });
    assert.deepEqual(noticesOf(ended), []);
  });
});
