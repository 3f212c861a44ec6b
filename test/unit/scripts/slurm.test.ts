import assert from 'node:assert/strict';
import { whyNoSlurm } from '../../../scripts/provision/slurm.mjs';

describe('the suite of clusters', () => {
  const clean = {
    ...{ isRootOnLinux: true, running: [] as string[], exists: (one: string): boolean => one === '', variable: '' },
    ...{ isInstalled: true, hasApt: true, canUnshare: true },
  };
  const file = (name: string): { exists: (one: string) => boolean } => ({ exists: (one) => one === name });

  it('starts SLURM where nobody has set it up: with its programs, or with what installs them', () => {
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
    [
      'it is not started by root',
      { isRootOnLinux: false },
      /^root on Linux is needed, which starts SLURM; run this suite in/,
    ],
    [
      'a node can have no disks of its own',
      { canUnshare: false },
      /^unshare --mount is not allowed here, .* SYS_ADMIN$/,
    ],
    [
      'nothing installs it',
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
    const other = { isRootOnLinux: false, isInstalled: false, hasApt: false };
    assert.match(whyNoSlurm({ ...clean, ...other, running: ['slurmctld'] }) ?? '', /^slurmctld run on this machine/);
  });
});
