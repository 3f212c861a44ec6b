import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { readEvents } from '../../src/runs';
import { python, torchConfig } from './torch-config';
import { assertWhole, config, weightsOf, Workspace } from './workspace';

/** Address of the dashboard, and of the cluster itself. */
const address = process.env['DISTILLERY_RAY_ADDRESS'] ?? '';
const cluster = process.env['DISTILLERY_RAY_CLUSTER'] ?? '';
/** Packages of Ray for the Python that has PyTorch: a user's has both. */
const withRay = { PYTHONPATH: process.env['DISTILLERY_RAY_PACKAGES'] ?? '' };

describe('a run at Ray', () => {
  // Stands for a dashboard that wants a token, and for a service that is none.
  const other = createServer((request, response) => {
    response.writeHead(request.url?.includes('locked') === true ? 401 : 200).end('<html>');
  });
  const profiles: Record<string, object> = {};
  let place: Workspace;
  before(async () => {
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const at = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const common = { launcher: 'ray', node: process.execPath, cpus: 1 };
    profiles['ray'] = { ...common, address };
    profiles['pair'] = { ...common, address, machines: 2, python };
    profiles['locked'] = { ...common, address: `${at}/locked` };
    profiles['page'] = { ...common, address: at };
    profiles['gone'] = { ...common, address: 'http://127.0.0.1:9' };
    profiles['box'] = { launcher: 'command', node: process.execPath, submit: ['sh', '-c', '{line} & wait'] };
    profiles['false'] = { launcher: 'command', submit: ['sh', '-c', 'echo no such machine >&2; exit 7 # {line}'] };
    place = new Workspace(profiles, withRay);
  });
  after(async () => {
    other.close();
    await place.end();
  });

  it('is submitted, stopped, and goes on to the same weights as at any command', async () => {
    place.write('ray', config('ray', 30));
    place.start('run', 'ray.distill.yaml', '--on', 'ray');
    const run = await place.until('ray', ({ progress }) => progress.phase === 'student' && progress.step > 100);
    assert.equal((await place.run('stop', run.id)).code, 0);
    await place.until('ray', ({ status }) => status === 'stopped');
    assert.equal((await place.run('resume', run.id)).code, 0);
    const finished = await place.until('ray', ({ status }) => status === 'finished');
    await assertWhole(finished);
    place.write('box', config('box', 30));
    const atBox = await place.run('run', 'box.distill.yaml', '--on', 'box');
    assert.equal(atBox.code, 0, atBox.err);
    const other = await place.until('box', ({ status }) => status === 'finished');
    assert.equal(weightsOf(other), weightsOf(finished));
  });

  it('shares a training with a second machine', async () => {
    place.write('pair', torchConfig('pair'));
    place.start('run', 'pair.distill.yaml', '--on', 'pair');
    const run = await place.until('pair', ({ status }) => status === 'finished' || status === 'failed');
    assert.equal(run.status, 'finished', run.progress.message);
    const notices = readEvents(run.folder).events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));
    assert.match(notices.join(), /computes on cpu, in 2 processes on 2 machines/);
    await assertWhole(run);
  });

  it('has its other machines in time, or is told that there are none', () => {
    const program = 'import sys; from distillery.training.ray_machines import main; sys.exit(main(sys.argv[1:], 1))';
    const words = ['-c', program, '9', '{"CPU": 1, "GPU": 0}', 'true'];
    const env = { ...process.env, ...withRay, PYTHONPATH: `python:${withRay.PYTHONPATH}`, RAY_ADDRESS: cluster };
    const { status, stderr } = spawnSync(python, words, { encoding: 'utf8', env });
    assert.match(
      stderr,
      /Ray had no 9 more places with \{"CPU": 1, "GPU": 0\} within 1 s; lower machines, cpus or gpus of the profile/,
    );
    assert.equal(status, 1);
  });

  it('is refused in words, and then nothing was made', async () => {
    place.write('refused', config('refused', 1));
    const refused: readonly [string, RegExp][] = [
      ['locked', /wants another token \(401\); name the file that holds one as 'tokenFile' of the profile/],
      ['page', /answers as no dashboard of Ray does; the address of one is needed, such as http:\/\/head:8265/],
      ['gone', /cannot be reached \(.*\); is the cluster up, and the address that of its dashboard\?/],
      ['false', /'sh' of the profile 'false' ended with exit code 7 before the run began: no such machine/],
    ];
    for (const [profile, text] of refused) {
      const result = await place.run('run', 'refused.distill.yaml', '--on', profile);
      assert.match(result.err, text);
      assert.equal(result.code, 1);
    }
    assert.deepEqual(
      (await place.runs()).filter(({ name }) => name === 'refused'),
      [],
    );
  });

  it('is no run where its profiles cannot be read', async () => {
    writeFileSync(path.join(place.root, 'config/distillery/profiles.json'), '{');
    const { code, err } = await place.run('run', 'refused.distill.yaml', '--on', 'ray');
    assert.match(err, /profiles\.json holds no profiles: write \{ "NAME": \{ "launcher": "slurm"/);
    assert.equal(code, 2);
  });
});
