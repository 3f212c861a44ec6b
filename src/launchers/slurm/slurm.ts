import path from 'node:path';
import { attachTo, cancelJob, stateOfJob } from '../jobs/job-launcher';
import { jobVariables, jobWords } from '../jobs/job-words';
import { runTool, ToolFault } from '../jobs/run-tool';
import { SubmitFault } from '../jobs/submit-fault';
import { jobRequest, submitJob, Unanswered, type JobRequest } from '../jobs/submit-job';
import type { Job } from '../../runs';
import type { JobAt, JobLook, Launcher, Submission } from '../launcher';
import type { Profile, SlurmProfile } from '../profiles';
import { describeRefusal, isAnswerLost } from './refusals';
import { readSacct, readScontrol } from './scontrol';
import { arrayScript, jobScript, type JobRun } from './script';
import { readSqueue, squeueWords } from './squeue';

/** Largest array that clusters take by default (`MaxArraySize` is 1001). */
const maxTasks = 1000;

/** Starts runs as batch jobs of SLURM, each under a supervisor on its node. */
export const slurm: Launcher = {
  name: 'slurm',
  async submit(submission) {
    const request = jobRequest(submission);
    const text = scriptOf(request);
    const words = ['--chdir', submission.folder, '--job-name', request.name];
    await submitJob([request], { text, submit: () => sbatch(request, words, text) });
    return attachTo(slurm.name, submission.folder) ?? { launcher: slurm.name, folder: submission.folder };
  },
  async submitArray(submissions, limit) {
    for (let from = 0; from < submissions.length; from += maxTasks) {
      await submitTasks(submissions.slice(from, from + maxTasks), limit);
    }
  },
  preview: (submission) => scriptOf(jobRequest(submission)),
  attach: (folder) => attachTo(slurm.name, folder),
  state: (handle) => Promise.resolve(stateOfJob(handle)),
  cancel: (handle, how) => cancelJob(handle, how, end),
  look: (jobs, profile) => look(jobs, ofSlurm(profile)),
};

function scriptOf(request: JobRequest): string {
  const profile = ofSlurm(request.profile);
  return jobScript(runOf(request, profile), profile);
}

async function submitTasks(submissions: readonly Submission[], limit: number): Promise<void> {
  const [first, ...others] = submissions.map(jobRequest);
  if (first === undefined) return;
  const profile = ofSlurm(first.profile);
  // One job has one name.
  const requests = [first, ...others.map((request) => ({ ...request, name: first.name }))] as const;
  const text = arrayScript(
    requests.map((request) => runOf(request, profile)),
    limit,
    profile,
  );
  const words = ['--chdir', path.dirname(first.submission.folder), '--job-name', first.name];
  await submitJob([...requests], { text, submit: () => sbatch(first, words, text) }, (id, index) => `${id}_${index}`);
}

function runOf({ submission, name }: JobRequest, profile: SlurmProfile): JobRun {
  const { requeue = true, bin } = profile;
  const scontrol = bin === undefined ? 'scontrol' : path.join(bin, 'scontrol');
  const job = { name, ...(requeue && { requeue: scontrol }) };
  return { folder: submission.folder, words: jobWords(submission, profile, job) };
}

/** Submits a script, which is handed over as input: the copy in the run folder is executed by nobody. Gives the job's id. */
async function sbatch(
  { submission, profile, profileName }: JobRequest,
  words: readonly string[],
  text: string,
): Promise<string> {
  const { bin } = ofSlurm(profile);
  const env = { ...process.env, ...jobVariables(submission) };
  // Output goes to a file of the run folder, which the script itself opens: SLURM would expand signs of its name.
  const all = ['--parsable', '--output', '/dev/null', ...words];
  const { code, stdout, stderr } = await runTool('sbatch', all, { bin, input: text, env });
  if (code !== 0 && isAnswerLost(stderr)) {
    throw new Unanswered('sbatch had no answer in time; the job may be there, and is looked for by its name');
  }
  if (code !== 0) throw new SubmitFault(describeRefusal(stderr, ofSlurm(profile), profileName));
  const id = /^(\d+)(;\S+)?$/.exec(stdout.trim().split('\n').at(-1) ?? '')?.[1];
  if (id !== undefined) return id;
  throw new Unanswered(
    `sbatch printed '${stdout.trim().slice(0, 80)}' in place of the id of a job, which is looked for by its name`,
  );
}

async function look(jobs: readonly JobAt[], { bin }: SlurmProfile): Promise<readonly JobLook[]> {
  const { code, stdout, stderr } = await runTool('squeue', squeueWords, { bin });
  if (code !== 0) throw new SubmitFault(`squeue: ${messageOf(stderr) || `exit code ${code}`}`);
  const listedAs = new Map<string, JobLook>();
  // By name and id, and by name alone where the id is not known; of several jobs the first of the list.
  for (const { name, look: found } of readSqueue(stdout, Date.now())) {
    for (const key of [`${found.id} ${name}`, ` ${name}`]) if (!listedAs.has(key)) listedAs.set(key, found);
  }
  const looks: JobLook[] = [];
  for (const { job } of jobs) {
    const own = listedAs.get(`${job.id} ${job.name}`);
    const isShort = own === undefined || (own.kind === 'ended' && own.outcome === 'failed');
    looks.push(isShort ? await lookCloser(job, own, bin) : own);
  }
  return looks;
}

/** The end of one job with its exit code, or of one that the list has no more. */
async function lookCloser(job: Job, listed: JobLook | undefined, bin: string | undefined): Promise<JobLook> {
  const unknown: JobLook = listed ?? { id: job.id, kind: 'ended' };
  if (job.id === '') return unknown;
  const { code, stdout } = await runTool('scontrol', ['show', 'job', '--oneliner', job.id], { bin });
  if (code !== 0) return (await lookBack(job, bin)) ?? unknown;
  const shown = readScontrol(stdout.trim(), job.id);
  // An id is used again, in time, for a job of somebody else.
  return shown.name === job.name ? (shown.look ?? unknown) : unknown;
}

/** The end of a job by the accounting of a cluster that has one; undefined where it has none, or another job of that id. */
async function lookBack({ id, name }: Job, bin: string | undefined): Promise<JobLook | undefined> {
  const words = [
    '--jobs',
    id,
    '--allocations',
    '--noheader',
    '--parsable2',
    '--format=State,ExitCode,NodeList,JobName',
  ];
  try {
    const { code, stdout } = await runTool('sacct', words, { bin });
    return code === 0 ? readSacct(stdout, id, name) : undefined;
  } catch (error) {
    if (error instanceof ToolFault) return undefined;
    throw error;
  }
}

/** Message of a program of SLURM's without its own name. */
const messageOf = (printed: string): string => printed.replace(/^[^:]*: (error: )?/, '').trim();

async function end({ id, name }: Job, profile: Profile): Promise<void> {
  const words = id === '' ? ['--me', '--name', name] : [id];
  const { code, stderr } = await runTool('scancel', words, { bin: ofSlurm(profile).bin });
  if (code === 0 || /invalid job id|already completing|already completed/i.test(stderr)) return;
  throw new SubmitFault(`SLURM did not end job ${id}: ${messageOf(stderr)}`);
}

function ofSlurm(profile: Profile): SlurmProfile {
  if (profile.launcher === 'slurm') return profile;
  throw new SubmitFault(`a profile of '${profile.launcher}' starts nothing at SLURM`);
}
