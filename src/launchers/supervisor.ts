// The bundle entry of the supervisor: `node supervisor.js RUN_FOLDER NODE TRAINER`. It owns the trainer's output and
// writes how it ended: an adopted process's exit code cannot be had otherwise, and a pipe to the editor would end the
// trainer with the editor.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import {
  describeMachine,
  processStartTime,
  readOwner,
  runFiles,
  writeFileDurably,
  type Exit,
  type Owner,
} from '../runs';
import { BoundedLog } from './bounded-log';

const outputLimitBytes = 4 << 20;
/** What the trainer printed last is waited for this long after its end. */
const lastOutputMs = 1_000;

function supervise(runFolder: string, nodePath: string, trainerPath: string): void {
  const token = randomBytes(16).toString('hex');
  const attempt = (readOwner(runFolder)?.attempt ?? 0) + 1;
  const trainer = spawn(nodePath, [trainerPath, runFolder], {
    detached: true, // its own process group, which is ended as a whole
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ELECTRON_RUN_AS_NODE: '1',
      DISTILLERY_TOKEN: token,
      DISTILLERY_ATTEMPT: String(attempt),
      PYTHONUNBUFFERED: '1',
    },
  });
  const log = new BoundedLog(path.join(runFolder, runFiles.output), outputLimitBytes);
  trainer.stdout.on('data', (bytes: Buffer) => log.append(bytes));
  trainer.stderr.on('data', (bytes: Buffer) => log.append(bytes));
  let isEnded = false;
  const end = (exit: Omit<Exit, 'at' | 'attempt'>): void => {
    if (isEnded) return;
    isEnded = true;
    log.close();
    const written: Exit = { ...exit, attempt, at: Date.now() };
    // A later attempt may have begun while the last output was waited for; what it will write counts then.
    const isOvertaken = (readOwner(runFolder)?.attempt ?? 0) > attempt;
    if (!isOvertaken) writeFileDurably(path.join(runFolder, runFiles.exit), JSON.stringify(written));
    // A child of the trainer's may hold the pipes open for ever.
    process.exit();
  };
  trainer.once('error', (error) => {
    const reason = `${nodePath} could not be started: ${error.message}`;
    process.stderr.write(`${reason}\n`);
    process.exitCode = 1;
    end({ code: null, signal: null, reason });
  });
  trainer.once('spawn', () => announceOwner(runFolder, trainer.pid ?? 0, token, attempt));
  trainer.once('exit', (code, signal) => setTimeout(() => end({ code, signal }), lastOutputMs));
  trainer.once('close', (code, signal) => end({ code, signal }));
}

function announceOwner(runFolder: string, trainerPid: number, token: string, attempt: number): void {
  const owner: Owner = {
    pid: process.pid,
    trainerPid,
    startTime: processStartTime(process.pid) ?? '',
    trainerStartTime: processStartTime(trainerPid) ?? '',
    ...describeMachine(),
    token,
    attempt,
  };
  writeFileDurably(path.join(runFolder, runFiles.owner), JSON.stringify(owner));
}

const [runFolder, nodePath, trainerPath] = process.argv.slice(2);
if (runFolder === undefined || nodePath === undefined || trainerPath === undefined) {
  process.stderr.write('usage: supervisor RUN_FOLDER NODE TRAINER\n');
  process.exitCode = 2;
} else {
  supervise(runFolder, nodePath, trainerPath);
}
