import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeSmallRun, runAttempt, writeSmallData, type Ended } from './small-run';

/** Runs of small networks on small data in a folder of their own, trained by the shipped trainer. */
export class SmallRuns {
  readonly root = mkdtempSync(path.join(tmpdir(), 'distillery-trainer-'));
  private count = 0;

  constructor() {
    writeSmallData(this.root);
  }

  /** A run folder for a small config with changes; `cache` names the cache that it shares with others. */
  add(cache: string, changes: Readonly<Record<string, unknown>> = {}): string {
    this.count += 1;
    return makeSmallRun(this.root, `run${this.count}`, { cache, changes });
  }

  /** Lets an attempt run to its end; asks it to stop as soon as the log holds `stopAt`. */
  attempt(folder: string, number = 1, stopAt?: string, data = this.root): Promise<Ended> {
    return runAttempt(folder, { number, stopAt, data });
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
