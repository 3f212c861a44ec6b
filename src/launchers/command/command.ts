import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { endOfFile, fileOperations, lookedForMs, readOwner, runFiles, store, type Job } from '../../runs';
import { attachTo, cancelJob, stateOfJob } from '../jobs/job-launcher';
import { jobVariables, jobWords } from '../jobs/job-words';
import { quoteAll } from '../jobs/quote';
import { describeUnrunnable, runTool } from '../jobs/run-tool';
import { SubmitFault } from '../jobs/submit-fault';
import { jobRequest, submitJob, type JobRequest } from '../jobs/submit-job';
import type { JobAt, JobLook, Launcher } from '../launcher';
import type { CommandProfile, Profile } from '../profiles';
import { fillTemplate } from './template';

/** Starts runs by any command of the user's, such as `ssh`, `sky exec` or `kubectl exec`. */
export const command: Launcher = {
  name: 'command',
  async submit(submission) {
    const request = jobRequest(submission);
    const words = submitWords(request);
    await submitJob([request], { text: `${quoteAll(words)}\n`, submit: () => start(request, words) });
    return attachTo(command.name, submission.folder) ?? { launcher: command.name, folder: submission.folder };
  },
  preview: (submission) => `${quoteAll(submitWords(jobRequest(submission)))}\n`,
  attach: (folder) => attachTo(command.name, folder),
  state: (handle) => Promise.resolve(stateOfJob(handle)),
  cancel: (handle, how) => cancelJob(handle, how, (job, profile) => end(handle.folder, job, profile)),
  look,
};

function submitWords({ submission, profile, name }: JobRequest): string[] {
  const { folder } = submission;
  // The other machine has its own variables, so that the run's are words of `env`, which POSIX has.
  const variables = Object.entries(jobVariables(submission)).map(([key, value]) => `${key}=${value}`);
  const run = ['env', ...variables, ...jobWords(submission, profile, { name })];
  return fillTemplate(ofCommand(profile).submit, { run, folder });
}

const pollMs = 50;
/** Time in ms for which a command that goes on is watched: one that cannot reach its machine ends within it, most often. */
const watchedMs = 60_000;

/** Starts the command, detached. Resolves once it has ended well or the run has begun; throws a sentence where it fails before. */
async function start(
  { submission: { folder, startTimeoutMs = watchedMs }, profileName, name }: JobRequest,
  words: readonly string[],
): Promise<string> {
  const [program = '', ...args] = words;
  const output = path.join(folder, runFiles.jobOutput);
  const before = readOwner(folder)?.token;
  const child = spawnDetached(program, args, output);
  const deadline = performance.now() + startTimeoutMs;
  const failure = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(describeUnrunnable(program, { key: 'submit' }, error)));
  });
  for (;;) {
    const error = await Promise.race([failure, wait(pollMs)]);
    if (error !== undefined) throw new SubmitFault(error);
    if (child.exitCode === 0 || (readOwner(folder)?.token ?? before) !== before) return name;
    if (child.exitCode !== null || child.signalCode !== null) {
      const how = child.signalCode ?? `exit code ${child.exitCode ?? ''}`;
      throw new SubmitFault(
        `'${program}' of the profile '${profileName}' ended with ${how} before the run began: ${lastLine(folder)}`,
      );
    }
    if (performance.now() > deadline) return name;
  }
}

function spawnDetached(program: string, args: readonly string[], output: string): ChildProcess {
  const descriptor = store.open(output, 'append');
  const child = spawn(program, args, { detached: true, windowsHide: true, stdio: ['ignore', descriptor, descriptor] });
  fileOperations.close(descriptor);
  child.unref();
  return child;
}

/** Bytes of the end of a job's output, which may have any number. */
const lastBytes = 1 << 16;

function lastLine(folder: string): string {
  const lines = endOfFile(folder, runFiles.jobOutput, lastBytes).trimEnd().split('\n');
  return lines.at(-1)?.trim().slice(0, 300) || 'it printed nothing';
}

async function look(jobs: readonly JobAt[], profile: Profile): Promise<readonly JobLook[]> {
  const { state } = ofCommand(profile);
  if (state === undefined) return jobs.map(unseen);
  return Promise.all(jobs.map((at) => ask(at, state)));
}

/** Time in ms after which a run that has shown no sign gets a reason. */
const silentMs = 60_000;

/** A job without a state command. */
function unseen({ folder, job: { id } }: JobAt): JobLook {
  const isSilent = lookedForMs(folder) > silentMs;
  const reason = 'nothing of it is seen in the run folder; does its machine see this disk, and has it begun?';
  return { id, kind: 'queued', ...(isSilent && { reason }) };
}

const queuedWords = ['queued', 'pending', 'init', 'waiting'];
const runningWords = ['running', 'active', 'up'];
const outcomes: Readonly<Record<string, 'finished' | 'failed' | 'cancelled'>> = {
  ...{ finished: 'finished', succeeded: 'finished', completed: 'finished' },
  ...{ failed: 'failed', error: 'failed', lost: 'failed' },
  ...{ cancelled: 'cancelled', canceled: 'cancelled', stopped: 'cancelled' },
};

async function ask({ folder, job: { id } }: JobAt, state: readonly string[]): Promise<JobLook> {
  const [program = '', ...args] = fillTemplate(state, { folder });
  const { code, stdout, stderr } = await runTool(program, args, { key: 'state' });
  if (code !== 0)
    throw new SubmitFault(`'${program}' ended with exit code ${code}: ${stderr.trim().split('\n').at(-1) ?? ''}`);
  return readState(stdout, id, program);
}

/** Parses the line of a state command. Throws a sentence for another word than those that are known. */
export function readState(text: string, id: string, program: string): JobLook {
  const [, word = '', rest = ''] = /^\s*([A-Za-z_]+)\W*([^\n]*)/.exec(text) ?? [];
  const reason = rest.trim() === '' ? {} : { reason: rest.trim().slice(0, 300) };
  const known = word.toLowerCase();
  if (queuedWords.includes(known)) return { id, kind: 'queued', ...reason };
  if (runningWords.includes(known)) return { id, kind: 'running', ...reason };
  const outcome = outcomes[known];
  if (outcome !== undefined)
    return { id, kind: 'ended', outcome, ...(reason.reason === undefined ? { reason: `it is ${known}` } : reason) };
  throw new SubmitFault(
    `'${program}' printed '${text.trim().slice(0, 80)}'; queued, running, finished, failed or cancelled is needed`,
  );
}

async function end(folder: string, job: Job, profile: Profile): Promise<void> {
  const { stop } = ofCommand(profile);
  if (stop === undefined) {
    throw new SubmitFault(
      `${path.basename(folder)} is not seen to run, and the profile '${job.profile}' has no 'stop' that ends it`,
    );
  }
  const [program = '', ...args] = fillTemplate(stop, { folder });
  const { code, stderr } = await runTool(program, args, { key: 'stop' });
  if (code !== 0)
    throw new SubmitFault(`'${program}' ended with exit code ${code}: ${stderr.trim().split('\n').at(-1) ?? ''}`);
}

function ofCommand(profile: Profile): CommandProfile {
  if (profile.launcher === 'command') return profile;
  throw new SubmitFault(`a profile of '${profile.launcher}' starts nothing by a command`);
}
