import assert from 'node:assert/strict';
import { SweepPlace } from './killed-sweep';
import { describeHalvingKills, describeKills } from './kills';

// test/exhaustive/sweeps has the same for 200 points and 50 kills.
describe('a sweep whose coordinator is killed 3 times', function () {
  this.timeout(60_000);
  describeKills({ points: 20, kills: 3 });
  describeHalvingKills({ points: 20, kills: 3 });
});

describe('a sweep whose coordinator is killed once', function () {
  this.timeout(60_000);
  let place: SweepPlace;
  before(() => (place = new SweepPlace()));
  after(() => place.close());

  it('at any change of the disk: the same runs with their controls, and the same trials of Optuna', async () => {
    const sweep = '{ over: { temperature.value: [1, 4] }, then: { seeds: 1 } }';
    const shape = { sweep, errors: ({ seed }: { readonly seed: number }) => 100 + seed };
    const whole = await place.run(shape);
    assert.equal(Object.keys(whole.runs).length, 2 + 1 + 2);
    let kills = 0;
    // Each third change: making a run takes ten of them.
    for (let firstKill = 0; firstKill < whole.changes; firstKill += 3) {
      const killed = await place.run({ ...shape, firstKill }, 1);
      kills += killed.kills;
      assert.deepEqual(killed.runs, whole.runs, `killed after ${firstKill} changes`);
      assert.deepEqual(killed.trials, whole.trials, `killed after ${firstKill} changes`);
      assert.deepEqual([...killed.starts.values()], [1, 1, 1, 1, 1]);
    }
    assert.ok(whole.changes > 40 && kills >= whole.changes / 3 - 4, `${kills} kills at ${whole.changes} changes`);
  });
});
