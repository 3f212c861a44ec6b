import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LiveFeed } from '../../../../src/panel/live/live-feed';
import { readToLive, readFromLive, type ToLive } from '../../../../src/panel/messages';
import { RunCatalogue } from '../../../../src/runs';
import { appendEvents, makeEvents, makeRunFolder } from '../../../browser/panel/runs';

describe('the small view of runs at work', () => {
  let root: string;
  const sent: ToLive[] = [];
  const feed = new LiveFeed((message) => {
    sent.push(message);
    return Promise.resolve(true);
  });
  const show = async (): Promise<void> => feed.show(await new RunCatalogue(root).list());
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-live-'));
    sent.length = 0;
    makeRunFolder(path.join(root, 'one'), 'mnist');
  });
  afterEach(() => {
    feed.stop();
    rmSync(root, { recursive: true, force: true });
  });

  it('shows the curves of a run that goes on, follows it, and lets it go when it has ended', async () => {
    const folder = path.join(root, 'one');
    appendEvents(folder, makeEvents(1, 600));
    await show();
    const [run] = sent[0]?.runs ?? [];
    assert.deepEqual([run?.name, run?.status], ['mnist', 'queued']);
    assert.deepEqual(
      run?.curves.map(({ label }) => label),
      ['loss', 'validation accuracy'],
    );
    assert.ok((run.curves[0]?.x.length ?? 0) > 100);
    assert.equal(run.curves[0]?.x.at(-1), 600);
    assert.equal(run.curves[1]?.value, '95.09 %');
    appendEvents(folder, makeEvents(601, 900));
    await show();
    assert.equal(sent[1]?.runs[0]?.curves[0]?.x.at(-1), 900);
    appendEvents(folder, makeEvents(4300, 4300));
    await show();
    assert.deepEqual(sent[2]?.runs, []);
  });

  it('says of a run without a step that it has no curve, and holds no more points than can be seen', async () => {
    await show();
    assert.deepEqual(sent[0]?.runs[0]?.curves, []);
    appendEvents(path.join(root, 'one'), makeEvents(1, 4299));
    await show();
    assert.ok((sent[1]?.runs[0]?.curves[0]?.x.length ?? 1e9) <= 3 * 240 + 2);
  });

  it('shows runs at work before those that wait, which are newer in a sweep', async () => {
    for (const name of ['two', 'three']) makeRunFolder(path.join(root, name), name);
    const runs = await new RunCatalogue(root).list();
    const statuses = ['queued', 'running', 'queued'] as const;
    await feed.show(runs.map((run, at) => ({ ...run, status: statuses[at] ?? 'queued' })));
    const shown = sent[0]?.runs.map(({ runId }) => runId);
    assert.deepEqual(shown, [runs[1]?.id, runs[0]?.id, runs[2]?.id]);
  });

  it('sends nothing after it was stopped', async () => {
    const shown = feed.show(await new RunCatalogue(root).list());
    feed.stop();
    await shown;
    assert.deepEqual(sent, []);
    await show();
    assert.equal(sent.length, 1, 'and begins anew when it is asked again');
  });

  it('takes its own messages and no others', async () => {
    appendEvents(path.join(root, 'one'), makeEvents(1, 50));
    await show();
    const [message] = sent;
    const [run] = message?.runs ?? [];
    const [curve] = run?.curves ?? [];
    assert.ok(message && run && curve);
    assert.equal(readToLive(message)?.runs.length, 1);
    const withCurve = (change: object): unknown => ({
      ...message,
      runs: [{ ...run, curves: [{ ...curve, ...change }] }],
    });
    for (const wrong of [
      undefined,
      'live',
      { type: 'live' },
      { ...message, type: 'card' },
      { ...message, runs: [{ ...run, name: 3 }] },
      { ...message, runs: new Array(65).fill(run) },
      withCurve({ y: curve.y.subarray(1) }),
      withCurve({ x: curve.x.toReversed() }),
      withCurve({ x: [...curve.x] }),
    ]) {
      assert.equal(readToLive(wrong), undefined);
    }
    assert.deepEqual(readFromLive({ type: 'open', runId: 'one', more: 1 }), { type: 'open', runId: 'one' });
    for (const wrong of [null, 'ready', { type: 'open' }, { type: 'stop' }])
      assert.equal(readFromLive(wrong), undefined);
  });
});
