import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { JobWatch, launcherNamed } from '../../src/launchers';
import { RunCatalogue, readEvents, type RunSummary } from '../../src/runs';
import { slurm } from './daemons';
import { removeWorkspace } from '../remove-workspace';

const bundle = path.resolve('dist/distillery.js');
const pollMs = 100;
/** Time in ms between two calls of a cluster. */
const lookEveryMs = 400;
/** Time in ms that a command has to end. */
const commandMs = 60_000;
const exitMs = 10_000;

/** A config of some seconds; `epochs` of the student. */
export const config = (name: string, epochs: number, more = ''): string => `name: ${name}
seed: 1
data: { set: mnist, validation: 1000, train: 2048 }
teacher:
  model: { preset: mlp, hidden: [32] }
  train: { epochs: 1, batchSize: 64 }
student:
  model: { preset: mlp, hidden: [16] }
temperature: { strategy: linear, from: 8, to: 2 }
loss: { hard: 0.1, soft: 0.9 }
train: { epochs: ${epochs}, batchSize: 64, engine: auto }
${more}`;

/** A project with profiles of its own, whose commands are those of a terminal. */
export class Workspace {
  readonly root: string;
  private readonly env: NodeJS.ProcessEnv;
  /** Of its own, and quicker than windows may: what is looked at is how runs end, not how often. */
  private readonly watch = new JobWatch(launcherNamed, { claim: () => this.mayLook() });
  private lookedAt = 0;
  private readonly catalogue: RunCatalogue;
  private readonly children: ChildProcess[] = [];

  constructor(
    private readonly profiles: Readonly<Record<string, object>>,
    environment: NodeJS.ProcessEnv = {},
    parent = tmpdir(),
  ) {
    this.root = realpathSync(mkdtempSync(path.join(parent, 'distillery-clusters-')));
    this.catalogue = new RunCatalogue(path.join(this.root, '.distillery/runs'));
    const own = path.join(this.root, 'config');
    mkdirSync(path.join(own, 'distillery'), { recursive: true });
    mkdirSync(path.join(this.root, '.git'));
    writeFileSync(path.join(own, 'distillery', 'profiles.json'), JSON.stringify(profiles));
    this.env = { ...process.env, ...environment, XDG_CONFIG_HOME: own };
  }

  write(name: string, text: string): void {
    writeFileSync(path.join(this.root, `${name}.distill.yaml`), text);
  }

  /** Starts a command that is not waited for, as a window is closed: gives its end. */
  start(...words: readonly string[]): ChildProcess {
    const child = spawn(process.execPath, [bundle, ...words], { cwd: this.root, env: this.env, stdio: 'ignore' });
    this.children.push(child);
    return child;
  }

  /** Runs a command to its end. */
  run(
    ...words: readonly string[]
  ): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
    const child = spawn(process.execPath, [bundle, ...words], { cwd: this.root, env: this.env, timeout: commandMs });
    this.children.push(child);
    const texts = { out: '', err: '' };
    child.stdout.on('data', (piece: Buffer) => (texts.out += piece.toString('utf8')));
    child.stderr.on('data', (piece: Buffer) => (texts.err += piece.toString('utf8')));
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...texts })));
  }

  private mayLook(): boolean {
    const isDue = performance.now() - this.lookedAt >= lookEveryMs;
    if (isDue) this.lookedAt = performance.now();
    return isDue;
  }

  /** The runs as they are now, after their clusters were asked. */
  async runs(): Promise<readonly RunSummary[]> {
    await this.watch.look(await this.catalogue.list(), this.profiles);
    return this.catalogue.list();
  }

  /** Waits until the run of a config fits; gives it. */
  async until(name: string, fits: (run: RunSummary) => boolean, limitMs = 120_000): Promise<RunSummary> {
    const deadline = performance.now() + limitMs;
    for (;;) {
      const run = (await this.runs()).find((one) => one.name === name);
      if (run !== undefined && fits(run)) return run;
      if (performance.now() > deadline) {
        assert.fail(
          `${name} is ${JSON.stringify(run && [run.status, run.job, run.progress.message, run.progress.step])}`,
        );
      }
      await wait(pollMs);
    }
  }

  async end(): Promise<void> {
    for (const child of this.children) child.kill('SIGKILL');
    await removeWorkspace(this.root);
  }
}

/** Waits until a run is queued again, and spares it the two minutes for which SLURM holds such jobs. */
export async function beginAgain(place: Workspace, name: string, { job }: RunSummary): Promise<void> {
  const queued = await place.until(name, (run) => run.status === 'queued' && /^BeginTime/.test(run.job?.reason ?? ''));
  assert.equal(queued.job?.id, job?.id);
  slurm('scontrol', 'update', `JobId=${job?.id ?? ''}`, 'StartTime=now');
}

/** Digest of all that a student is: its weights. */
export function weightsOf({ folder }: RunSummary): string {
  return readFileSync(path.join(folder, 'student/weights.bin')).toString('base64');
}

/** Asserts that a log has no gap: events are numbered on through all attempts. */
export async function assertWhole({ folder }: RunSummary): Promise<void> {
  const { events, badLines } = readEvents(folder);
  assert.ok(events.length > 0);
  const gaps = events.filter(({ seq }, index) => index > 0 && seq !== (events[index - 1]?.seq ?? 0) + 1);
  assert.deepEqual([gaps, badLines], [[], 0]);
  // The supervisor writes it behind the last event.
  const deadline = performance.now() + exitMs;
  while (!readdirSync(folder).includes('exit.json')) {
    assert.ok(performance.now() < deadline, 'exit.json');
    await wait(pollMs);
  }
}
