import path from 'node:path';
import { attachTo, cancelJob, stateOfJob } from '../jobs/job-launcher';
import { jobVariables, jobWords } from '../jobs/job-words';
import { runTool, ToolFault } from '../jobs/run-tool';
import { ClusterAway, SubmitFault } from '../jobs/submit-fault';
import { jobRequest, submitJob, Unanswered, type JobRequest } from '../jobs/submit-job';
import { readJob, type Job } from '../../runs';
import type { JobAt, JobLook, Launcher, Submission } from '../launcher';
import type { Profile, SlurmProfile } from '../profiles';
import { describeRefusal, isAnswerLost, isAway } from './refusals';
import { readSacct, sacctWords } from './sacct';
import { arrayScript, jobScript, type JobRun } from './script';
import { readSqueue, squeueWords, type ListedJob } from './squeue';

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
    let before: string | undefined;
    for (let from = 0; from < submissions.length; from += maxTasks) {
      before = await submitTasks(submissions.slice(from, from + maxTasks), limit, before);
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

/** Submits runs as one array, which begins once the one `before` has ended: the limit of each holds for itself. Gives its id. */
async function submitTasks(
  submissions: readonly Submission[],
  limit: number,
  before: string | undefined,
): Promise<string | undefined> {
  const [first, ...others] = submissions.map(jobRequest);
  if (first === undefined) return before;
  const profile = ofSlurm(first.profile);
  // One job has one name.
  const requests = [first, ...others.map((request) => ({ ...request, name: first.name }))] as const;
  const text = arrayScript(
    requests.map((request) => runOf(request, profile)),
    limit,
    profile,
  );
  const after = before === undefined ? [] : ['--dependency', `afterany:${before}`];
  const words = ['--chdir', path.dirname(first.submission.folder), '--job-name', first.name, ...after];
  await submitJob([...requests], { text, submit: () => sbatch(first, words, text) }, (id, index) => `${id}_${index}`);
  return readJob(first.submission.folder)?.id.split('_')[0];
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
  if (code !== 0) {
    const refusal = describeRefusal(stderr, ofSlurm(profile), profileName);
    throw isAway(stderr) ? new ClusterAway(refusal) : new SubmitFault(refusal);
  }
  const id = /^(\d+)(;\S+)?$/.exec(stdout.trim().split('\n').at(-1) ?? '')?.[1];
  if (id !== undefined) return id;
  throw new Unanswered(
    `sbatch printed '${stdout.trim().slice(0, 80)}' in place of the id of a job, which is looked for by its name`,
  );
}

/** Looks at jobs by one call; jobs that the user's list does not have, of all of them by one more each of the controller and of the accounting. */
async function look(jobs: readonly JobAt[], { bin }: SlurmProfile): Promise<readonly JobLook[]> {
  const { code, stdout, stderr } = await runTool('squeue', squeueWords(), { bin });
  if (code !== 0) throw describeSqueue(stderr, code);
  const known = new Listed(readSqueue(stdout, Date.now()));
  for (const lookBack of [listOthers, listForgotten]) {
    const ids = jobs.flatMap(({ job }) => (job.id === '' || known.find(job) !== undefined ? [] : [job.id]));
    if (ids.length > 0) known.add(await lookBack([...new Set(ids)], bin));
  }
  return jobs.map(({ job }): JobLook => known.find(job) ?? { id: job.id, kind: 'ended' });
}

/** Jobs of lists by name and id, and by name alone where the id is not known: an id is used again, in time, for a job of somebody else. */
class Listed {
  private readonly looks = new Map<string, JobLook>();

  constructor(jobs: readonly ListedJob[]) {
    this.add(jobs);
  }

  /** Adds jobs; of several of one name the first counts. */
  add(jobs: readonly ListedJob[]): void {
    for (const { name, look: found } of jobs) {
      for (const key of [`${found.id} ${name}`, ` ${name}`]) if (!this.looks.has(key)) this.looks.set(key, found);
    }
  }

  find({ id, name }: Job): JobLook | undefined {
    return this.looks.get(`${id} ${name}`);
  }
}

/** Jobs of other users, whose runs lie in a folder that both see. */
async function listOthers(ids: readonly string[], bin: string | undefined): Promise<readonly ListedJob[]> {
  const { code, stdout, stderr } = await runTool('squeue', squeueWords(ids), { bin });
  if (code === 0) return readSqueue(stdout, Date.now());
  // Said of a single id that there is none of; of several it leaves those out.
  if (/invalid job id/i.test(stderr)) return [];
  throw describeSqueue(stderr, code);
}

function describeSqueue(printed: string, code: number): SubmitFault {
  return new SubmitFault(`squeue: ${messageOf(printed) || `exit code ${code}`}`);
}

/** Jobs that the controller has forgotten; none where a cluster keeps no accounts of them. */
async function listForgotten(ids: readonly string[], bin: string | undefined): Promise<readonly ListedJob[]> {
  try {
    const { code, stdout } = await runTool('sacct', sacctWords(ids), { bin });
    return code === 0 ? readSacct(stdout) : [];
  } catch (error) {
    if (error instanceof ToolFault) return [];
    throw error;
  }
}

/** Message of a program of SLURM's without its own name. */
const messageOf = (printed: string): string => printed.replace(/^[^:]*: (error: )?/, '').trim();

/** Ends a job by its name too: its id may be that of another one by now. */
async function end({ id, name }: Job, profile: Profile): Promise<void> {
  const words = ['--name', name, ...(id === '' ? ['--me'] : [id])];
  const { code, stderr } = await runTool('scancel', words, { bin: ofSlurm(profile).bin });
  if (code === 0 || /invalid job id|already completing|already completed/i.test(stderr)) return;
  throw new SubmitFault(`SLURM did not end job ${id}: ${messageOf(stderr)}`);
}

function ofSlurm(profile: Profile): SlurmProfile {
  if (profile.launcher === 'slurm') return profile;
  throw new SubmitFault(`a profile of '${profile.launcher}' starts nothing at SLURM`);
}
