import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addSweepChange, checkRun, fileOperations, readSweepChanges } from '../../../../src/runs';

describe('changes of a sweep', () => {
  let root: string;
  let folder: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-changes-'));
    folder = path.join(root, '.distillery', 'runs', 'sweep');
    mkdirSync(folder, { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const changesOf = (): readonly (readonly number[] | undefined)[] =>
    readSweepChanges(folder).changes.map(({ drop }) => drop);

  it('are read in the order in which they were added', () => {
    assert.deepEqual(readSweepChanges(folder), { changes: [] });
    assert.equal(addSweepChange(folder, { drop: [3] }), 1);
    assert.equal(addSweepChange(folder, { drop: [1, 2] }), 2);
    assert.deepEqual(changesOf(), [[3], [1, 2]]);
    assert.deepEqual(
      readSweepChanges(folder, 1).changes.map(({ drop }) => drop),
      [[1, 2]],
    );
    assert.deepEqual(readdirSync(path.join(folder, 'changes')), ['1.json', '2.json'], 'nothing is left beside them');
  });

  it('are both kept where another window adds one at the same moment', () => {
    const { link } = fileOperations;
    let isFirst = true;
    fileOperations.link = (from, to) => {
      if (isFirst) {
        isFirst = false;
        addSweepChange(folder, { drop: [7] });
      }
      link(from, to);
    };
    try {
      assert.equal(addSweepChange(folder, { drop: [3] }), 2);
    } finally {
      fileOperations.link = link;
    }
    assert.deepEqual(changesOf(), [[7], [3]]);
  });

  it('are whole or not there, where the disk fails', () => {
    const { write } = fileOperations;
    fileOperations.write = () => {
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    };
    try {
      assert.throws(() => addSweepChange(folder, { drop: [3] }), /ENOSPC/);
    } finally {
      fileOperations.write = write;
    }
    assert.deepEqual(readSweepChanges(folder), { changes: [] });
    assert.deepEqual(readdirSync(path.join(folder, 'changes')), []);
  });

  it('take no further one behind one that cannot be read, and the check names it', async () => {
    addSweepChange(folder, { drop: [3] });
    writeFileSync(path.join(folder, 'changes', '1.json'), '{"at": 1, "drop": [-1]}');
    assert.deepEqual(readSweepChanges(folder), { changes: [], damaged: 'changes/1.json' });
    assert.throws(() => addSweepChange(folder, { drop: [4] }), {
      message:
        'sweep/changes/1.json cannot be read, so nothing was changed; put it back from a copy, or remove it with those after it',
    });
    const { findings } = await checkRun(folder, 'look');
    const found = findings.filter(({ file }) => file === 'changes/1.json').map(({ message }) => message);
    assert.deepEqual(found, [
      'it cannot be read, so that the points that joined or were dropped by it and after it are not known; put it back from a copy, or remove it with those after it',
    ]);
  });

  it('are not written through a link', () => {
    const outside = path.join(root, 'outside');
    mkdirSync(outside);
    symlinkSync(outside, path.join(folder, 'changes'));
    assert.throws(() => addSweepChange(folder, { drop: [3] }), /holds a link, changes/);
    assert.ok(!existsSync(path.join(outside, '1.json')));
  });
});
