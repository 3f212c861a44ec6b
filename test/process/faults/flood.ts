import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { LogFollower } from '../../../src/runs';
import { Launched } from '../launchers/launched';

/** Observations and costs of a flooded process. Times in ms where not in seconds, memory in MB. */
export interface Flooded {
  readonly steps: number;
  /** Until the last event was shown. */
  readonly seconds: number;
  /** Duration of the writer, which may fall behind its rate. */
  readonly writerSeconds: number;
  /** Of the process beyond what showing a first run took, and beside the columns. */
  readonly growth: number;
  /** The numbers of the curves that a panel shows. */
  readonly columns: number;
  readonly asked: number;
  readonly latency: { readonly median: number; readonly p95: number; readonly max: number };
}

interface FloodOptions {
  /** Events a second. */
  readonly rate: number;
  readonly seconds: number;
  /** Views that show the run: the list of runs alone, or a panel beside it. */
  readonly shown: 'list' | 'panel';
}

/**
 * Lets a trainer write events while a process does what the editor's does: it shows the run and completes configs. Throws when an
 * event is lost or doubled.
 */
export async function flood({ rate, seconds, shown }: FloodOptions): Promise<Flooded> {
  const runs = new Launched('flood');
  let reader: ChildProcess | undefined;
  try {
    runs.build();
    const program = (name: string): string => path.join(runs.root, `${name}.cjs`);
    for (const name of ['flood-writer', 'flood-reader']) await bundle(name, program(name));
    const [first, folder] = [runs.make('flood'), runs.make('flood')];
    const start = async (runFolder: string, during: number): Promise<void> => {
      writeFileSync(path.join(runFolder, 'flood'), JSON.stringify([rate, during]));
      await runs.start('flood', { folder: runFolder, trainerPath: program('flood-writer') });
    };
    const words = [first, folder, String(rate * seconds), path.resolve('examples/mnist.distill.yaml'), shown];
    const child = spawn(process.execPath, ['--expose-gc', program('flood-reader'), ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    reader = child;
    const said = createInterface(child.stdout)[Symbol.asyncIterator]();
    const hear = (limit: number): Promise<IteratorResult<string, undefined>> =>
      within(limit, said.next() as Promise<IteratorResult<string, undefined>>);
    await start(first, 1);
    assert.equal((await hear(slowest(1))).value, 'ready');
    await start(folder, seconds);
    const told = await hear(slowest(seconds));
    assert.ok(told.value !== undefined, 'the reader ended early');
    checkLog(folder, rate * seconds);
    const writerSeconds = Number(readFileSync(path.join(folder, 'written'), 'utf8'));
    return { ...(JSON.parse(told.value) as Omit<Flooded, 'writerSeconds'>), steps: rate * seconds, writerSeconds };
  } finally {
    reader?.kill('SIGKILL');
    await runs.end();
  }
}

/** Seconds after which a reader of a flood of so many seconds has failed, also on a machine that has much else to do. */
const slowest = (seconds: number): number => 60 + 6 * seconds;

/** Awaits a work; throws when it takes longer than so many seconds. */
async function within<Value>(seconds: number, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the reader was not done after ${seconds} s`)), 1000 * seconds);
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
  }
}

async function bundle(name: string, outfile: string): Promise<void> {
  await build({
    ...{ bundle: true, platform: 'node', target: 'node20', mainFields: ['module', 'main'], logLevel: 'error' },
    entryPoints: [path.resolve('test/process/faults', `${name}.ts`)],
    outfile,
  });
}

/** Every step is in the log once, and no line is bad. */
function checkLog(folder: string, total: number): void {
  const follower = new LogFollower(folder, ['loss']);
  let last = 0;
  for (let piece = follower.read(); piece !== undefined; piece = follower.read()) {
    for (const one of piece.steps.flatMap(({ step }) => [...step])) {
      assert.equal(one, last + 1, 'no step is lost or doubled');
      last = one;
    }
  }
  assert.deepEqual([last, follower.badLines], [total, 0]);
}
