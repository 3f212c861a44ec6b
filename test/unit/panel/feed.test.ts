import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mock } from 'node:test';
import { setImmediate as turnOfLoop } from 'node:timers/promises';
import { RunFeed } from '../../../src/panel/feed';
import type { ToPanel } from '../../../src/panel/messages';
import { formatEventLine, runFiles, type NewEvent } from '../../../src/runs';

const manifest = {
  ...{ formatVersion: 1, id: 'run', name: 'small', createdAt: 1, configPath: '/config.distill.yaml' },
  config: {
    ...{ name: 'small', seed: 7 },
    data: { set: 'mnist', validation: 5000 },
    student: { model: { preset: 'mlp', hidden: [10] } },
    loss: { kind: 'kl', hard: 1, soft: 0, scaleByT2: true },
  },
};
const step = (at: number): NewEvent => ({
  ...{
    type: 'step',
    phase: 'student',
    step: at,
    epoch: at / 10,
    loss: 1 / at,
    hard: 1,
    soft: 0,
    weightedHard: 1,
    weightedSoft: 0,
  },
  ...{ temperature: 1, learningRate: 0.1, imagesPerSecond: 1000 },
});

const started: NewEvent = {
  ...{ type: 'started', engine: 'onnx', engineVersion: '1', threads: 1, steps: 100, epochs: 10, node: '20' },
};

describe('RunFeed', () => {
  let folder: string;
  let feed: RunFeed;
  let seq = 0;
  const sent: ToPanel[] = [];
  const write = (...events: NewEvent[]): void => {
    for (const event of events) {
      seq += 1;
      appendFileSync(path.join(folder, runFiles.events), `${formatEventLine({ ...event, seq, attempt: 1, at: 1 })}\n`);
    }
  };
  /** Lets a second of the feeds' pass, and a turn of the event loop for their reading. */
  const letSecondPass = async (): Promise<void> => {
    mock.timers.tick(1000);
    await turnOfLoop();
  };
  /** Resolves with the first message that fits; mocha's limit ends a vain wait. */
  const message = async (isIt: (message: ToPanel) => boolean): Promise<ToPanel> => {
    for (;;) {
      const found = sent.find(isIt);
      if (found !== undefined) return found;
      await letSecondPass();
    }
  };

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'distillery-feed-')), 'run');
    mkdirSync(folder);
    writeFileSync(path.join(folder, runFiles.manifest), JSON.stringify(manifest));
    seq = 0;
    sent.length = 0;
    feed = new RunFeed(folder, (given) => {
      sent.push(given);
      return Promise.resolve(true);
    });
  });
  afterEach(() => {
    feed.stop();
    mock.timers.reset();
    rmSync(path.dirname(folder), { recursive: true, force: true });
  });

  it('begins with what the run is, and tells only what has changed', async () => {
    write(started, step(1), step(2));
    await feed.start();
    const [first] = sent;
    assert.ok(first?.type === 'card');
    assert.equal(first.run.folder, folder);
    write(step(30));
    const next = await message((given) => given.type === 'card' && given !== first);
    assert.ok(next.type === 'card');
    assert.equal(next.run.epoch, '3 of 10');
    assert.equal(sent.length, 2);
  });

  it('answers a second ready anew, and the first start is overtaken', async () => {
    write(step(1));
    await Promise.all([feed.start(), feed.start()]);
    assert.equal(sent.filter(({ type }) => type === 'card').length, 1);
    await feed.start();
    assert.equal(sent.filter(({ type }) => type === 'card').length, 2);
  });

  it('sends nothing after it is stopped', async () => {
    write(started, step(1));
    const starting = feed.start();
    feed.stop();
    await starting;
    assert.deepEqual(sent, []);
    await feed.start();
    feed.stop();
    const count = sent.length;
    write(step(2));
    // Another feed of the same folder sees the step after as many looks: by then this one would have told it too.
    const other: ToPanel[] = [];
    const watcher = new RunFeed(folder, (given) => {
      other.push(given);
      return Promise.resolve(true);
    });
    await watcher.start();
    write(step(30));
    while (other.length < 2) await letSecondPass();
    watcher.stop();
    assert.equal(sent.length, count);
  });

  it('says that the run is gone, at the start and later', async () => {
    await feed.start();
    rmSync(folder, { recursive: true });
    assert.deepEqual(await message(({ type }) => type === 'gone'), { type: 'gone', runId: 'run' });
    const before = sent.length;
    await feed.start();
    assert.deepEqual(sent.slice(before), [{ type: 'gone', runId: 'run' }]);
  });

  it('says in words what cannot be read, and goes on when it can', async () => {
    mkdirSync(path.join(folder, runFiles.events));
    await feed.start();
    const notice = await message(({ type }) => type === 'notice');
    assert.ok(notice.type === 'notice');
    assert.match(notice.message, /The run's log cannot be read: .*events\.jsonl is a folder, not a file/);
    rmSync(path.join(folder, runFiles.events), { recursive: true });
    write(step(1));
    const last = await message((given) => given.type === 'notice' && given.message === '');
    assert.ok(last.type === 'notice');
  });
});
