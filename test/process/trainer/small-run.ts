import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import { configSchema } from '../../../src/config/schema/schema';
import { Generator } from '../../../src/data';
import { readEvents, type RunEvent } from '../../../src/runs';

/** The built trainer. */
export const trainer = path.resolve('dist/trainer.js');
/** Token that signs requests to a small run. */
export const token = 'token';

/** Ten classes that a small network learns: each lights its own two columns of a noisy 20×20 image. */
export function writeSmallData(folder: string, seed = 11): void {
  const generator = new Generator(seed);
  for (const [prefix, count] of [
    ['train', 900],
    ['t10k', 200],
  ] as const) {
    const images = Buffer.alloc(16 + count * 400);
    const labels = Buffer.alloc(8 + count);
    [0x803, count, 20, 20].forEach((value, index) => images.writeUInt32BE(value, 4 * index));
    [0x801, count].forEach((value, index) => labels.writeUInt32BE(value, 4 * index));
    for (let row = 0; row < count; row += 1) {
      const label = generator.nextBelow(10);
      labels[8 + row] = label;
      for (let place = 0; place < 400; place += 1) {
        const isLit = Math.floor((place % 20) / 2) === label;
        images[16 + row * 400 + place] = generator.nextBelow(isLit ? 256 : 100);
      }
    }
    writeFileSync(path.join(folder, `${prefix}-images-idx3-ubyte`), images);
    writeFileSync(path.join(folder, `${prefix}-labels-idx1-ubyte`), labels);
  }
}

interface SmallRun {
  /** The folder below `root` that keeps teachers. */
  readonly cache: string;
  /** Top-level keys of the config that are others. */
  readonly changes?: Readonly<Record<string, unknown>>;
  /** Path of its config, from which paths in it start. */
  readonly configPath?: string;
}

/** A run folder for a config that trains in seconds. */
export function makeSmallRun(root: string, id: string, { cache, changes = {}, configPath = 'x' }: SmallRun): string {
  const folder = path.join(root, id);
  mkdirSync(path.join(folder, 'requests'), { recursive: true });
  const config = configSchema.parse({
    name: id,
    data: { set: 'mnist', validation: 100 },
    teacher: {
      model: { preset: 'mlp', hidden: [24] },
      train: { epochs: 2, batchSize: 64, optimizer: { learningRate: 0.01 } },
    },
    student: { model: { preset: 'mlp', hidden: [32] } },
    temperature: { strategy: 'linear', from: 6, to: 2 },
    train: { epochs: 3, batchSize: 64, threads: 1, optimizer: { learningRate: 0.01 } },
    ...changes,
  });
  const manifest = { formatVersion: 1, id, name: id, createdAt: 1, config, configPath, configHash: 'x' };
  const cacheFolder = path.join(root, cache);
  writeFileSync(path.join(folder, 'run.json'), JSON.stringify({ ...manifest, cacheFolder, versions: {} }));
  return folder;
}

/** Options of an attempt. */
export interface AttemptOptions {
  readonly number?: number;
  /** Asks it to stop as soon as the log holds this text. */
  readonly stopAt?: string | undefined;
  /** The folder of the data. */
  readonly data: string;
  readonly bundle?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts a trainer on a run folder. */
export function startTrainer(
  folder: string,
  { number = 1, data, bundle = trainer, env }: AttemptOptions,
): ChildProcess {
  const own = { DISTILLERY_TOKEN: token, DISTILLERY_ATTEMPT: String(number), DISTILLERY_DATA: data };
  return spawn(process.execPath, [bundle, folder], { env: { ...process.env, ...own, ...env }, stdio: 'ignore' });
}

/** Exit and events of an attempt. */
export interface Ended {
  readonly code: number | null;
  readonly events: readonly RunEvent[];
  readonly last: RunEvent | undefined;
  readonly notices: readonly string[];
}

/** Lets an attempt run to its end. */
export async function runAttempt(folder: string, options: AttemptOptions): Promise<Ended> {
  const { number = 1, stopAt } = options;
  const child = startTrainer(folder, options);
  const log = path.join(folder, 'events.jsonl');
  const stop = path.join(folder, 'requests', 'stop');
  const watcher = watch(folder, () => {
    if (stopAt === undefined || existsSync(stop) || !existsSync(log)) return;
    if (readFileSync(log, 'utf8').includes(stopAt)) writeFileSync(stop, token);
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  watcher.close();
  rmSync(stop, { force: true });
  const events = readEvents(folder).events.filter((event) => event.attempt === number);
  const notices = events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));
  return { code, events, last: events.at(-1), notices };
}
