// Helpers for tests of runs: a supervisor, run folders of the test trainer, and the removal of processes left behind.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { configSchema } from '../../../src/config/schema/schema';
import {
  cancelRun,
  launcherNamed,
  nodeTrainer,
  processTree,
  type Cancelled,
  type LaunchSettings,
} from '../../../src/launchers';
import { processStartTime, readOwner, summarizeRun, type Owner, type RunSummary } from '../../../src/runs';
import { removeWorkspace } from '../../remove-workspace';

/** Asks until it is true; fails after `limitMs` with what was waited for. The usual limit holds on a machine at work too. */
export async function until(isTrue: () => boolean | Promise<boolean>, what: string, limitMs = 30_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await isTrue())) {
    if (performance.now() > deadline) assert.fail(`${what} did not happen within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const config = configSchema.parse({
  name: 'test',
  data: { set: 'mnist' },
  student: { model: { preset: 'mlp', hidden: [4] } },
});

export const isGone = (pid: number): boolean => processStartTime(pid) === undefined;
export const statusOf = async (folder: string): Promise<string> => (await summarizeRun(folder)).status;

/** Starts a run of a folder on this machine. */
export async function submit(folder: string, settings: LaunchSettings): Promise<void> {
  await launcherNamed('local').submit({ ...settings, folder, program: nodeTrainer(folder, settings) });
}

/** Stops a run with a checkpoint; its trainer gets `askForMs` to answer. */
export function stop(run: RunSummary, askForMs = 30_000): Promise<Cancelled> {
  return cancelRun(run, { when: 'after a checkpoint', askForMs });
}

const open = new Set<Launched>();

/** Ends all processes still at work, for a program that is ended before it is done. */
export async function endAllLaunched(): Promise<void> {
  await Promise.all([...open].map((runs) => runs.end()));
}

/** A workspace of runs of the test trainer. */
export class Launched {
  readonly root: string;
  readonly runs: string;
  readonly programs: LaunchSettings;

  constructor(name: string, workspace = '') {
    open.add(this);
    // Should this process be killed, its test trainers see it and end.
    process.env['DISTILLERY_TEST_PROCESS'] = String(process.pid);
    this.root = mkdtempSync(path.join(tmpdir(), `distillery-${name}-`));
    this.runs = path.join(this.root, workspace, '.distillery', 'runs');
    const supervisorPath = path.join(this.root, 'supervisor.js');
    this.programs = {
      nodePath: process.execPath,
      trainerPath: path.resolve('test/fixtures/launchers/trainer.js'),
      supervisorPath,
      runsAtATime: 100,
    };
  }

  build(): void {
    buildSync({
      entryPoints: ['src/supervisor/main.ts'],
      bundle: true,
      platform: 'node',
      outfile: this.programs.supervisorPath,
      logLevel: 'error',
    });
  }

  /** A run folder whose trainer behaves as `mode` says; nothing is started. */
  make(mode: string, name = mode): string {
    const folder = path.join(this.runs, `${String(this.folders().length).padStart(3, '0')}-${name}`);
    mkdirSync(folder, { recursive: true });
    const manifest = { formatVersion: 1, id: path.basename(folder), name: mode, createdAt: Date.now(), config };
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify(manifest));
    writeFileSync(path.join(folder, 'mode'), mode);
    return folder;
  }

  async start(
    mode: string,
    { folder: given, ...changes }: Partial<LaunchSettings> & { readonly folder?: string } = {},
  ): Promise<{ folder: string; owner: Owner }> {
    const folder = given ?? this.make(mode);
    await submit(folder, { ...this.programs, ...changes });
    return { folder, owner: this.owner(folder) };
  }

  owner(folder: string): Owner {
    const owner = readOwner(folder);
    assert.ok(owner, `${folder} has an owner`);
    return owner;
  }

  summary(folder: string): Promise<RunSummary> {
    return summarizeRun(folder);
  }

  folders(): string[] {
    try {
      return readdirSync(this.runs).map((name) => path.join(this.runs, name));
    } catch {
      return [];
    }
  }

  /** Ends every process that a test left behind, and says which there were. */
  async end(): Promise<void> {
    for (const folder of this.folders()) {
      const owner = readOwner(folder);
      if (owner === undefined) continue;
      if (owner.startTime !== '' && processStartTime(owner.pid) === owner.startTime) process.kill(owner.pid, 'SIGKILL');
      await processTree().end(owner, 'SIGKILL');
    }
    await removeWorkspace(this.root);
    open.delete(this);
  }
}
