import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { openEventWriter, processStartTime, readExit, readStopRequest, runFiles, type Exit, type Owner } from '../runs';
import { BoundedLog } from './bounded-log';
import { processTree } from './process-tree';
import { terminateRun } from './terminate-run';
import { trainerEnvironment, type TrainerProgram } from './trainer-program';
import { writeExit } from './write-exit';
import type { RunSlot } from './queue-slot';

/** An attempt of a run that this process supervises. */
export interface Supervised {
  readonly runFolder: string;
  readonly owner: Owner;
}

/** One attempt of a run, or of several that one program trains side by side: the program, its owners and its queue slot. */
export interface Supervision {
  /** The first is the run that the program was started for. */
  readonly attempts: readonly [Supervised, ...Supervised[]];
  readonly program: TrainerProgram;
  readonly slot: RunSlot;
  /** Writes `owner.json`. */
  readonly announce: (runFolder: string, owner: Owner) => void;
}

const outputLimitBytes = 4 << 20;
/** Time in ms to wait for the trainer's last output after its exit. */
const lastOutputMs = 1_000;
const stopPollMs = 200;
/** Time in ms that a trainer has to answer a stop request: it does so between two steps, after its checkpoint. */
const defaultAskForMs = 30_000;
const defaultTerminateForMs = 10_000;
/** Time in ms that children which outlive a trainer have to clean up. */
const survivorMs = 2_000;

/** Runs the trainer to its end, writes `exit.json`, and ends the processes that outlive the trainer. */
export async function supervise(supervision: Supervision): Promise<void> {
  const { attempts, program } = supervision;
  const [{ runFolder }] = attempts;
  writeEvents(supervision);
  const log = new BoundedLog(path.join(runFolder, runFiles.output), outputLimitBytes);
  const trainer = spawn(program.command, program.args, {
    detached: true, // its own process group, which is ended as a whole
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(program.cwd !== undefined && { cwd: program.cwd }),
    env: trainerEnvironment(process.env, program, attempts),
  });
  trainer.stdout.on('data', (bytes: Buffer) => log.append(bytes));
  trainer.stderr.on('data', (bytes: Buffer) => log.append(bytes));
  const ended = endOf(trainer, program);
  const owned = await own(supervision, trainer);
  const print = (line: string): void => log.append(Buffer.from(line));
  const watching = owned?.map((one) => watchStopRequest(one.runFolder, one.owner, print)) ?? [];
  const exit = await ended;
  watching.forEach(clearInterval);
  log.close();
  for (const { runFolder: folder, owner } of attempts) {
    // A trainer of several runs has written the exits of those that it has ended.
    const isWritten = attempts.length > 1 && readExit(folder)?.attempt === owner.attempt;
    if (!isWritten) await writeExit(folder, { ...exit, attempt: owner.attempt });
  }
  const [first] = owned ?? [];
  if (first === undefined) process.exitCode = 1;
  else await endSurvivors(first.owner);
}

/** Writes what the starter knows: the log has no other writer before the program begins. */
function writeEvents({ attempts, program: { events = [] } }: Supervision): void {
  if (events.length === 0) return;
  for (const { runFolder, owner } of attempts) {
    const writer = openEventWriter(runFolder, owner.attempt, 'as before');
    try {
      for (const event of events) writer.write(event);
    } finally {
      writer.close();
    }
  }
}

type Ending = Omit<Exit, 'at' | 'attempt'>;

/** Resolves with the trainer's exit once it has ended and its last output is read. */
function endOf(trainer: ChildProcess, { command, cwd }: TrainerProgram): Promise<Ending> {
  return new Promise((resolve) => {
    trainer.once('error', (error) => {
      // Node names the program also where it is the working folder that is missing.
      const place = cwd === undefined || existsSync(cwd) ? '' : `, since its working folder ${cwd} is not there`;
      const reason = `${command} could not be started${place}: ${error.message}`;
      process.stderr.write(`${reason}\n`);
      resolve({ code: null, signal: null, reason });
    });
    trainer.once('exit', (code, signal) => setTimeout(() => resolve({ code, signal }), lastOutputMs));
    trainer.once('close', (code, signal) => resolve({ code, signal }));
  });
}

/** Records the trainer as the owner of its runs; undefined when it could not be started. */
async function own(
  { attempts, slot, announce }: Supervision,
  trainer: ChildProcess,
): Promise<readonly Supervised[] | undefined> {
  const pid = await new Promise<number | undefined>((resolve) => {
    trainer.once('spawn', () => resolve(trainer.pid));
    trainer.once('error', () => resolve(undefined));
  });
  const process = { trainerPid: pid ?? 0, trainerStartTime: processStartTime(pid ?? 0) ?? '' };
  const owned = attempts.map(({ runFolder, owner }) => ({ runFolder, owner: { ...owner, ...process } }));
  const [first] = owned;
  // The queue first: others let a suspended supervisor's slot go only where they know its trainer.
  if (first !== undefined) slot.own(first.owner);
  // The first run last: once it is owned, all are.
  for (const { runFolder, owner } of owned.toReversed()) announce(runFolder, owner);
  return pid === undefined ? undefined : owned;
}

/** Polls for a stop request and terminates a trainer that does not answer it. */
function watchStopRequest(runFolder: string, owner: Owner, print: (line: string) => void): NodeJS.Timeout {
  let isEnding = false;
  const check = (): void => {
    if (isEnding || !readStopRequest(runFolder, owner.token)) return;
    isEnding = true;
    const words = { asked: 'asked to stop', terminated: 'does not answer: SIGTERM', killed: 'does not end: SIGKILL' };
    terminateRun(runFolder, {
      askForMs: limitOf('DISTILLERY_ASK_FOR_MS', defaultAskForMs),
      terminateForMs: limitOf('DISTILLERY_TERMINATE_FOR_MS', defaultTerminateForMs),
      onStep: (step) => print(`[${new Date().toISOString()} ${words[step]}]\n`),
    }).catch((error: unknown) => print(`[${String(error)}]\n`));
  };
  return setInterval(check, stopPollMs);
}

/** A limit in ms from the environment, else the default. */
function limitOf(name: string, fallback: number): number {
  const given = Number(process.env[name] ?? '');
  return Number.isFinite(given) && given > 0 ? given : fallback;
}

/** Ends the processes that outlived the trainer. */
async function endSurvivors(owner: Owner): Promise<void> {
  const tree = processTree();
  if (process.platform !== 'linux') {
    endGroup(owner.trainerPid);
    return;
  }
  if (!tree.isAlive(owner)) return;
  await tree.end(owner, 'SIGTERM');
  const deadline = performance.now() + survivorMs;
  while (tree.isAlive(owner) && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
  if (tree.isAlive(owner)) await tree.end(owner, 'SIGKILL');
}

/**
 * Signals a process group by its number, which stays reserved while the group has members. The parent calls this right after
 * the leader's exit, so that the number cannot have been reused.
 */
function endGroup(group: number): void {
  if (process.platform === 'win32' || group <= 1) return;
  try {
    process.kill(-group, 'SIGTERM');
  } catch {
    // The group is empty.
  }
}
