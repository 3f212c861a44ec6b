import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RunColumns } from '../../../src/panel/curves/run-columns';
import { LogFollower, openEventWriter, readEvents } from '../../../src/runs';

describe('a clock that moves back', () => {
  const now = Date.now;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'distillery-clock-'));
  });
  afterEach(() => {
    Date.now = now;
    rmSync(folder, { recursive: true, force: true });
  });

  /** An attempt that begins at a time and whose clock goes on by `tickMs` at each event. */
  function attempt(number: number, steps: readonly number[], beginsAt: number, tickMs: number): void {
    let time = beginsAt;
    Date.now = () => (time += tickMs);
    const writer = openEventWriter(folder, number);
    writer.write({ type: 'started', engine: 'none', engineVersion: '1', threads: 1, steps: 60, epochs: 6, node: '' });
    const rest = { hard: 1, soft: 1, weightedHard: 1, weightedSoft: 1, temperature: 2, learningRate: 1 };
    for (const step of steps) {
      writer.write({ type: 'step', phase: 'student', step, epoch: step / 10, loss: step, imagesPerSecond: 1, ...rest });
    }
    writer.close();
  }

  const fromTo = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);

  for (const how of ['by its index', 'by its lines'] as const) {
    it(`leaves the order to the steps, within an attempt and from one to the next, read ${how}`, async () => {
      attempt(1, fromTo(1, 40), 1e12, -60_000);
      attempt(2, fromTo(31, 60), 1e12 - 86_400_000, 1000);
      if (how === 'by its lines') rmSync(path.join(folder, 'events.index'));
      const columns = new RunColumns();
      for await (const piece of new LogFollower(folder).gained()) columns.take(piece);
      assert.deepEqual([...columns.axis('step')], fromTo(1, 60));
      assert.deepEqual([...(columns.column('loss')?.values ?? [])], fromTo(1, 60));
      const times = columns.axis('time');
      assert.ok(
        times.every((time, row) => time >= 0 && (row === 0 || time > (times[row - 1] ?? 0))),
        'training never takes a negative time',
      );
      // Only training time counts, not the jump of the clock.
      assert.ok(Math.abs((times.at(-1) ?? 0) - 29) < 2, `${times.at(-1)} s`);
      const { events, badLines } = readEvents(folder);
      assert.deepEqual([events.map(({ seq }) => seq), badLines], [fromTo(1, 72), 0]);
    });
  }
});
