import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { isActiveStatus, readEvents } from '../../src/runs';
import { atOnce } from './at-once';
import { documentedProfile } from './documented';
import { python, torchConfig } from './torch-config';
import { assertWhole, config, weightsOf, Workspace } from './workspace';

/** Address of the dashboard, and of the cluster itself. */
const address = process.env['DISTILLERY_RAY_ADDRESS'] ?? '';
const cluster = process.env['DISTILLERY_RAY_CLUSTER'] ?? '';
/** Packages of Ray for the Python that has PyTorch: a user's has both. */
const withRay = { PYTHONPATH: process.env['DISTILLERY_RAY_PACKAGES'] ?? '' };

describe('a run at Ray', () => {
  // Stands for a service that is no dashboard.
  const other = createServer((_, response) => response.writeHead(200).end('<html>'));
  const profiles: Record<string, object> = {};
  let place: Workspace;
  before(async () => {
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const tokenFile = process.env['DISTILLERY_RAY_TOKEN'];
    const common = documentedProfile('ray', { node: process.execPath, tokenFile });
    place = new Workspace(profiles, withRay);
    const wrongFile = path.join(place.root, 'wrong-token');
    writeFileSync(wrongFile, '0123456789abcdef0123456789abcdef\n');
    Object.assign(profiles, {
      ray: { ...common, address },
      held: { ...common, address, node: place.heldNode },
      pair: { ...common, address, machines: 2, python },
      gpus: { ...common, address, gpus: 4 },
      open: { launcher: 'ray', node: process.execPath, address },
      wrong: { ...common, address, tokenFile: wrongFile },
      page: { ...common, address: `http://127.0.0.1:${(other.address() as AddressInfo).port}` },
      gone: { ...common, address: 'http://127.0.0.1:9' },
      box: { launcher: 'command', node: process.execPath, submit: ['sh', '-c', '{line} & wait'] },
      false: { launcher: 'command', submit: ['sh', '-c', 'echo no such machine >&2; exit 7 # {line}'] },
    });
    place.writeProfiles();
  });
  after(async () => {
    other.close();
    await place.end();
  });

  atOnce({
    'is submitted, stopped, and goes on to the same weights as at any command': async () => {
      place.write('ray', config('ray', 8));
      place.write('box', config('box', 8));
      const atBox = place.run('run', 'box.distill.yaml', '--on', 'box');
      place.start('run', 'ray.distill.yaml', '--on', 'held');
      const run = await place.held('ray');
      await place.stopHeld(run);
      assert.equal((await place.run('resume', run.id)).code, 0);
      const finished = await place.until('ray', ({ status }) => status === 'finished');
      await assertWhole(finished);
      const { code, err } = await atBox;
      assert.equal(code, 0, err);
      const other = await place.until('box', ({ status }) => status === 'finished');
      assert.equal(weightsOf(other), weightsOf(finished));
    },

    'shares a training with a second machine': async () => {
      place.write('pair', torchConfig('pair'));
      place.start('run', 'pair.distill.yaml', '--on', 'pair');
      const run = await place.until('pair', ({ status }) => status === 'finished' || status === 'failed');
      assert.equal(run.status, 'finished', run.progress.message);
      const notices = readEvents(run.folder).events.flatMap((event) =>
        event.type === 'notice' ? [event.message] : [],
      );
      assert.match(notices.join(), /computes on cpu, in 2 processes on 2 machines/);
      await assertWhole(run);
    },

    'is ended by who stops it at the cluster': async () => {
      place.write('cancelled', config('cancelled', 50_000));
      place.start('run', 'cancelled.distill.yaml', '--on', 'ray');
      const run = await place.until('cancelled', ({ progress }) => progress.step > 0);
      await endJob(run.job?.id ?? '');
      const { status, progress } = await place.until('cancelled', (one) => !isActiveStatus(one.status));
      assert.equal(status, 'stopped', progress.message);
    },

    'waits for what the cluster does not have with a reason, and leaves the queue where it is stopped': async () => {
      place.write('gpus', config('gpus', 1));
      place.start('run', 'gpus.distill.yaml', '--on', 'gpus');
      const run = await place.until('gpus', ({ job }) => job?.reason !== undefined);
      assert.equal(run.status, 'queued');
      assert.match(run.job?.reason ?? '', /resources|GPU/i);
      assert.equal((await place.run('stop', run.id)).code, 0);
      await place.until('gpus', ({ status }) => status === 'stopped');
    },

    'has its other machines in time, or is told that there are none': async () => {
      const program =
        'import sys; from distillery.training.processes.ray_machines import main; sys.exit(main(sys.argv[1:], 1))';
      const words = ['-c', program, '9', '{"CPU": 1, "GPU": 0}', 'true'];
      const env = { ...process.env, ...withRay, PYTHONPATH: `python:${withRay.PYTHONPATH}`, RAY_ADDRESS: cluster };
      const child = spawn(python, words, { env, stdio: ['ignore', 'ignore', 'pipe'] });
      let printed = '';
      child.stderr.on('data', (piece: Buffer) => (printed += piece.toString('utf8')));
      const [code] = (await once(child, 'close')) as [number | null];
      assert.match(
        printed,
        /Ray had no 9 more places with \{"CPU": 1, "GPU": 0\} within 1 s; lower machines, cpus or gpus of the profile/,
      );
      assert.equal(code, 1);
    },

    'is refused in words, and then nothing was made': async () => {
      place.write('refused', config('refused', 1));
      const refused: readonly [string, RegExp][] = [
        ['open', /wants another token \(401\); name the file that holds one as 'tokenFile' of the profile/],
        ['wrong', /wants another token \(40[13]\); look at the token in .*wrong-token/],
        ['page', /answers as no dashboard of Ray does; the address of one is needed, such as http:\/\/head:8265/],
        ['gone', /cannot be reached \(.*\); is the cluster up, and the address that of its dashboard\?/],
        ['false', /'sh' of the profile 'false' ended with exit code 7 before the run began: no such machine/],
      ];
      const results = await Promise.all(
        refused.map(([profile]) => place.run('run', 'refused.distill.yaml', '--on', profile)),
      );
      results.forEach(({ err, code }, index) => {
        assert.match(err, refused[index]?.[1] ?? /$^/);
        assert.equal(code, 1);
      });
      assert.deepEqual(
        (await place.runs()).filter(({ name }) => name === 'refused'),
        [],
      );
    },
  });

  it('is no run where its profiles cannot be read', async () => {
    writeFileSync(path.join(place.root, 'config/distillery/profiles.json'), '{');
    const { code, err } = await place.run('run', 'refused.distill.yaml', '--on', 'ray');
    assert.match(err, /profiles\.json holds no profiles: write \{ "NAME": \{ "launcher": "slurm"/);
    assert.equal(code, 2);
  });
});

/** Ends a job as another person would, by the API of the dashboard. */
async function endJob(id: string): Promise<void> {
  const token = readFileSync(process.env['DISTILLERY_RAY_TOKEN'] ?? '', 'utf8').trim();
  const answer = await new Promise<number | undefined>((resolve, reject) => {
    const url = new URL(`api/jobs/${encodeURIComponent(id)}/stop`, `${address}/`);
    const sent = request(url, { method: 'POST', headers: { authorization: `Bearer ${token}` } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });
  assert.equal(answer, 200);
}
