import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LogFollower, openEventWriter, readEvents } from '../../../src/runs';

/**
 * Tears the last line of a log at every byte and lets a writer go on behind it. Throws when anything of the torn line is
 * left, or an event is lost or doubled; gives at how many bytes it was torn.
 */
export function tearEverywhere(): number {
  const folder = mkdtempSync(path.join(tmpdir(), 'distillery-torn-'));
  try {
    const write = (message: string): void => {
      const writer = openEventWriter(folder, 1);
      writer.write({ type: 'notice', message });
      writer.close();
    };
    for (const message of ['one', 'two', 'a longer last line „ü“ \u{1f525}']) write(message);
    const file = path.join(folder, 'events.jsonl');
    const whole = readFileSync(file);
    const start = whole.subarray(0, -1).lastIndexOf('\n') + 1;
    for (let length = start; length <= whole.length; length += 1) {
      writeFileSync(file, whole.subarray(0, length));
      write('behind');
      const isWhole = length >= whole.length - 1;
      const { events, badLines } = readEvents(folder);
      const numbers = events.map(({ seq }) => seq);
      assert.deepEqual(numbers, isWhole ? [1, 2, 3, 4] : [1, 2, 3], `${length - start} bytes`);
      assert.equal(badLines, 0);
      const follower = new LogFollower(folder);
      const followed: number[] = [];
      for (let piece = follower.read(); piece !== undefined; piece = follower.read()) {
        followed.push(...piece.events.map(({ seq }) => seq));
      }
      assert.deepEqual(followed, numbers);
    }
    return whole.length - start + 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
