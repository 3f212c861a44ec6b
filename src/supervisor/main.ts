// The bundle entry of the supervisor: `node supervisor.js RUN_FOLDER NODE TRAINER`. It waits for the run's turn, owns the
// trainer's output and writes how it ended: an adopted process's exit code cannot be had otherwise, and a pipe to the
// editor would end the trainer with the editor. Exit code 3: somebody else has started the run.
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import {
  AlreadyStarted,
  beat,
  claimAttempt,
  describeMachine,
  folderIdOf,
  heartbeatMs,
  processStartTime,
  readOwner,
  readStopRequest,
  refuseLinks,
  runFiles,
  writeFileDurably,
  type Owner,
} from '../runs';
import { processTree } from './process-tree';
import { supervise, writeExit } from './supervise';
import { QueueSlot } from './queue-slot';

const leftoverMs = 5_000;

async function main(runFolder: string, nodePath: string, trainerPath: string): Promise<void> {
  refuseLinks(runFolder);
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
  // Before anybody reads whose run it is: who cannot see this process judges by its heart.
  beat(runFolder);
  setInterval(() => beat(runFolder), heartbeatMs);
  const turn = new QueueSlot(runFolder, owner);
  turn.enter();
  try {
    const isMine = await turn.wait(
      () => readStopRequest(runFolder, owner.token),
      () => announce(runFolder, owner),
    );
    if (!isMine) {
      await writeExit(runFolder, { code: null, signal: null, isCancelled: true, attempt: owner.attempt });
      return;
    }
    if (previous !== undefined) await endLeftovers(previous);
    await supervise({ runFolder, nodePath, trainerPath, owner, turn, announce });
  } finally {
    turn.leave();
  }
}

/** Makes this attempt the run's; what earlier ones left behind counts no longer. */
function announce(runFolder: string, owner: Owner): void {
  // A request that names no attempt, or another one, is stale.
  readStopRequest(runFolder, owner.token);
  writeFileDurably(path.join(runFolder, runFiles.owner), JSON.stringify(owner));
  rmSync(path.join(runFolder, runFiles.exit), { force: true });
}

/** Children of an earlier attempt's trainer may have outlived it; two must never write to one run. */
async function endLeftovers(previous: Owner): Promise<void> {
  const tree = processTree();
  const deadline = performance.now() + leftoverMs;
  for (let signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'; tree.isAlive(previous); signal = 'SIGKILL') {
    if (performance.now() > deadline) throw new Error('processes of an earlier start could not be ended');
    await tree.end(previous, signal);
    await new Promise((resolve) => setTimeout(resolve, signal === 'SIGTERM' ? 500 : 50));
  }
}

const [runFolder, nodePath, trainerPath] = process.argv.slice(2);
if (runFolder === undefined || nodePath === undefined || trainerPath === undefined) {
  process.stderr.write('usage: supervisor RUN_FOLDER NODE TRAINER\n');
  process.exitCode = 2;
} else {
  main(runFolder, nodePath, trainerPath).then(
    // A child of the trainer's may hold the pipes open for ever.
    () => process.exit(),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(error instanceof AlreadyStarted ? 3 : 1);
    },
  );
}
