import { describeHalvingKills, describeKills } from './kills';

// test/exhaustive/sweeps has the same for 200 points and 50 kills.
describe('a sweep whose coordinator is killed 6 times', function () {
  this.timeout(60_000);
  describeKills({ points: 20, kills: 6 });
  describeHalvingKills({ points: 20, kills: 6 });
});
