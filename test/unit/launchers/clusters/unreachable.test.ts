import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTool } from '../../../../src/launchers/jobs/run-tool';
import { RayClient } from '../../../../src/launchers/ray/client';

describe('a program of a cluster', () => {
  it('that is not on the PATH, or not in the folder of the profile, is missed in words', async () => {
    await assert.rejects(
      runTool('no-such-sbatch', []),
      /^Error: there is no no-such-sbatch on the PATH; name the folder that holds it as 'bin' of the profile, or start where/,
    );
    await assert.rejects(
      runTool('sbatch', [], { bin: '/nowhere' }),
      /^Error: there is no sbatch in \/nowhere; name the folder/,
    );
  });

  it('that a profile of a command names is missed by the key that names it', async () => {
    await assert.rejects(
      runTool('no-such-sky', [], { key: 'state' }),
      /^Error: there is no no-such-sky on the PATH; write its path into 'state' of the profile$/,
    );
    // Windows has no such rights.
    if (process.platform === 'win32') return;
    await assert.rejects(
      runTool(path.resolve('package.json'), [], { key: 'stop' }),
      /^Error: .*package\.json may not be executed \(EACCES\); name one that may be in 'stop' of the profile$/,
    );
  });
});

describe('a dashboard of Ray', () => {
  const asked: IncomingMessage[] = [];
  const answers: Record<string, readonly [number, string]> = {
    '/locked/api/jobs/': [401, 'no'],
    '/forbidden/api/jobs/': [403, 'no'],
    '/page/api/jobs/': [200, '<html>'],
    '/other/api/jobs/': [200, '{"jobs":[]}'],
    '/broken/api/jobs/': [500, 'Traceback\nValueError: x'],
    '/api/jobs/': [200, '[{"submission_id":"a","status":"RUNNING"},{"submission_id":null,"status":"RUNNING"}]'],
  };
  const server = createServer((request, response) => {
    asked.push(request);
    const [status, text] = answers[request.url ?? ''] ?? [404, 'nothing here'];
    response.writeHead(status).end(text);
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'distillery-ray-'));
  const tokenFile = path.join(folder, 'token');
  let address: string;
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  const client = (at: string, own: object = {}): RayClient => new RayClient({ launcher: 'ray', address: at, ...own });

  it('lists the jobs that were submitted, and is shown the token alone', async () => {
    writeFileSync(tokenFile, 'secret\n');
    const jobs = await client(address, { tokenFile }).list();
    assert.deepEqual(
      jobs.map(({ submission_id: id }) => id),
      ['a'],
    );
    assert.equal(asked.at(-1)?.headers.authorization, 'Bearer secret');
  });

  for (const [place, text] of [
    ['/locked', /wants another token \(401\); name the file that holds one as 'tokenFile' of the profile$/],
    ['/forbidden', /wants another token \(403\); name the file/],
    ['/page', /answers as no dashboard of Ray does; the address of one is needed, such as http:\/\/head:8265$/],
    ['/other', /answers as no dashboard of Ray does;/],
    ['/broken', /answered 500: ValueError: x$/],
    ['/missing', /answered 404: nothing here$/],
  ] as const) {
    it(`that is none, or wants another token, is named with a next step: ${place}`, async () => {
      await assert.rejects(client(`${address}${place}`).list(), text);
    });
  }

  it('that cannot be reached is named with a next step', async () => {
    await assert.rejects(
      client('http://127.0.0.1:9').list(),
      /^Error: http:\/\/127\.0\.0\.1:9 cannot be reached \(.*\); is the cluster up, and the address that of its dashboard\?$/,
    );
  });

  it('that is a service without HTTP, or one without TLS, is named with a next step', async () => {
    const other = net.createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    try {
      const { port } = other.address() as AddressInfo;
      await assert.rejects(client(`http://127.0.0.1:${port}`).list(), /answers as no dashboard of Ray does;/);
    } finally {
      other.close();
    }
    await assert.rejects(
      client(address.replace('http:', 'https:')).list(),
      /^Error: https:\/\/127\.0\.0\.1:\d+ does not speak TLS; begin the address with http:\/\/ where the cluster has none$/,
    );
  });

  it('is asked nothing where the file of the token is missing, or holds none', async () => {
    const before = asked.length;
    const missing = path.join(folder, 'none');
    await assert.rejects(
      client(address, { tokenFile: missing }).list(),
      /^Error: the token of the cluster cannot be read from .*none, which the profile names as 'tokenFile'$/,
    );
    for (const text of ['', 'two\nlines', 'a b', 'ü']) {
      writeFileSync(tokenFile, text);
      await assert.rejects(client(address, { tokenFile }).list(), /holds no token: one line of plain signs is needed$/);
    }
    writeFileSync(tokenFile, 'wrong');
    await assert.rejects(
      client(`${address}/locked`, { tokenFile }).list(),
      /wants another token \(401\); look at the token in .*token$/,
    );
    assert.equal(asked.length, before + 1);
  });
});
