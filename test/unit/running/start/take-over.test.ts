import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { resumeRun, runsTakenWith } from '../../../../src/running';
import { adoptResults, isForeign, RunCatalogue, type RunSummary } from '../../../../src/runs';
import { makeSweep, writeOwner } from '../../../browser/sweep/make-sweep';

describe('a sweep that came with a clone', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'distillery-take-over-'));
  after(() => rmSync(root, { recursive: true, force: true }));
  const runs = path.join(root, 'here', '.distillery', 'runs');

  it('is taken over with the results of its runs, which is said first', async () => {
    const there = path.join(root, 'there', '.distillery', 'runs');
    mkdirSync(there, { recursive: true });
    const sweep = path.basename(makeSweep(there, { open: 1, seeds: 1, fresh: 0 }));
    writeOwner(path.join(there, sweep));
    cpSync(there, runs, { recursive: true });
    const all = await new RunCatalogue(runs).list();
    const found = all.find(({ id }) => id === sweep);
    assert.ok(found !== undefined && isForeign(found) && found.status === 'lost', found?.status);
    const copies = runsTakenWith(found, all);
    assert.ok(copies.length > 10 && copies.every(({ id }) => id.startsWith(`${sweep}-`)));
    const finished = copies.filter(({ status }) => status === 'finished').length;
    const settings = { nodePath: 'node', trainerPath: 'trainer.js', supervisorPath: 'supervisor.js' };
    await assert.rejects(
      resumeRun(found, { runs: all, settings, isTakingOver: false, acceptsChangedInputs: false }),
      new RegExp(
        `add --take-over .*: its ${copies.length} runs are taken over too, and the results of ${finished} of them count as they came, which nothing proves$`,
      ),
    );
    const [one] = copies.filter(({ status }) => status === 'finished');
    assert.ok(one);
    await adoptResults(one.folder);
    const again = (await new RunCatalogue(runs).list()).find(({ id }) => id === one.id);
    assert.deepEqual([again?.status, again && isForeign(again)], ['finished', false]);
    assert.equal(path.dirname(path.dirname(again?.manifest?.cacheFolder ?? '')), path.join(root, 'here'));
  });

  it('takes no other run over', () => {
    const run = { id: 'a', folder: path.join(runs, 'a'), manifest: { kind: 'run' } } as unknown as RunSummary;
    const other = { ...run, id: 'a-b', folder: path.join(runs, 'a-b'), copiedFrom: 'vm' };
    assert.deepEqual(runsTakenWith(run, [run, other]), []);
  });
});
