import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { JobWatch, launcherNamed } from '../../src/launchers';
import { quoteAll } from '../../src/launchers/jobs/quote';
import { endOfFile, RunCatalogue, readEvents, type RunSummary } from '../../src/runs';
import { slurm } from './daemons';
import { removeWorkspace } from '../remove-workspace';

const bundle = path.resolve('dist/distillery.js');
const pollMs = 100;
/** Time in ms between two calls of a cluster. */
const lookEveryMs = 400;
/** Time in ms after which what is waited for does not come, from the first test on: before mocha ends them without a word. */
const hangMs = 580_000;

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

/** Name of a folder that a shell, SLURM or Ray would read otherwise, were it not quoted. */
const hostileName = `it's "$(touch pwned)" %j ü `;

/** Exit code of a command, and all that it printed. */
export interface CommandEnd {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A command that goes on. */
export interface FollowedCommand {
  readonly end: Promise<CommandEnd>;
  /** Gives the messages that it has printed so far. */
  readonly printed: () => string;
}

/** A project with profiles of its own, in a folder of a hostile name, whose commands are those of a terminal. */
export class Workspace {
  readonly root: string;
  private readonly env: NodeJS.ProcessEnv;
  /** Of its own, and quicker than windows may: what is looked at is how runs end, not how often. */
  private readonly watch = new JobWatch(launcherNamed, { claim: () => this.mayLook() });
  private lookedAt = 0;
  private readonly deadline = performance.now() + hangMs;
  private readonly catalogue: RunCatalogue;
  private readonly children: ChildProcess[] = [];
  /** Node.js that holds each trainer at work until `letGo`. */
  readonly heldNode: string;
  private readonly gate: string;
  private reading: Promise<readonly RunSummary[]> | undefined;

  /** `bin`: folder of the project whose programs come before others. */
  constructor(
    private readonly profiles: Readonly<Record<string, object>>,
    environment: NodeJS.ProcessEnv = {},
    parent = tmpdir(),
    bin?: string,
  ) {
    this.root = realpathSync(mkdtempSync(path.join(parent, `distillery-clusters ${hostileName}`)));
    this.catalogue = new RunCatalogue(path.join(this.root, '.distillery/runs'));
    const own = path.join(this.root, 'config');
    mkdirSync(path.join(own, 'distillery'), { recursive: true });
    mkdirSync(path.join(this.root, '.git'));
    this.gate = path.join(this.root, 'gate');
    mkdirSync(this.gate);
    this.heldNode = this.writeHeldNode('node');
    this.writeProfiles();
    const programs = bin === undefined ? [] : [path.join(this.root, bin)];
    const PATH = [...programs, process.env['PATH'] ?? ''].join(path.delimiter);
    this.env = { ...process.env, PATH, ...environment, XDG_CONFIG_HOME: own };
  }

  /** Writes a Node.js that holds each trainer at work until `letGo`, with variables of its own. Gives its path. */
  writeHeldNode(name: string, variables: Readonly<Record<string, string>> = {}): string {
    const file = path.join(this.gate, name);
    const gate = pathToFileURL(path.resolve('test/clusters/gate.mjs')).href;
    const all = { ...variables, NODE_OPTIONS: `--import="${gate}"`, DISTILLERY_TEST_GATE: this.gate };
    const words = ['env', ...Object.entries(all).map(([key, value]) => `${key}=${value}`), process.execPath];
    writeFileSync(file, `#!/bin/sh\nexec ${quoteAll(words)} "$@"\n`, { mode: 0o755 });
    return file;
  }

  /** Writes the profiles into the file of the terminal, as after each change of them. */
  writeProfiles(): void {
    writeFileSync(path.join(this.root, 'config', 'distillery', 'profiles.json'), JSON.stringify(this.profiles));
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
  run(...words: readonly string[]): Promise<CommandEnd> {
    return this.follow(...words).end;
  }

  /** Starts a command whose output is read while it goes on. */
  follow(...words: readonly string[]): FollowedCommand {
    const child = spawn(process.execPath, [bundle, ...words], { cwd: this.root, env: this.env, timeout: hangMs });
    this.children.push(child);
    const texts = { out: '', err: '' };
    child.stdout.on('data', (piece: Buffer) => (texts.out += piece.toString('utf8')));
    child.stderr.on('data', (piece: Buffer) => (texts.err += piece.toString('utf8')));
    const end = new Promise<CommandEnd>((resolve) => child.once('close', (code) => resolve({ code, ...texts })));
    return { end, printed: () => texts.err };
  }

  private mayLook(): boolean {
    const isDue = performance.now() - this.lookedAt >= lookEveryMs;
    if (isDue) this.lookedAt = performance.now();
    return isDue;
  }

  /** The runs as they are now, after their clusters were asked. */
  async runs(): Promise<readonly RunSummary[]> {
    await this.reading;
    return this.read();
  }

  /** Reads once for all tests that wait at the same time. */
  private read(): Promise<readonly RunSummary[]> {
    const read = async (): Promise<readonly RunSummary[]> => {
      await this.watch.look(await this.catalogue.list(), this.profiles);
      return this.catalogue.list();
    };
    this.reading ??= read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  /** Waits until the run of a config fits; gives it. */
  async until(name: string, fits: (run: RunSummary) => boolean, limitMs = hangMs): Promise<RunSummary> {
    const deadline = Math.min(this.deadline, performance.now() + limitMs);
    for (;;) {
      const run = (await this.read()).find((one) => one.name === name);
      if (run !== undefined && fits(run)) return run;
      if (performance.now() > deadline) {
        const { status, job, progress, folder } = run ?? {};
        const output = folder === undefined ? '' : endOfFile(folder, 'job.log', 2_000);
        assert.fail(`${name} is ${JSON.stringify([status, job, progress?.message, progress?.step])}; ${output}`);
      }
      await wait(pollMs);
    }
  }

  /** Waits until the run of a config is held at work; gives it. */
  async held(name: string): Promise<RunSummary> {
    return this.until(name, ({ id, progress }) => existsSync(path.join(this.gate, `${id}.held`)) && progress.step > 0);
  }

  /** Stops a run that is held by the command, which waits for its end. */
  async stopHeld(run: RunSummary): Promise<void> {
    const [{ code, err }] = await Promise.all([this.run('stop', run.id), this.letGo(run, 'a request')]);
    assert.equal(code, 0, err);
    await this.until(run.name, ({ status }) => status === 'stopped');
  }

  /** Lets a run that is held go on, once it has been asked to stop where `after` says so. */
  async letGo({ id, name }: RunSummary, after?: 'a request'): Promise<void> {
    if (after !== undefined) await this.until(name, ({ status }) => status !== 'running');
    writeFileSync(path.join(this.gate, `${id}.go`), '');
  }

  /** Ends all that was started here, its jobs at SLURM among it; asserts that no shell has executed a name. */
  async end(): Promise<void> {
    for (const child of this.children) child.kill('SIGKILL');
    const jobs = (await this.catalogue.list()).flatMap(({ job }) => (job?.launcher === 'slurm' ? [job.id] : []));
    if (jobs.length > 0) slurm('scancel', ...jobs);
    const names = readdirSync(this.root, { recursive: true });
    await removeWorkspace(this.root);
    assert.ok(
      ![...names, ...readdirSync('.')].some((name) => path.basename(String(name)) === 'pwned'),
      'a name was executed',
    );
  }
}

/**
 * Waits until a run is queued again, and spares it the two minutes for which SLURM holds such jobs, which count from the moment at which
 * the last of the attempt before has ended. It has its whole time limit again.
 */
export async function beginAgain(place: Workspace, name: string, { job }: RunSummary): Promise<void> {
  const queued = await place.until(
    name,
    (run) => run.status === 'queued' && run.job?.reason?.startsWith('BeginTime') === true,
  );
  assert.equal(queued.job?.id, job?.id);
  // A node refuses credentials of the second in which it ended the attempt before.
  slurm('scontrol', 'update', `JobId=${job?.id ?? ''}`, 'StartTime=now+2', 'TimeLimit=10');
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
  const deadline = performance.now() + hangMs;
  while (!readdirSync(folder).includes('exit.json')) {
    assert.ok(performance.now() < deadline, 'exit.json');
    await wait(pollMs);
  }
}
