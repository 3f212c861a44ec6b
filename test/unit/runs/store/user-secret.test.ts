import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isMarked, markOf, queueFolder } from '../../../../src/runs';
import { readRunsAtATime, writeRunsAtATime } from '../../../../src/runs/process/queue';

describe('the mark of what a user made', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), 'distillery-secret-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const inFolder = (name: string): NodeJS.ProcessEnv => ({ XDG_CONFIG_HOME: path.join(root, name) });

  it('fits the same content of the same purpose, and nothing else', () => {
    const environment = inFolder('mine');
    const mark = markOf('teacher', ['key', { a: '1' }], environment);
    assert.equal(isMarked('teacher', ['key', { a: '1' }], mark, environment), true);
    assert.equal(isMarked('teacher', ['key', { a: '2' }], mark, environment), false);
    assert.equal(isMarked('at-a-time', ['key', { a: '1' }], mark, environment), false);
    for (const wrong of [undefined, '', 'x', 1, `${mark}0`, mark.toUpperCase()]) {
      assert.equal(isMarked('teacher', ['key', { a: '1' }], wrong, environment), false);
    }
  });

  it('is another user’s with another secret', () => {
    const mark = markOf('teacher', 1, inFolder('mine'));
    assert.equal(isMarked('teacher', 1, mark, inFolder('theirs')), false);
    const handed = { DISTILLERY_SECRET: 'handed over to another machine' };
    assert.equal(isMarked('teacher', 1, markOf('teacher', 1, handed), { ...inFolder('mine'), ...handed }), true);
  });

  it('rests on a secret that only the user reads, made once', function () {
    if (process.platform === 'win32' || process.platform === 'darwin') this.skip();
    const environment = inFolder('mine');
    const first = markOf('teacher', 1, environment);
    const file = path.join(root, 'mine', 'distillery', 'secret');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.match(readFileSync(file, 'utf8'), /^[0-9a-f]{64}$/);
    assert.equal(markOf('teacher', 1, environment), first);
  });

  it('holds for the process where no secret can be kept', () => {
    writeFileSync(path.join(root, 'no-folder'), '');
    const environment = inFolder('no-folder');
    assert.equal(isMarked('teacher', 1, markOf('teacher', 1, environment), environment), true);
  });

  it('keeps a number of runs at a time that came with a clone from counting', () => {
    const runs = path.join(root, '.distillery', 'runs');
    writeRunsAtATime(runs, 3);
    assert.equal(readRunsAtATime(runs), 3);
    const file = path.join(queueFolder(runs), 'at-a-time');
    writeFileSync(file, `\ufeff${readFileSync(file, 'utf8')}`);
    assert.equal(readRunsAtATime(runs), 1);
    writeFileSync(file, readFileSync(file, 'utf8').replace('\ufeff3', '1000000000'));
    assert.equal(readRunsAtATime(runs), 1);
    mkdirSync(queueFolder(runs), { recursive: true });
    writeFileSync(file, '1000000000');
    assert.equal(readRunsAtATime(runs), 1);
    writeRunsAtATime(runs, 100);
    assert.equal(readRunsAtATime(runs), 100);
  });
});
