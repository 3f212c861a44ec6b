import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { clearSpareCheckpoints, measureSpareCheckpoints, type RunSummary } from '../../../../../src/runs';

describe('checkpoints that nothing goes on from', () => {
  let root: string;
  before(() => (root = mkdtempSync(path.join(tmpdir(), 'distillery-clear-'))));
  after(() => rmSync(root, { recursive: true, force: true }));

  /** A run with checkpoints of 100 bytes each, of its own and of a teacher. */
  function makeRun(id: string, status: RunSummary['status']): RunSummary {
    const folder = path.join(root, '.distillery', 'runs', id);
    for (const place of ['checkpoints', 'teachers/big', 'student']) {
      mkdirSync(path.join(folder, place), { recursive: true });
      for (const name of ['last', 'previous', 'best']) {
        writeFileSync(path.join(folder, place, `${name}.weights`), Buffer.alloc(100));
      }
    }
    return { id, folder, status } as unknown as RunSummary;
  }
  const left = ({ folder }: RunSummary, place: string): string[] => readdirSync(path.join(folder, place)).sort();

  it('are measured and removed of finished runs alone; best weights and students stay', () => {
    const runs = (['finished', 'stopped', 'failed', 'lost', 'running', 'queued', 'finished'] as const).map(
      (status, at) => makeRun(`${at}-${status}`, status),
    );
    assert.deepEqual(measureSpareCheckpoints(runs), { runs: 2, bytes: 1000 });
    assert.deepEqual(clearSpareCheckpoints(runs), { runs: 2, bytes: 1000 });
    for (const run of runs) {
      const isFinished = run.status === 'finished';
      const all = ['best.weights', 'last.weights', 'previous.weights'];
      assert.deepEqual(left(run, 'checkpoints'), isFinished ? ['best.weights'] : all, run.id);
      assert.deepEqual(left(run, 'teachers/big'), isFinished ? [] : all, run.id);
      assert.deepEqual(left(run, 'student'), all, run.id);
    }
    assert.deepEqual(clearSpareCheckpoints(runs), { runs: 0, bytes: 0 }, 'again');
  });

  it('are not reached through a link that came with a clone', () => {
    const run = makeRun('linked', 'finished');
    const elsewhere = path.join(root, 'elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(path.join(elsewhere, 'last.weights'), 'mine');
    rmSync(path.join(run.folder, 'checkpoints'), { recursive: true });
    symlinkSync(elsewhere, path.join(run.folder, 'checkpoints'));
    assert.throws(() => clearSpareCheckpoints([run]), /checkpoints is a link, not a folder/);
    assert.ok(existsSync(path.join(elsewhere, 'last.weights')));
  });
});
