import { describeHalvingKills, describeKills } from '../../unit/coordinator/kills';

describe('a sweep whose coordinator is killed 50 times', function () {
  this.timeout(120_000);
  describeKills({ points: 200, kills: 50 });
  describeHalvingKills({ points: 60, kills: 50 });
});
