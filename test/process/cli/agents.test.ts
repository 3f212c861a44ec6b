import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { writeSmallData } from '../trainer/small-run';
import { removeWorkspace } from '../../remove-workspace';
import { callTool as call, connectMcp } from './mcp-client';

describe('the server for agents', function () {
  this.timeout(120_000);
  let workspace: string;
  let open: Client[] = [];
  before(() => {
    workspace = mkdtempSync(path.join(tmpdir(), 'distillery-mcp-'));
    mkdirSync(path.join(workspace, 'data'));
    writeFileSync(path.join(workspace, 'package.json'), '{}');
    writeSmallData(path.join(workspace, 'data'));
    const config = [
      'name: small',
      'data: { format: idx, path: data }',
      'teacher: { model: { preset: mlp, hidden: [24] }, train: { epochs: 2, batchSize: 64 } }',
      'student: { model: { preset: mlp, hidden: [16] } }',
      'temperature: { strategy: linear, from: 6, to: 2 }',
      'train: { epochs: 3, batchSize: 64 }',
      'control: true',
    ];
    writeFileSync(path.join(workspace, 'small.distill.yaml'), config.join('\n'));
  });
  afterEach(async () => {
    await Promise.all(open.map((client) => client.close()));
    open = [];
  });
  after(() => removeWorkspace(workspace));

  async function connect(
    words: readonly string[],
    answer?: 'accept' | 'decline',
  ): Promise<{ readonly client: Client; readonly asked: string[] }> {
    const connected = await connectMcp(workspace, words, answer);
    open.push(connected.client);
    return connected;
  }

  it('lists, starts once a person has agreed, follows, reads, judges and stops runs', async () => {
    const { client, asked } = await connect([], 'accept');
    const { tools } = await client.listTools();
    assert.equal(tools.length, 9);
    assert.deepEqual(
      tools.filter(({ annotations }) => annotations?.readOnlyHint !== true).map(({ name }) => name),
      ['start_run', 'stop_run'],
    );
    assert.deepEqual(await call(client, 'list_runs'), { runs: [] });
    assert.deepEqual(await call(client, 'validate_config', { config: 'small.distill.yaml' }), {
      valid: true,
      problems: [],
    });
    const { started, run, control } = await call(client, 'start_run', { config: 'small.distill.yaml' });
    assert.equal(started, true);
    assert.deepEqual(asked, ['Start a run of small.distill.yaml? It trains on this machine.']);
    const ended = await call(client, 'follow_run', { run, seconds: 60 });
    assert.equal(ended['status'], 'finished', JSON.stringify(ended));
    assert.equal((await call(client, 'follow_run', { run: control, seconds: 60 }))['status'], 'finished');
    const { curves, evaluations } = await call(client, 'read_curves', { run });
    const { temperature = [] } = curves as Record<string, [number, number][]>;
    assert.ok((temperature[0]?.[1] ?? 0) > (temperature.at(-1)?.[1] ?? 0));
    assert.ok('test accuracy' in (evaluations as object));
    const { verdict, sentence } = await call(client, 'judge_run', { run });
    assert.deepEqual([verdict, typeof sentence], ['cannot-tell', 'string']);
    const long = { config: 'small.distill.yaml', set: { 'train.epochs': 20_000, control: false } };
    const { run: other } = await call(client, 'start_run', long);
    const stopped = await call(client, 'stop_run', { run: other });
    assert.equal(stopped['status'], 'stopped', JSON.stringify(stopped));
    assert.match(asked.at(-1) ?? '', /^Stop .*\? It writes a checkpoint first and can be resumed\.$/);
    const { runs } = await call(client, 'list_runs');
    assert.equal((runs as unknown[]).length, 3);
  });

  it('starts nothing where a person declines, where nobody can be asked, and where it only reads', async () => {
    const input = { config: 'small.distill.yaml' };
    const { client: declining } = await connect([], 'decline');
    assert.deepEqual(await call(declining, 'start_run', input), { started: false, reason: 'the person declined' });
    const { client: mute } = await connect([]);
    assert.match(
      String((await call(mute, 'start_run', input))['refused']),
      /^nothing was done: this client cannot ask a person\. Start the server with --yes/,
    );
    const { client: reading } = await connect(['--read-only', '--yes']);
    const { tools } = await reading.listTools();
    assert.ok(!tools.some(({ name }) => name === 'start_run' || name === 'stop_run'));
    assert.match(String((await call(reading, 'start_run', input))['refused']), /^this server only reads/);
    assert.match(String((await call(reading, 'dance'))['refused']), /^there is no tool 'dance'$/);
  });
});
