import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LogFollower } from '../../../../src/runs';
import { heldMemory } from '../../../held-memory';
import { assertBelow } from '../../../least';
import { makeIndex } from '../../../../src/runs/log/index-writer';
import { stepLine } from '../../../unit/runs/log/step-line';

describe('a log of a million steps', function () {
  this.timeout(120_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'distillery-million-'));
    writeLog(path.join(folder, 'events.jsonl'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function writeLog(file: string): void {
    const descriptor = openSync(file, 'w');
    let text = '';
    for (let step = 1; step <= 1_000_000; step += 1) {
      const loss = step / 1e6;
      text += stepLine(step, { at: step, epoch: step / 500, loss });
      if (text.length < 1 << 20) continue;
      writeSync(descriptor, text);
      text = '';
    }
    writeSync(descriptor, text);
    closeSync(descriptor);
  }

  /** Reads all of it as a panel does, and calls `look` every 200,000 steps. */
  async function read(look: () => void): Promise<void> {
    let [last, next] = [0, 1];
    for await (const { steps } of new LogFollower(folder, ['loss', 'temperature']).gained()) {
      for (const { step, columns } of steps) {
        assert.equal(step[0], last + 1);
        last = step.at(-1) ?? 0;
        assert.equal(columns.get('loss')?.at(-1), last / 1e6);
      }
      if (last < next) continue;
      look();
      next = last + 200_000;
    }
    assert.equal(last, 1_000_000);
  }

  async function seconds(): Promise<number> {
    const cpu = process.cpuUsage();
    await read(() => undefined);
    const { user, system } = process.cpuUsage(cpu);
    return (user + system) / 1e6;
  }

  /** The most memory that is held while it is read, in MB. What is no longer held waits for its collection, as long as V8 likes. */
  async function held(): Promise<number> {
    const before = heldMemory().all;
    let most = before;
    await read(() => (most = Math.max(most, heldMemory().all)));
    return (most - before) / 2 ** 20;
  }

  it('is read by its lines in bounded memory', async () => {
    await assertBelow(16, 'MB', held);
    await assertBelow(20, 's', seconds);
  });

  it('is opened by its index in a fraction of that', async () => {
    await makeIndex(folder);
    await assertBelow(16, 'MB', held);
    await assertBelow(1.5, 's', seconds);
  });
});
