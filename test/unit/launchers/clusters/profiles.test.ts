import assert from 'node:assert/strict';
import { profileNamed, profileNames } from '../../../../src/launchers/profiles';
import { describeRefusal, isAnswerLost } from '../../../../src/launchers/slurm/refusals';

describe('a profile', () => {
  const profiles = {
    gpu: { launcher: 'slurm', partition: 'gpu', gpus: 1 },
    dash: { launcher: 'ray', address: 'http://head:8265' },
    typo: { launcher: 'slurm', partitoin: 'gpu' },
    other: { launcher: 'kubernetes' },
    nowhere: { launcher: 'ray', address: 'http://[' },
    space: { launcher: 'slurm', partition: 'gpu --uid=0' },
    'no name!': { launcher: 'slurm' },
    fraction: { launcher: 'slurm', gpus: 0.5 },
    unsaid: { partition: 'gpu' },
    list: { launcher: 'slurm', gpus: [1] },
    soon: { launcher: 'slurm', time: 'tomorrow' },
    lots: { launcher: 'slurm', memory: 'lots' },
    none: { launcher: 'slurm', cpus: 0 },
    much: { launcher: 'slurm', warning: 65_536 },
    long: { launcher: 'slurm', account: 'x'.repeat(201) },
    empty: { launcher: 'command', submit: [] },
    local: { launcher: 'slurm' },
  };

  it('is known by its name', () => {
    assert.deepEqual(profileNamed(profiles, 'gpu'), profiles.gpu);
    assert.deepEqual(profileNames(profiles), [
      'gpu',
      'dash',
      'typo',
      'other',
      'nowhere',
      'space',
      'fraction',
      'unsaid',
      'list',
      'soon',
      'lots',
      'none',
      'much',
      'long',
      'empty',
    ]);
    assert.deepEqual([null, [], 'x', 1].flatMap(profileNames), []);
  });

  const faults: readonly [string, RegExp][] = [
    [
      'nobody',
      /^Error: there is no profile 'nobody'; there are: gpu, dash, typo, other, nowhere, space, fraction, unsaid, list, soon, lots, none, much, long, empty\. Profiles are written into/,
    ],
    ['constructor', /^Error: there is no profile 'constructor'/],
    ['typo', /^Error: the profile 'typo' is not valid: it has no key 'partitoin'$/],
    [
      'fraction',
      /^Error: the profile 'fraction' is not valid: gpus: a number from 0, or a type and a number such as a100:2, is needed$/,
    ],
    ['list', /^Error: the profile 'list' is not valid: gpus: a number from 0, or a type and/],
    [
      'soon',
      /^Error: the profile 'soon' is not valid: time: minutes, or a time such as 12:00:00 or 2-00:00:00, is needed$/,
    ],
    [
      'lots',
      /^Error: the profile 'lots' is not valid: memory: a number of megabytes, or a size such as 16G, is needed$/,
    ],
    ['none', /^Error: the profile 'none' is not valid: cpus: at least 1 is needed$/],
    ['much', /^Error: the profile 'much' is not valid: warning: at most 65535 is allowed$/],
    ['long', /^Error: the profile 'long' is not valid: account: it is longer than 200$/],
    ['empty', /^Error: the profile 'empty' is not valid: submit: it may not be empty$/],
    ['unsaid', /^Error: the profile 'unsaid' is not valid: launcher: one of 'slurm', 'ray' and 'command' is needed$/],
    ['other', /^Error: the profile 'other' is not valid: launcher: one of 'slurm', 'ray' and 'command' is needed$/],
    [
      'nowhere',
      /^Error: the profile 'nowhere' is not valid: address: an address such as http:\/\/head:8265 is needed$/,
    ],
    ['space', /^Error: the profile 'space' is not valid: partition: letters, digits and . , : @ \+ = % \/ _ - alone/],
  ];
  for (const [name, text] of faults) {
    it(`that cannot be used names the mistake: ${name}`, () => {
      assert.throws(() => profileNamed(profiles, name), text);
    });
  }

  it('has times and sizes in all forms that SLURM takes', () => {
    for (const time of ['30', '90:00', '12:00:00', '2-0', '2-12:30', '7-00:00:00', 'UNLIMITED', 'infinite']) {
      assert.deepEqual(profileNamed({ p: { launcher: 'slurm', time } }, 'p'), { launcher: 'slurm', time });
    }
    for (const memory of ['4000', '16G', '16GB', '1t', '0', '512M']) {
      assert.deepEqual(profileNamed({ p: { launcher: 'slurm', memory } }, 'p'), { launcher: 'slurm', memory });
    }
  });

  it('is missing where nobody has written one', () => {
    assert.throws(() => profileNamed(undefined, 'gpu'), /^Error: there is no profile 'gpu'; there is none yet\. /);
  });
});

describe('a refusal of SLURM', () => {
  const profile = { launcher: 'slurm', partition: 'gpus', account: 'lab', qos: 'high', time: '9-0' } as const;
  const cases: readonly [string, RegExp][] = [
    [
      'sbatch: error: invalid partition specified: gpus\n',
      /^the cluster has no partition 'gpus', which the profile 'p' names; 'sinfo' lists/,
    ],
    [
      'sbatch: error: Batch job submission failed: Invalid account or account/partition combination specified',
      /^the cluster does not let you use the account 'lab', which the profile 'p' names; 'sacctmgr show associations'/,
    ],
    [
      'sbatch: error: Batch job submission failed: Invalid qos specification',
      /^the cluster has no quality of service 'high'/,
    ],
    [
      'sbatch: error: Batch job submission failed: Requested node configuration is not available',
      /^no machine of the cluster has what the profile 'p' asks for; lower its 'gpus', 'cpus', 'memory' or 'machines'/,
    ],
    [
      'sbatch: error: Batch job submission failed: Invalid generic resource (gres) specification',
      /^no machine of the cluster has what the profile 'p' asks for;/,
    ],
    [
      'sbatch: error: CPU count per node can not be satisfied\nsbatch: error: Batch job submission failed: Node count specification invalid',
      /^no machine of the cluster has what the profile 'p' asks for;/,
    ],
    [
      'sbatch: error: Memory specification can not be satisfied',
      /^no machine of the cluster has what the profile 'p' asks for;/,
    ],
    [
      'sbatch: error: Batch job submission failed: Requested time limit is invalid (missing or exceeds some limit)',
      /^the cluster does not allow the time '9-0' of the profile 'p'/,
    ],
    [
      'sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)',
      /^the controller of SLURM does not answer, so nothing was submitted; try again once it is back$/,
    ],
    [
      'sbatch: error: Batch job submission failed: Protocol authentication error',
      /^SLURM does not take the credentials of this machine, so nothing was submitted; does munge run here/,
    ],
    ['sbatch: error: Quota: none left\n', /^SLURM did not take the job of the profile 'p': Quota: none left$/],
    ['', /^SLURM did not take the job of the profile 'p': sbatch printed nothing$/],
  ];
  for (const [printed, text] of cases) {
    it(`says what to do: ${printed.split(':').at(-1)?.trim() ?? ''}`, () => {
      assert.match(describeRefusal(printed, profile, 'p'), text);
    });
  }

  it('is none where the answer was lost: the job may be there', () => {
    assert.ok(isAnswerLost('sbatch: error: Batch job submission failed: Socket timed out on send/recv operation'));
    assert.ok(!isAnswerLost('sbatch: error: Unable to contact slurm controller (connect failure)'));
  });
});
