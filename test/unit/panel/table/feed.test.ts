import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readToTable, unpackRuns, type ToTable } from '../../../../src/panel/messages';
import { DescribedRuns, describeRuns } from '../../../../src/panel/table/describe-runs';
import { TableFeed } from '../../../../src/panel/table/feed';
import type { TableRun } from '../../../../src/run-table';
import { changeMarks, pinBaseline, RunCatalogue } from '../../../../src/runs';
import { endRun, makeSweep } from '../../../browser/sweep/make-sweep';

/** A message of runs as the page reads it. */
interface Runs extends Omit<Extract<ToTable, { type: 'runs' }>, 'changed'> {
  readonly changed: readonly TableRun[];
}

describe('the feed of the runs table', () => {
  let root: string;
  let sweep: string;
  let catalogue: RunCatalogue;
  let feed: TableFeed;
  const sent: Runs[] = [];
  const show = async (): Promise<Runs | undefined> => {
    sent.length = 0;
    await feed.show(await catalogue.list());
    return sent[0];
  };
  beforeEach(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-table-'));
    const over = { 'temperature.value': [1, 4] };
    sweep = path.basename(makeSweep(root, { over, seeds: 2, fresh: 0, open: 1 }));
    catalogue = new RunCatalogue(root);
    sent.length = 0;
    feed = new TableFeed((message) => {
      // As it travels: what JSON cannot hold would be gone.
      const taken = readToTable(JSON.parse(JSON.stringify(message)));
      assert.ok(taken?.type === 'runs', 'the page takes what the feed sends');
      return Promise.resolve(sent.push({ ...taken, changed: unpackRuns(taken.changed) }));
    });
    await feed.start(await catalogue.list());
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const childOf = (point: number, seed: number): string => `${sweep}-${String(point).padStart(4, '0')}-s${seed}`;

  it('begins with all runs and the settings in which they differ', () => {
    const [{ settings, changed } = { settings: [], changed: [] }] = sent;
    assert.deepEqual(
      settings?.map(({ label, isNumber }) => [label, isNumber]).filter(([label]) => label === 'T' || label === 'seed'),
      [
        ['T', true],
        ['seed', true],
      ],
    );
    assert.equal(changed.length, readdirSync(root).length);
    const child = changed.find(({ key }) => key === childOf(0, 1));
    assert.ok(child);
    const { control } = child.results;
    assert.deepEqual([child.sweep, child.isSweep, typeof control], [sweep, false, 'number']);
    assert.deepEqual(
      changed
        .filter(({ isControl, isSweep }) => isControl || isSweep)
        .map(({ key }) => key.replace(sweep, ''))
        .sort(),
      ['', '-control-1-300', '-control-2-300'],
    );
    const place = settings.findIndex(({ label }) => label === 'T');
    const temperatures = changed
      .filter(({ isSweep }) => !isSweep)
      .map(({ isControl, cells }) => [isControl, cells[place]]);
    assert.deepEqual(
      new Set(temperatures.map((one) => one.join(' '))),
      new Set(['false 1', 'false 4', 'true ']),
      'none of controls',
    );
    const repeats = [1, 2].map((seed) => changed.find(({ key }) => key === childOf(0, seed))?.repeat);
    assert.equal(repeats[0], repeats[1], 'seeds of a point fold');
    assert.ok(child.curve.length > 1);
  });

  it('sends a run once when it has changed, and nothing when none has', async () => {
    assert.equal(await show(), undefined);
    endRun(root, childOf(1, 2), 250);
    const message = await show();
    assert.deepEqual(
      message?.changed.map(({ key, status }) => [key, status]),
      [[childOf(1, 2), 'finished']],
    );
    assert.equal(message.settings, undefined);
  });

  it('sends what marks change: of a pinned baseline the differences of all others', async () => {
    changeMarks(path.join(root, childOf(0, 1)), { star: true, tags: ['best'], note: 'n' });
    const [starred] = (await show())?.changed ?? [];
    assert.deepEqual([starred?.isStarred, starred?.tags, starred?.note], [true, ['best'], 'n']);
    pinBaseline({ folder: path.join(root, childOf(0, 1)) }, await catalogue.list(), true);
    const differences = (await show())?.changed.filter(({ results: { baseline } }) => baseline !== undefined) ?? [];
    assert.ok(differences.length >= 2);
  });

  it('describes again only a run that has changed', async () => {
    const facts = {
      before: new DescribedRuns(),
      keyOf: ({ id }: { id: string }) => id,
      sizes: new Map<string, number>(),
    };
    const runs = await catalogue.list();
    const before = new Set(describeRuns(runs, facts).runs);
    assert.ok(describeRuns([...runs], facts).runs.every((run) => before.has(run)));
    const changed = childOf(1, 2);
    const after = runs.map((run) => (run.id === changed ? { ...run, status: 'stopped' as const } : run));
    const anew = describeRuns(after, facts).runs.filter((run) => !before.has(run));
    assert.deepEqual(
      anew.map(({ key, status }) => [key, status]),
      [[changed, 'stopped']],
    );
  });

  it('names runs that are gone', async () => {
    rmSync(path.join(root, childOf(0, 2)), { recursive: true });
    assert.deepEqual((await show())?.removed, [childOf(0, 2)]);
  });

  it('measures runs on disk when it is asked to', async () => {
    sent.length = 0;
    await feed.measure();
    const sizes = sent[0]?.changed.map(({ results: { size } }) => size ?? 0) ?? [];
    assert.ok(sizes.length > 4 && sizes.every((size) => size > 500), sizes.join());
  });

  it('sends nothing once it is stopped, and knows no key that it has not sent', async () => {
    feed.stop();
    endRun(root, childOf(1, 2), 250);
    assert.equal(await show(), undefined);
    assert.equal(feed.folderOf(childOf(0, 1)), path.join(root, childOf(0, 1)));
    assert.equal(feed.folderOf('../../etc'), undefined);
  });
});
