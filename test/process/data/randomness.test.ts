import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folder = 'test/fixtures/protocol';
const vectors = path.join(folder, 'randomness.json');
const python = ['python3', 'python'].find((name) => spawnSync(name, ['-c', 'import json']).status === 0);

describe('the page on randomness', () => {
  it('is enough to draw the same with Python’s standard library', function () {
    if (python === undefined) this.skip();
    const said = execFileSync(python, [path.join(folder, 'randomness.py'), vectors], { encoding: 'utf8' });
    assert.equal(said.trim(), 'all vectors agree');
  });

  it('would be found incomplete: one number that differs is named', function () {
    if (python === undefined) this.skip();
    const scratch = mkdtempSync(path.join(tmpdir(), 'distillery-random-'));
    try {
      const file = path.join(scratch, 'vectors.json');
      const wrong = JSON.parse(readFileSync(vectors, 'utf8')) as { below: { values: number[] } };
      wrong.below.values[3] = 11;
      writeFileSync(file, JSON.stringify(wrong));
      const { status, stdout } = spawnSync(python, [path.join(folder, 'randomness.py'), file], { encoding: 'utf8' });
      assert.equal(status, 1);
      assert.match(stdout, /^below: /);
    } finally {
      rmSync(scratch, { recursive: true });
    }
  });
});
