import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ComparableRun } from '../../../src/comparison';
import { configSchema } from '../../../src/config/schema/schema';
import { newProgress } from '../../../src/runs';

/** Folder of the runs that a file of tests makes; it removes it. */
export const root = mkdtempSync(path.join(tmpdir(), 'distillery-verdict-'));
const mlp = { preset: 'mlp', hidden: [8] };
export const count = 10_000;

interface Made {
  readonly errors?: number;
  readonly seed?: number;
  readonly teacherKey?: string;
  readonly config?: Record<string, unknown>;
}

/** A run in a folder of its own; finished where it has errors. */
export function run(id: string, { errors, seed = 1, teacherKey, config = {} }: Made): ComparableRun {
  const folder = path.join(root, id);
  mkdirSync(folder, { recursive: true });
  const base = { name: 'small', data: { set: 'mnist' }, teacher: { model: mlp }, student: { model: mlp }, seed };
  const done = errors === undefined ? {} : { errors, accuracy: 1 - errors / count, count, seconds: 1 };
  const keys = teacherKey === undefined ? {} : { teacherKeys: [{ name: 'teacher', key: teacherKey }] };
  const about = { formatVersion: 1, id, name: 'small', createdAt: 1, configPath: '', configHash: '' } as const;
  return {
    ...{ id, folder, name: 'small', createdAt: 1, status: errors === undefined ? 'running' : 'finished' },
    progress: { ...newProgress(), ...done, ...keys },
    manifest: { ...about, cacheFolder: '', config: configSchema.parse({ ...base, ...config }), versions: {} },
  };
}

/** A run without a teacher. */
export const control = (id: string, errors: number, seed = 1): ComparableRun =>
  run(id, { errors, seed, config: { teacher: undefined, loss: { hard: 1, soft: 0 } } });

/** Runs of the seeds 1, 2, … with so many errors, and their controls. */
export function experiment(
  errors: readonly number[],
  ofControls: readonly number[],
  teacherKey?: string,
): ComparableRun[] {
  return [
    ...errors.map((of, place) =>
      run(`s${place + 1}`, { errors: of, seed: place + 1, teacherKey: teacherKey ?? `k${place}` }),
    ),
    ...ofControls.map((of, place) => control(`c${place + 1}`, of, place + 1)),
  ];
}

/** The first of some runs. */
export const first = (runs: readonly ComparableRun[]): ComparableRun => {
  const [one] = runs;
  assert.ok(one !== undefined);
  return one;
};
