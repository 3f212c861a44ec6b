import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { makeSmallRun } from '../trainer/small-run';

/** What a flooded reader saw and what it cost. Times in ms, memory in MB. */
export interface Flooded {
  readonly steps: number;
  readonly badLines: number;
  /** Until the last event was read. */
  readonly seconds: number;
  /** How long the writer took, which may fall behind its rate. */
  readonly writerSeconds: number;
  readonly growth: number;
  readonly asked: number;
  readonly latency: { readonly median: number; readonly p95: number; readonly max: number };
}

/**
 * Lets a trainer write `rate` events a second for some seconds while a process like the editor's follows the log and completes
 * configs. Throws when an event is lost or doubled.
 */
export async function flood(rate: number, seconds: number): Promise<Flooded> {
  const root = mkdtempSync(path.join(tmpdir(), 'distillery-flood-'));
  try {
    const folder = makeSmallRun(root, 'run', { cache: 'cache' });
    mkdirSync(path.join(root, 'programs'));
    const program = (name: string): string => path.join(root, 'programs', `${name}.cjs`);
    for (const name of ['flood-writer', 'flood-reader']) {
      const entry = path.resolve('test/unit/faults', `${name}.ts`);
      await build({
        bundle: true,
        platform: 'node',
        target: 'node20',
        entryPoints: [entry],
        outfile: program(name),
        logLevel: 'error',
        mainFields: ['module', 'main'],
      });
    }
    writeFileSync(path.join(folder, 'events.jsonl'), '');
    const run = promisify(execFile);
    const total = rate * seconds;
    const config = path.resolve('examples/mnist.distill.yaml');
    const reading = run(process.execPath, ['--expose-gc', program('flood-reader'), folder, String(total), config]);
    await run(process.execPath, [program('flood-writer'), folder, String(rate), String(seconds)]);
    const result = JSON.parse((await reading).stdout) as Omit<Flooded, 'writerSeconds'> & { readonly listed: number };
    assert.deepEqual([result.steps, result.listed, result.badLines], [total, total, 0]);
    return { ...result, writerSeconds: Number(readFileSync(path.join(folder, 'written'), 'utf8')) };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
