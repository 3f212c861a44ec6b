import assert from 'node:assert/strict';
import { appendFileSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CurveReader } from '../../../src/coordinator/score';
import { formatEventLine } from '../../../src/runs';

describe('the curve of a run of a sweep', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'distillery-curve-'));
  const folder = path.join(root, '.distillery', 'runs', 'run');
  const goal = { metric: 'validation.accuracy' } as const;
  before(() => mkdirSync(folder, { recursive: true }));
  after(() => rmSync(root, { recursive: true, force: true }));

  it('has the epochs of its training alone, whatever a log that came with a clone names', () => {
    const epochs = [1, 2, 4e9, 2 ** 53, -5, 0, 1e308];
    const lines = epochs.map((epoch, at) =>
      formatEventLine({
        ...{ type: 'evaluation', phase: 'student', split: 'validation', step: at, epoch },
        ...{ accuracy: 0.1 * (at + 1), errors: 1, count: 2, crossEntropy: 1, seq: at + 1, attempt: 1, at },
      }),
    );
    writeFileSync(path.join(folder, 'events.jsonl'), `${lines.join('\n')}\n`);
    const read = (trained: number): unknown => new CurveReader(folder, goal).read(trained);
    assert.deepEqual(read(3), [-0.1, -0.2]);
    assert.deepEqual(read(2 ** 53), [-0.1, -0.2]);
    assert.deepEqual(read(0), []);
  });

  it('is read on from where it was read to, and anew where the log was replaced', () => {
    const file = path.join(folder, 'events.jsonl');
    const line = (epoch: number, accuracy: number): string =>
      `${formatEventLine({
        ...{ type: 'evaluation', phase: 'student', split: 'validation', step: epoch, epoch },
        ...{ accuracy, errors: 1, count: 2, crossEntropy: 1, seq: epoch, attempt: 1, at: epoch },
      })}\n`;
    writeFileSync(file, line(1, 0.1) + line(2, 0.2));
    const reader = new CurveReader(folder, goal);
    assert.deepEqual(reader.read(9), [-0.1, -0.2]);
    // Damage in lines that were read changes nothing, since they are not looked at again.
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, '#####', 0);
    closeSync(descriptor);
    appendFileSync(file, line(3, 0.3));
    assert.deepEqual(reader.read(9), [-0.1, -0.2, -0.3]);
    assert.deepEqual(reader.read(9), [-0.1, -0.2, -0.3]);
    writeFileSync(file, line(1, 0.5));
    assert.deepEqual(reader.read(9), [-0.5]);
  });
});
