import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { processStartTime, readStopRequest, runFiles, writeFileDurably, type Exit, type Owner } from '../runs';
import { BoundedLog } from './bounded-log';
import { processTree } from './process-tree';
import { terminateRun } from './terminate-run';
import type { QueueSlot } from './queue-slot';

export interface Supervision {
  readonly runFolder: string;
  readonly nodePath: string;
  readonly trainerPath: string;
  readonly owner: Owner;
  readonly turn: QueueSlot;
  /** Writes `owner.json`. */
  readonly announce: (runFolder: string, owner: Owner) => void;
}

const outputLimitBytes = 4 << 20;
/** What the trainer printed last is waited for this long after its end. */
const lastOutputMs = 1_000;
const stopPollMs = 200;
/** A trainer answers a stop request between two steps, after writing its checkpoint; then it is made to. */
const defaultAskForMs = 30_000;
const defaultTerminateForMs = 10_000;
/** Children that a trainer leaves behind have this long to tidy up. */
const leftBehindMs = 2_000;

/**
 * A trainer's numbers lie outside of JavaScript's heap. Unbounded, the heap's young part grows by some 40 MB over the first
 * epochs for objects that live as long as one step.
 */
const heapOptions = ['--max-semi-space-size=4'];

/** Runs the trainer to its end and writes how it ended; ends what it leaves behind. */
export async function supervise(supervision: Supervision): Promise<void> {
  const { runFolder, nodePath, trainerPath, owner } = supervision;
  const log = new BoundedLog(path.join(runFolder, runFiles.output), outputLimitBytes);
  const trainer = spawn(nodePath, [...heapOptions, trainerPath, runFolder], {
    detached: true, // its own process group, which is ended as a whole
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ELECTRON_RUN_AS_NODE: '1',
      DISTILLERY_TOKEN: owner.token,
      DISTILLERY_ATTEMPT: String(owner.attempt),
      PYTHONUNBUFFERED: '1',
    },
  });
  trainer.stdout.on('data', (bytes: Buffer) => log.append(bytes));
  trainer.stderr.on('data', (bytes: Buffer) => log.append(bytes));
  const ended = endOf(trainer, nodePath);
  const owned = await own(supervision, trainer);
  const watching = owned && watch(runFolder, owned, (line) => log.append(Buffer.from(line)));
  const how = await ended;
  clearInterval(watching);
  log.close();
  await writeExit(runFolder, { ...how, attempt: owner.attempt });
  if (owned === undefined) process.exitCode = 1;
  else await endLeftBehind(owned);
}

type Ending = Omit<Exit, 'at' | 'attempt'>;

/** How the trainer ended, once it has and its last output is read. */
function endOf(trainer: ChildProcess, nodePath: string): Promise<Ending> {
  return new Promise((resolve) => {
    trainer.once('error', (error) => {
      const reason = `${nodePath} could not be started: ${error.message}`;
      process.stderr.write(`${reason}\n`);
      resolve({ code: null, signal: null, reason });
    });
    trainer.once('exit', (code, signal) => setTimeout(() => resolve({ code, signal }), lastOutputMs));
    trainer.once('close', (code, signal) => resolve({ code, signal }));
  });
}

/** Writes whose run it is now; undefined when there is no trainer. */
async function own(
  { runFolder, owner, turn, announce }: Supervision,
  trainer: ChildProcess,
): Promise<Owner | undefined> {
  const pid = await new Promise<number | undefined>((resolve) => {
    trainer.once('spawn', () => resolve(trainer.pid));
    trainer.once('error', () => resolve(undefined));
  });
  const owned: Owner = { ...owner, trainerPid: pid ?? 0, trainerStartTime: processStartTime(pid ?? 0) ?? '' };
  announce(runFolder, owned);
  turn.own(owned);
  return pid === undefined ? undefined : owned;
}

/** Makes the trainer end when it is asked to and does not. */
function watch(runFolder: string, owner: Owner, say: (line: string) => void): NodeJS.Timeout {
  let isEnding = false;
  const look = (): void => {
    if (isEnding || !readStopRequest(runFolder, owner.token)) return;
    isEnding = true;
    const told = { asked: 'asked to stop', terminated: 'does not answer: SIGTERM', killed: 'does not end: SIGKILL' };
    terminateRun(runFolder, {
      askForMs: limitOf('DISTILLERY_ASK_FOR_MS', defaultAskForMs),
      terminateForMs: limitOf('DISTILLERY_TERMINATE_FOR_MS', defaultTerminateForMs),
      onStep: (step) => say(`[${new Date().toISOString()} ${told[step]}]\n`),
    }).catch((error: unknown) => say(`[${String(error)}]\n`));
  };
  return setInterval(look, stopPollMs);
}

/** A limit that the environment sets, else the usual one. */
function limitOf(name: string, usual: number): number {
  const given = Number(process.env[name] ?? '');
  return Number.isFinite(given) && given > 0 ? given : usual;
}

const exitTries = 60;
const exitRetryMs = 1_000;

/** Writes `exit.json`; on a full disk it is tried for a minute, since nobody else knows how the trainer ended. */
export async function writeExit(runFolder: string, ending: Omit<Exit, 'at'>): Promise<void> {
  const exit: Exit = { ...ending, at: Date.now() };
  for (let left = exitTries; left > 0; left -= 1) {
    try {
      writeFileDurably(path.join(runFolder, runFiles.exit), JSON.stringify(exit));
      return;
    } catch (error) {
      if (isGone(error)) return;
      await new Promise((resolve) => setTimeout(resolve, exitRetryMs));
    }
  }
}

/** The run was deleted: there is nobody left to tell. */
function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Ends the children that outlived the trainer; the run is over, so nobody waits for them. */
async function endLeftBehind(owner: Owner): Promise<void> {
  const tree = processTree();
  if (process.platform !== 'linux') {
    endGroup(owner.trainerPid);
    return;
  }
  if (!tree.isAlive(owner)) return;
  await tree.end(owner, 'SIGTERM');
  const deadline = performance.now() + leftBehindMs;
  while (tree.isAlive(owner) && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
  if (tree.isAlive(owner)) await tree.end(owner, 'SIGKILL');
}

/**
 * Without /proc a group is known by its number alone, which stays taken while it has members. This is asked in the moment
 * after the leader's end, by its parent, so that the number can be nobody else's.
 */
function endGroup(group: number): void {
  if (process.platform === 'win32' || group <= 1) return;
  try {
    process.kill(-group, 'SIGTERM');
  } catch {
    // Nobody was left.
  }
}
