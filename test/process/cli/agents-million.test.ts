import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { configSchema } from '../../../src/config';
import { createRun, openEventWriter, runsFolder } from '../../../src/runs';
import { assertBelow } from '../../least';
import { removeWorkspace } from '../../remove-workspace';
import { callForText, connectMcp } from './mcp-client';

const steps = 1_000_000;
const stepsOfEpoch = 50_000;
const spike = 654_321;

describe('an agent that asks about a run of a million steps', function () {
  this.timeout(180_000);
  let workspace: string;
  let client: Client;
  before(async () => {
    workspace = mkdtempSync(path.join(tmpdir(), 'distillery-million-'));
    writeFileSync(path.join(workspace, 'package.json'), '{}');
    await writeRun(runsFolder(workspace));
    ({ client } = await connectMcp(workspace, ['--read-only']));
  });
  after(async () => {
    await client.close();
    await removeWorkspace(workspace);
  });

  /** Writes a finished run by the trainer's own writer of logs, with all columns that a step has. */
  async function writeRun(folder: string): Promise<void> {
    const model = { preset: 'mlp', hidden: [8] };
    const config = configSchema.parse({
      name: 'million',
      data: { set: 'mnist' },
      teacher: { model },
      student: { model },
    });
    const configPath = path.join(workspace, 'million.distill.yaml');
    const run = await createRun({ folder, configText: 'name: million\n', config, configPath });
    const log = openEventWriter(run.folder, 1);
    const epochs = steps / stepsOfEpoch;
    log.write({ type: 'started', engine: 'none', engineVersion: '1', threads: 1, steps, epochs, node: '20' });
    const series = { phase: 'student' as const };
    for (let step = 1; step <= steps; step += 1) {
      const noise = Math.abs(Math.sin(step * 12.9898) * 43_758.5453) % 1;
      const loss = step === spike ? 99.5 : noise + 1e4 / (step + 1e4);
      const terms = { hard: loss / 2, soft: loss, weightedHard: loss / 4, weightedSoft: loss / 3, klAtOne: noise };
      const rest = {
        temperature: 8 - (6 * step) / steps,
        learningRate: 0.01 * (1 - step / steps),
        imagesPerSecond: 9e4,
      };
      log.write({ type: 'step', ...series, step, epoch: step / stepsOfEpoch, loss, ...terms, ...rest });
      if (step % stepsOfEpoch !== 0) continue;
      const figures = { accuracy: 0.9, errors: 1000, count: 10_000, crossEntropy: 0.3 + noise };
      log.write({ type: 'evaluation', ...series, split: 'validation', step, epoch: step / stepsOfEpoch, ...figures });
    }
    log.write({ type: 'finished', step: steps, bestEpoch: 9, accuracy: 0.9, errors: 1000, seconds: 12_345 });
    log.close();
  }

  /** Processor time of the server in ms, where the system tells it of another process; other work on the machine adds little to it. */
  function serverMs(): number | undefined {
    const pid = (client.transport as StdioClientTransport).pid ?? 0;
    const file = `/proc/${pid}/stat`;
    if (!existsSync(file)) return undefined;
    const text = readFileSync(file, 'utf8');
    // User and system time, in hundredths of a second, behind the name in parentheses.
    const [user = '', system = ''] = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11);
    return 10 * (Number(user) + Number(system));
  }

  for (const [name, input, expected] of [
    ['list_runs', {}, '"name":"million","status":"finished"'],
    ['follow_run', { run: 'latest' }, '"status":"finished"'],
    ['read_curves', { run: 'latest' }, '"step":1000000'],
    ['read_curves', { run: 'latest', curves: ['loss'], from: spike - 1000, to: spike + 1000 }, `[${spike},99.5]`],
    ['judge_run', { run: 'latest' }, '"verdict":"cannot-tell"'],
  ] as const) {
    it(`has the answer of ${name} ${JSON.stringify(input)} within 200 ms, in less than 4 kB`, async () => {
      await assertBelow(200, 'ms', async () => {
        const [start, before] = [performance.now(), serverMs()];
        // It asserts the size.
        const { text, isRefusal } = await callForText(client, name, input);
        const [elapsed, after] = [performance.now() - start, serverMs()];
        assert.ok(!isRefusal && text.includes(expected), text);
        const own = after === undefined || before === undefined ? elapsed : after - before;
        console.error(`${name}: ${elapsed.toFixed(0)} ms, ${own} of the server, ${Buffer.byteLength(text)} bytes`);
        return Math.min(elapsed, own);
      });
    });
  }

  it('reads the largest loss of all steps from the default answer', async () => {
    const { text } = await callForText(client, 'read_curves', { run: 'latest' });
    const { curves, step } = JSON.parse(text) as { curves: Record<string, [number, number][]>; step: number };
    assert.equal(step, steps);
    assert.ok(
      curves['loss']?.some(([at, value]) => at === spike && value === 99.5),
      text,
    );
  });
});
