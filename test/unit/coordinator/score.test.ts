import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readCurve } from '../../../src/coordinator/score';
import { formatEventLine } from '../../../src/runs';

describe('the curve of a run of a sweep', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'distillery-curve-'));
  const folder = path.join(root, '.distillery', 'runs', 'run');
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
    const goal = { metric: 'validation.accuracy' } as const;
    assert.deepEqual(readCurve(folder, goal, 3), [-0.1, -0.2]);
    assert.deepEqual(readCurve(folder, goal, 2 ** 53), [-0.1, -0.2]);
    assert.deepEqual(readCurve(folder, goal, 0), []);
  });
});
