import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { assertWhole, config, weightsOf, Workspace } from './workspace';

const address = process.env['DISTILLERY_RAY_ADDRESS'] ?? '';

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
    profiles['locked'] = { ...common, address: `${at}/locked` };
    profiles['page'] = { ...common, address: at };
    profiles['gone'] = { ...common, address: 'http://127.0.0.1:9' };
    profiles['box'] = { launcher: 'command', node: process.execPath, submit: ['sh', '-c', '{line} & wait'] };
    profiles['false'] = { launcher: 'command', submit: ['sh', '-c', 'echo no such machine >&2; exit 7 # {line}'] };
    place = new Workspace(profiles);
  });
  after(() => {
    other.close();
    place.end();
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
