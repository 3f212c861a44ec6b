import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { assertBelow } from '../../least';
import { removeWorkspace } from '../../remove-workspace';
import { callForText, connectMcp } from './mcp-client';
import { millionQuestions, spike, steps, writeMillionSteps } from './million-steps';

describe('an agent that asks about a run of a million steps', function () {
  this.timeout(180_000);
  let workspace: string;
  let client: Client;
  before(async () => {
    workspace = mkdtempSync(path.join(tmpdir(), 'distillery-million-'));
    writeFileSync(path.join(workspace, 'package.json'), '{}');
    await writeMillionSteps(workspace);
    ({ client } = await connectMcp(workspace, ['--read-only']));
  });
  after(async () => {
    await client.close();
    await removeWorkspace(workspace);
  });

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

  for (const [name, input, expected] of millionQuestions) {
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
