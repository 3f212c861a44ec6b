import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema } from '../../../src/config/schema/schema';
import { Generator } from '../../../src/data';
import { readEvents, type RunEvent } from '../../../src/runs';

export const trainer = path.resolve(__dirname, '../../../dist/trainer.js');
const token = 'token';

/** Runs of small networks on small data, trained by the shipped trainer. */
export class SmallRuns {
  readonly root = mkdtempSync(path.join(tmpdir(), 'distillery-trainer-'));
  private count = 0;

  constructor() {
    writeData(this.root);
  }

  /** A run folder for a small config with changes; `cache` names the cache that it shares with others. */
  add(cache: string, changes: Record<string, unknown> = {}): string {
    this.count += 1;
    const id = `run${this.count}`;
    const folder = path.join(this.root, id);
    mkdirSync(path.join(folder, 'control'), { recursive: true });
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
    const manifest = { formatVersion: 1, id, name: id, createdAt: 1, config, configPath: 'x', configHash: 'x' };
    const cacheFolder = path.join(this.root, cache);
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify({ ...manifest, cacheFolder, versions: {} }));
    return folder;
  }

  /** Starts an attempt; asks it to stop as soon as the log holds `stopAt`. */
  async attempt(folder: string, number = 1, stopAt?: string, data = this.root): Promise<Ended> {
    const env = { ...process.env, DISTILLERY_TOKEN: token, DISTILLERY_ATTEMPT: String(number), DISTILLERY_DATA: data };
    const child = spawn(process.execPath, [trainer, folder], { env, stdio: ['ignore', 'ignore', 'ignore'] });
    const log = path.join(folder, 'events.jsonl');
    const stop = path.join(folder, 'control', 'stop');
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

  /** A file of the only teacher in a cache. */
  cached(cache: string, name: string): string {
    const [key = ''] = readdirSync(path.join(this.root, cache, 'teachers'));
    return path.join(this.root, cache, 'teachers', key, name);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

export interface Ended {
  readonly code: number | null;
  readonly events: readonly RunEvent[];
  readonly last: RunEvent | undefined;
  readonly notices: readonly string[];
}

/** Ten classes that a small network learns: each lights its own two columns of a noisy 20×20 image. */
export function writeData(folder: string): void {
  const generator = new Generator(11);
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
