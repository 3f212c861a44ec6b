import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { readFromSweep, readToSweep, type ToSweep } from '../../../../src/panel/messages';
import { SweepFeed } from '../../../../src/panel/sweep/feed';
import { RunCatalogue, type RunSummary } from '../../../../src/runs';
import { endRun, makeSweep } from '../../../browser/sweep/make-sweep';

describe('the feed of a sweep', () => {
  let root: string;
  let feed: SweepFeed | undefined;
  let sent: ToSweep[];
  let wake: () => void;

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-sweep-feed-'));
    sent = [];
    wake = () => undefined;
  });
  afterEach(() => {
    feed?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  const follow = async (folder: string, known: readonly RunSummary[] = []): Promise<void> => {
    const send = (message: ToSweep): Promise<boolean> => {
      sent.push(message);
      wake();
      return Promise.resolve(true);
    };
    feed = new SweepFeed(folder, send, known);
    await feed.start();
  };
  const message = <Type extends ToSweep['type']>(type: Type): Extract<ToSweep, { type: Type }> => {
    const found = sent.findLast((one) => one.type === type);
    assert.ok(found !== undefined, `a message '${type}' was sent`);
    return found as Extract<ToSweep, { type: Type }>;
  };
  /** Waits until a condition on the messages holds. */
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise<void>((resolve) => (wake = resolve));
  };

  it('tells a finished sweep, its points and the verdict, all by their schemas', async () => {
    await follow(makeSweep(root));
    const { head } = message('head');
    assert.equal(head.subtitle, 'sweep of temperature × hidden, 3 seeds each');
    assert.equal(head.standing, '66 runs');
    assert.deepEqual(head.actions, ['addPoints', 'export', 'openConfig', 'openLog', 'revealFolder']);
    const { table } = message('table');
    assert.equal(table.count, 21);
    // A large sweep comes in parts while it is read, the best point last.
    const parts = sent.flatMap((one) => (one.type === 'table' ? [one.table] : []));
    assert.ok(parts.length > 1 && parts[0]?.best === undefined && table.best !== undefined);
    const points = new Map(parts.flatMap(({ changed }) => changed.map(({ place, point }) => [place, point] as const)));
    assert.equal(points.size, 21);
    assert.deepEqual(
      table.settings.map(({ label, isLog }) => [label, isLog]),
      [
        ['temperature', true],
        ['hidden', true],
      ],
    );
    assert.deepEqual(points.get(0)?.values, [0, 0]);
    const first = points.get(0)?.runs[0];
    assert.ok(first?.goal !== undefined && first.control !== undefined && first.seconds !== undefined);
    const { verdict } = message('verdict');
    assert.match(verdict.sentence, /^Helps: test accuracy .* better in 6 of 6 pairs, .*, for this teacher\.$/);
    assert.equal(verdict.basis, 'chosen on validation, judged on test by 6 fresh seeds');
    assert.equal(verdict.pairs.length, 6);
    assert.match(verdict.detail, /^Paired t test p .*, sign-flip p 0\.031\. The distilled runs took /);
    for (const one of sent) assert.deepEqual(readToSweep(JSON.parse(JSON.stringify(one))), one);
  });

  it('says how many runs are done, the time left and what the verdict waits for', async () => {
    await follow(makeSweep(root, { open: 20 }));
    const { head } = message('head');
    assert.match(head.standing, /^46 of 66 runs · about \d+ min left$/);
    assert.deepEqual(head.actions.slice(0, 1), ['stop']);
    assert.equal(message('verdict').verdict.tone, 'open');
    assert.equal(
      message('verdict').verdict.sentence,
      'The best point will be run again with 6 fresh seeds once the search has ended; they give the verdict.',
    );
  });

  it('sends only the point whose run has ended', async () => {
    const folder = makeSweep(root, { open: 1, fresh: 0, seeds: 1 });
    await follow(folder);
    const last = message('table').table.changed.at(-1)?.point.runs[0];
    assert.equal(last?.status, 'queued');
    sent.length = 0;
    endRun(root, last.id, 250);
    await until(() => sent.some(({ type }) => type === 'table'));
    const { changed } = message('table').table;
    assert.deepEqual(
      changed.map(({ place, point }) => [place, point.runs[0]?.errors]),
      [[19, 250]],
    );
  });

  it('reads no finished run again that the workspace knows already', async () => {
    const folder = makeSweep(root, { seeds: 1, fresh: 0 });
    const known = await new RunCatalogue(root).list();
    for (const { id, status } of known) {
      if (status === 'finished' && id !== path.basename(folder)) rmSync(path.join(root, id, 'events.jsonl'));
    }
    await follow(folder, known);
    const runs = message('table').table.changed.flatMap(({ point }) => point.runs);
    assert.equal(runs.filter(({ errors }) => errors !== undefined).length, 20);
  });

  it('explains a sweep without fresh seeds or controls, and one that was deleted', async () => {
    await follow(makeSweep(root, { fresh: 0, seeds: 1 }));
    assert.match(message('verdict').verdict.sentence, /^No verdict: the seeds that choose .* Add then: \{ seeds: 6 \}/);
    const folder = makeSweep(root, { name: 'bare', control: false, seeds: 1 });
    await follow(folder);
    assert.match(message('verdict').verdict.sentence, /^No verdict: without controls /);
    rmSync(folder, { recursive: true });
    await until(() => sent.at(-1)?.type === 'gone');
  });
});

describe('messages of a sweep’s page', () => {
  it('are refused when they leave the folder of runs or are of no kind', () => {
    assert.deepEqual(readFromSweep({ type: 'open', runId: 'one' }), { type: 'open', runId: 'one' });
    for (const bad of [{ type: 'open', runId: '../x' }, { type: 'do', action: 'format' }, { type: 'x' }, null, 3]) {
      assert.equal(readFromSweep(bad), undefined, JSON.stringify(bad));
    }
    const settings: unknown[] = [];
    const goal = { label: 'a', unit: 'share', better: 1 };
    const table = { goal, settings, count: 1, changed: [] };
    assert.ok(readToSweep({ type: 'table', table }) !== undefined);
    assert.equal(readToSweep({ type: 'table', table: { ...table, count: -1 } }), undefined);
    assert.equal(readToSweep({ type: 'table', table: { ...table, goal: { ...goal, better: 0 } } }), undefined);
  });
});
