// The bundle entry of the supervisor: `node supervisor.js RUN_FOLDER OPTION… -- COMMAND ARGUMENT…`.
// It waits for a slot of the queue, logs the trainer's output and writes its exit code: only the parent of a process gets its exit code, and
// a pipe to the editor would end the trainer with the editor. Exit code 3: another process has started the run.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import {
  AlreadyStarted,
  awaitOwnersEnd,
  beat,
  claimAttempt,
  describeMachine,
  folderIdOf,
  heartbeatMs,
  processStartTime,
  readOwner,
  readStopRequest,
  refuseIntruders,
  runFiles,
  store,
  writeFileDurably,
  type Owner,
} from '../runs';
import { JobSignals, ownJob, refuseReplaced, Replaced, requeueJob } from './job';
import { processTree } from './process-tree';
import { noSlot, QueueSlot, type RunSlot } from './queue-slot';
import { supervise, type Supervised } from './supervise';
import { readSupervisorArgs, type TrainerProgram } from './trainer-program';
import { writeExit } from './write-exit';

/** Time in ms that processes of an earlier attempt have to end. */
const leftoverMs = 5_000;
/** Time in ms that an earlier attempt has to exit before a job is refused as one that has been started already. */
const earlierMs = 15_000;

async function main(runFolder: string, program: TrainerProgram): Promise<void> {
  if (program.job !== undefined) {
    // Who has submitted this job elsewhere saw the end of that attempt, and not its processes. Those that stay are still at work.
    await awaitOwnersEnd(runFolder, earlierMs);
    refuseReplaced(runFolder, program.job);
  }
  const first = claim(runFolder);
  const claimed = [first, ...(program.members ?? []).flatMap((folder) => claimMember(folder) ?? [])];
  const folders = claimed.map((one) => one.runFolder);
  const signals = program.job && new JobSignals(folders, program.job.requeue);
  if (program.job !== undefined) for (const one of claimed) ownJob(one.runFolder, one.owner.attempt);
  // Before an owner is written: another machine cannot see this process and relies on its heartbeat.
  folders.forEach(beat);
  setInterval(() => folders.forEach(beat), heartbeatMs);
  const slot = program.isWithoutSlot === true ? noSlot : new QueueSlot(runFolder, first.owner);
  slot.enter();
  try {
    const attempts = await waitForSlot(slot, claimed);
    const [one, ...others] = attempts;
    if (one === undefined) return;
    for (const { previous } of attempts) if (previous !== undefined) await endLeftovers(previous);
    await supervise({ attempts: [one, ...others], program, slot, announce });
    const { requeue } = program.job ?? {};
    if (signals !== undefined && requeue !== undefined) await requeueJob(signals.unfinished(), requeue);
  } finally {
    slot.leave();
  }
}

/** An attempt that is this process's, and the owner of the one before. */
interface Claimed extends Supervised {
  readonly previous: Owner | undefined;
}

/** Takes the next attempt of a run. Throws AlreadyStarted where another process has it. */
function claim(runFolder: string): Claimed {
  refuseIntruders(runFolder);
  const previous = readOwner(runFolder);
  const owner = claimAttempt(runFolder, {
    pid: process.pid,
    startTime: processStartTime(process.pid) ?? '',
    trainerPid: 0,
    trainerStartTime: '',
    ...describeMachine(),
    token: randomBytes(16).toString('hex'),
    folderId: folderIdOf(runFolder),
  });
  return { runFolder, owner, previous };
}

/** Claims a run that is to train beside another; undefined, with the reason printed, where it cannot. */
function claimMember(runFolder: string): Claimed | undefined {
  try {
    return claim(runFolder);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}

/** Waits until the runs may begin; gives those that were not asked to stop meanwhile. */
async function waitForSlot(slot: RunSlot, claimed: readonly Claimed[]): Promise<readonly Claimed[]> {
  const waiting = new Set(claimed);
  const dropStopped = (): boolean => {
    for (const one of waiting) if (readStopRequest(one.runFolder, one.owner.token)) waiting.delete(one);
    return waiting.size === 0;
  };
  // The first run last: once it is owned, all are.
  const announceAll = (): void => claimed.toReversed().forEach(({ runFolder, owner }) => announce(runFolder, owner));
  await slot.wait(dropStopped, announceAll);
  for (const one of claimed) {
    const { runFolder, owner } = one;
    if (waiting.has(one)) continue;
    await writeExit(runFolder, { code: null, signal: null, isCancelled: true, attempt: owner.attempt });
  }
  return [...waiting];
}

/** Makes this attempt the run's current one, and removes the exit of the attempt before. */
function announce(runFolder: string, owner: Owner): void {
  // A request that names no attempt, or another one, is stale.
  readStopRequest(runFolder, owner.token);
  writeFileDurably(path.join(runFolder, runFiles.owner), JSON.stringify(owner));
  store.remove(path.join(runFolder, runFiles.exit));
}

/** Ends processes of an earlier attempt that outlived its trainer: two must never write to one run. */
async function endLeftovers(previous: Owner): Promise<void> {
  const tree = processTree();
  const deadline = performance.now() + leftoverMs;
  for (let signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'; tree.isAlive(previous); signal = 'SIGKILL') {
    if (performance.now() > deadline) throw new Error('processes of an earlier start could not be ended');
    await tree.end(previous, signal);
    await new Promise((resolve) => setTimeout(resolve, signal === 'SIGTERM' ? 500 : 50));
  }
}

const order = readSupervisorArgs(process.argv.slice(2), process.env);
if (order === undefined) {
  process.stderr.write(
    'usage: supervisor RUN_FOLDER [--without-slot] [--with FOLDER]… [--job NAME] [--requeue PROGRAM] [--cwd FOLDER] -- COMMAND ARGUMENT…\n',
  );
  process.exitCode = 2;
} else {
  main(order.runFolder, order.program).then(
    // A child of the trainer may keep the pipes open forever.
    () => process.exit(),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(error instanceof AlreadyStarted || error instanceof Replaced ? 3 : 1);
    },
  );
}
