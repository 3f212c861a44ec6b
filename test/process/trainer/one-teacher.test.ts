import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import { clearCache, readEvents, readWeightsFile, type RunEvent } from '../../../src/runs';
import { startTrainer } from './small-run';
import { SmallRuns } from './small-runs';

const teacher = {
  model: { preset: 'mlp', hidden: [24] },
  train: { epochs: 12, batchSize: 64, optimizer: { learningRate: 0.01 } },
};
const limitMs = 60_000;

/** A trainer at work, and its log. */
class Attempt {
  readonly process: ChildProcess;
  private readonly ended: Promise<number | null>;

  constructor(
    readonly folder: string,
    data: string,
    number = 1,
  ) {
    this.process = startTrainer(folder, { data, number });
    this.ended = new Promise((resolve) => this.process.on('close', resolve));
  }

  /** Resolves once the log holds a text; fails after a time, or when the process ends before. */
  has(text: string | RegExp): Promise<void> {
    const log = path.join(this.folder, 'events.jsonl');
    return new Promise((resolve, reject) => {
      const watcher = watch(this.folder, () => look());
      const settle = (error?: Error): void => {
        clearTimeout(timer);
        watcher.close();
        if (error === undefined) resolve();
        else reject(error);
      };
      const timer = setTimeout(() => settle(new Error(`${String(text)} was not logged in ${limitMs} ms`)), limitMs);
      const look = (): void => {
        if (existsSync(log) && new RegExp(text).test(readFileSync(log, 'utf8'))) settle();
      };
      void this.ended.then(() => {
        look();
        settle(new Error(`the trainer ended without ${String(text)}`));
      });
      look();
    });
  }

  async finish(): Promise<RunEvent & { type: 'finished' }> {
    await this.ended;
    const last = readEvents(this.folder).events.at(-1);
    assert.ok(last?.type === 'finished', JSON.stringify(last));
    return last;
  }

  get notices(): string {
    const { events } = readEvents(this.folder);
    return events.flatMap((event) => (event.type === 'notice' ? [event.message] : [])).join('\n');
  }

  get teacherSteps(): number {
    const { events } = readEvents(this.folder);
    return events.filter((event) => event.type === 'step' && event.phase === 'teacher').length;
  }
}

describe('a teacher that two runs need at once', function () {
  this.timeout(240_000);
  const runs = new SmallRuns();
  const started: Attempt[] = [];
  const begin = (cache: string, seed: number): Attempt => {
    const attempt = new Attempt(runs.add(cache, { teacher, seed }), runs.root);
    started.push(attempt);
    return attempt;
  };
  const weightsOf = (cache: string): readonly (readonly number[])[] => {
    const content = readWeightsFile(runs.cached(cache, 'teacher.weights'));
    assert.ok(content !== undefined);
    return content.arrays.map((values) => [...values]);
  };
  const alone = { errors: new Map<number, number>(), weights: [] as readonly (readonly number[])[] };

  before(async () => {
    for (const seed of [1, 2]) {
      alone.errors.set(seed, (await begin(`alone${seed}`, seed).finish()).errors);
      alone.weights = weightsOf(`alone${seed}`);
    }
  });
  afterEach(() => {
    for (const { process: child } of started.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  });
  after(() => runs.remove());

  for (const pair of [1, 2, 3, 4, 5, 6, 7]) {
    it(`is trained by one of them, and both end as they would alone (pair ${pair})`, async () => {
      const cache = `pair${pair}`;
      const [one, other] = [begin(cache, 1), begin(cache, 2)];
      const [first, second] = await Promise.all([one.finish(), other.finish()]);
      assert.deepEqual([first.errors, second.errors], [alone.errors.get(1), alone.errors.get(2)]);
      assert.deepEqual(weightsOf(cache), alone.weights);
      assert.equal(Math.min(one.teacherSteps, other.teacherSteps), 0, 'one of them takes the other’s');
      const waiting = one.teacherSteps === 0 ? one : other;
      assert.match(waiting.notices, /the teacher comes from the cache/);
    });
  }

  it('is waited for while the run that trains it is held, and the wait is told', async function () {
    if (process.platform === 'win32') this.skip();
    const holder = begin('held', 1);
    await holder.has('"phase":"teacher"');
    holder.process.kill('SIGSTOP');
    const waiting = begin('held', 2);
    await waiting.has(`waits for the teacher that run ${path.basename(holder.folder)} makes`);
    assert.equal(waiting.teacherSteps, 0);
    holder.process.kill('SIGCONT');
    const [first, second] = await Promise.all([holder.finish(), waiting.finish()]);
    assert.deepEqual([first.errors, second.errors], [alone.errors.get(1), alone.errors.get(2)]);
    assert.deepEqual(weightsOf('held'), alone.weights);
  });

  it('is trained by the one that waits when the other is killed, and the killed run goes on later', async () => {
    const killed = begin('killed', 1);
    await killed.has('"phase":"teacher"');
    if (process.platform !== 'win32') killed.process.kill('SIGSTOP');
    const waiting = begin('killed', 2);
    await waiting.has('waits for the teacher');
    killed.process.kill('SIGKILL');
    assert.equal((await waiting.finish()).errors, alone.errors.get(2));
    assert.deepEqual(weightsOf('killed'), alone.weights);
    const resumed = new Attempt(killed.folder, runs.root, 2);
    started.push(resumed);
    assert.equal((await resumed.finish()).errors, alone.errors.get(1));
  });

  it('stays a run’s own while the cache is cleared again and again, and so does its end', async () => {
    const cache = path.join('.distillery', 'cache');
    const run = begin(cache, 1);
    await run.has('"phase":"teacher"');
    let cleared = 0;
    const clear = async (): Promise<void> => {
      for (; run.process.exitCode === null; cleared += 1) {
        await clearCache(runs.root);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const [ended] = await Promise.all([run.finish(), clear()]);
    assert.ok(cleared > 10, `${cleared} times`);
    assert.equal(ended.errors, alone.errors.get(1));
    const again = begin(cache, 2);
    assert.equal((await again.finish()).errors, alone.errors.get(2));
    assert.deepEqual(readdirSync(path.join(runs.root, '.distillery')).sort(), ['cache', 'queue']);
  });

  it('that came with a clone is not taken, and that is told', async () => {
    assert.equal((await begin('clone', 1).finish()).errors, alone.errors.get(1));
    const entry = runs.cached('clone', 'entry.json');
    const content = JSON.parse(readFileSync(entry, 'utf8')) as { mark: string };
    writeFileSync(
      entry,
      JSON.stringify({ ...content, mark: content.mark.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) }),
    );
    const foreign = begin('clone', 2);
    assert.equal((await foreign.finish()).errors, alone.errors.get(2));
    assert.ok(foreign.teacherSteps > 0);
    assert.match(foreign.notices, /a teacher is made again: the kept teacher [0-9a-f]{8} was not made by you/);
    const later = begin('clone', 1);
    await later.finish();
    assert.equal(later.teacherSteps, 0);
  });

  it('of a version that made no marks is made again once', async () => {
    await begin('before', 1).finish();
    rmSync(runs.cached('before', 'entry.json'));
    const again = begin('before', 1);
    await again.finish();
    assert.ok(again.teacherSteps > 0);
    assert.match(again.notices, /or by an earlier version, so it is not taken/);
  });
});
