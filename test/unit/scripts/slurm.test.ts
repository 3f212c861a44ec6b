import assert from 'node:assert/strict';
import { whyNoSlurm } from '../../../scripts/provision/slurm.mjs';

describe('the suite of clusters', () => {
  const clean = {
    ...{
      isLinux: true,
      hasUserName: true,
      running: [] as string[],
      exists: (one: string): boolean => one === '',
      variable: '',
    },
    ...{ isInstalled: true, hasApt: true, canHide: true },
  };
  const file = (name: string): { exists: (one: string) => boolean } => ({ exists: (one) => one === name });

  it('starts SLURM where nobody has set it up: with its programs, or with what downloads them', () => {
    assert.equal(whyNoSlurm(clean), undefined);
    assert.equal(whyNoSlurm({ ...clean, isInstalled: false }), undefined);
    assert.equal(whyNoSlurm({ ...clean, hasApt: false }), undefined);
  });

  const refused: readonly [string, Partial<typeof clean>, RegExp][] = [
    [
      'a daemon runs',
      { running: ['bash', 'munged'] },
      /^munged run on this machine, whose SLURM is not touched; run this/,
    ],
    [
      'there is a key of munge, although it does not run',
      file('/etc/munge/munge.key'),
      /^\/etc\/munge\/munge\.key is there: munge is set up/,
    ],
    ['there is a configuration', file('/etc/slurm/slurm.conf'), /^\/etc\/slurm\/slurm\.conf is there: SLURM is set up/],
    [
      'a variable names one',
      { variable: '/srv/slurm.conf' },
      /^SLURM_CONF names \/srv\/slurm\.conf: SLURM is set up here/,
    ],
    ['the system is another one', { isLinux: false }, /^SLURM runs on Linux alone; run this suite in a container of/],
    ['its user has no name', { hasUserName: false }, /^the user of this process has no name, .* \/etc\/passwd$/],
    [
      'a node sees all that the others see',
      { canHide: false },
      /^a node of the suite has to see less than the others, .*; in a container run it as root$/,
    ],
    [
      'nothing downloads it',
      { isInstalled: false, hasApt: false },
      /^neither SLURM's programs are on this machine, nor apt-get/,
    ],
  ];
  for (const [where, facts, text] of refused) {
    it(`is refused with what to do where ${where}`, () => {
      assert.match(whyNoSlurm({ ...clean, ...facts }) ?? '', text);
    });
  }

  it('is refused for what is set up before anything else', () => {
    const other = { isLinux: false, isInstalled: false, hasApt: false };
    assert.match(whyNoSlurm({ ...clean, ...other, running: ['slurmctld'] }) ?? '', /^slurmctld run on this machine/);
  });
});
