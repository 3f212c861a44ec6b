import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { quoteAll } from '../../src/launchers/jobs/quote';
import { atOnce } from './at-once';
import { documentedProfile } from './documented';
import { python } from './torch-config';
import { assertWhole, config, Workspace } from './workspace';

/** Programs that stand for those of the page: `ssh` is a shell, and `sky` keeps a job until there is a machine. A PATH may have no Python. */
const programs: Readonly<Record<string, string>> = {
  python3: `exec ${quoteAll([python])} "$@"`,
  ssh: 'shift; exec sh -c "$*"',
  sky: 'here=$(dirname "$0"); case $1 in exec) touch "$here/submitted" ;; cancel) touch "$here/cancelled" ;; esac',
};
const state = `import os, sys
here = os.path.dirname(os.path.abspath(__file__))
print("cancelled" if os.path.exists(os.path.join(here, "cancelled")) else "queued: no machine yet")
`;

describe('a run at any command, by the profiles of the page', () => {
  const profiles: Record<string, object> = {};
  const place = new Workspace(profiles, {}, undefined, 'programs');
  const bin = path.join(place.root, 'programs');
  before(() => {
    mkdirSync(bin);
    for (const [name, text] of Object.entries(programs)) {
      writeFileSync(path.join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    }
    writeFileSync(path.join(bin, 'state.py'), state);
    Object.assign(profiles, {
      box: documentedProfile('box', { node: process.execPath }),
      env: documentedProfile('env', { node: process.execPath }),
      sky: documentedProfile('sky', { state: ['python3', path.join(bin, 'state.py'), '{id}'] }),
    });
    place.writeProfiles();
  });
  after(() => place.end());

  const isTrained = (profile: string) => async (): Promise<void> => {
    place.write(profile, config(profile, 1));
    const { code, err } = await place.run('run', `${profile}.distill.yaml`, '--on', profile);
    assert.equal(code, 0, err);
    await assertWhole(await place.until(profile, ({ status }) => status === 'finished'));
  };

  atOnce({
    'trains over ssh, whose other end is a shell': isTrained('box'),
    'trains by a program that is handed its words': isTrained('env'),
    'waits with the reason that its state command prints, and is ended by its stop command': async () => {
      place.write('sky', config('sky', 1));
      place.start('run', 'sky.distill.yaml', '--on', 'sky');
      const { id, job } = await place.until('sky', (run) => run.job?.reason !== undefined);
      assert.equal(job?.reason, 'no machine yet');
      assert.equal((await place.run('stop', id)).code, 0);
      await place.until('sky', ({ status }) => status === 'stopped');
      assert.deepEqual(
        ['submitted', 'cancelled'].map((name) => existsSync(path.join(bin, name))),
        [true, true],
      );
    },
  });
});
