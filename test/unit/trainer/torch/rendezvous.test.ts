import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { machinesVariable } from '../../../../src/launchers/jobs/machines';
import {
  arrangeProcesses,
  machinesName,
  rendezvousName,
  type Rendezvous,
} from '../../../../src/trainer/torch/rendezvous';

const program = { command: '/py', args: ['-u', 'train'], env: { PYTHONPATH: 'p' } };
const machines = (count: number): NodeJS.ProcessEnv => ({
  [machinesName]: JSON.stringify({ count, start: ['srun', '--nodes=1', '{python}'] }),
});

function rendezvousOf(env: Readonly<Record<string, string>> | undefined): Rendezvous {
  return JSON.parse(env?.[rendezvousName] ?? '') as Rendezvous;
}

describe('the processes of a training', () => {
  it('are one, whatever a training around it has', async () => {
    const { own, others } = await arrangeProcesses(program, 1, {});
    assert.deepEqual([own.env, others], [{ PYTHONPATH: 'p', [rendezvousName]: '' }, undefined]);
  });

  it('stay off the network on one machine', async () => {
    const { own, others } = await arrangeProcesses(program, 4, {});
    const { run, ...rest } = rendezvousOf(own.env);
    assert.deepEqual([rest, others], [{ nodes: 1, processes: 4, endpoint: '127.0.0.1:0' }, undefined]);
    assert.notEqual(
      run,
      rendezvousOf((await arrangeProcesses(program, 4, {})).own.env).run,
      'each attempt has its own',
    );
  });

  it('meet at the machine of the trainer, which one of the others never leads', async () => {
    const { own, others } = await arrangeProcesses(program, 4, { ...machines(2), MASTER_ADDR: 'head' });
    const rendezvous = rendezvousOf(own.env);
    assert.match(rendezvous.endpoint, /^head:\d+$/);
    assert.deepEqual([rendezvous.nodes, rendezvous.processes, rendezvous.leads], [2, 2, undefined]);
    assert.deepEqual([others?.command, others?.args], ['srun', ['--nodes=1', '/py', '/py', '-u', 'train']]);
    assert.deepEqual(rendezvousOf(others?.env), { ...rendezvous, leads: false });
    assert.equal(others?.env?.['PYTHONPATH'], 'p');
  });

  it('wait for one another as long as a person says', async () => {
    const waitOf = async (text: string): Promise<number | undefined> => {
      const environment = { ...machines(2), MASTER_ADDR: 'head', DISTILLERY_WAIT_FOR_MACHINES: text };
      return rendezvousOf((await arrangeProcesses(program, 2, environment)).own.env).wait;
    };
    assert.deepEqual(await Promise.all(['600', '', '0', '1e9', 'long'].map(waitOf)), [
      600,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('are named by the variable that launchers set', () => {
    assert.equal(machinesVariable, machinesName);
  });

  for (const [processes, text] of [
    [1, /^TrainingFailure: one process cannot be shared alike by 2 machines$/],
    [3, /^TrainingFailure: 3 processes cannot be shared alike by 2 machines$/],
  ] as const) {
    it(`are refused where machines cannot share them: ${processes} by 2`, async () => {
      await assert.rejects(arrangeProcesses(program, processes, machines(2)), text);
    });
  }

  it('are refused at a port that is in use, or is none', async () => {
    const server = createServer().listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await assert.rejects(
      arrangeProcesses(program, 2, { ...machines(2), MASTER_PORT: String(port) }),
      new RegExp(
        `^TrainingFailure: the port ${port} of this machine, which MASTER_PORT names, cannot be had: .*EADDRINUSE`,
      ),
    );
    server.close();
    await assert.rejects(
      arrangeProcesses(program, 2, { ...machines(2), MASTER_PORT: '99999' }),
      /^TrainingFailure: MASTER_PORT is '99999', which is no port$/,
    );
  });
});
