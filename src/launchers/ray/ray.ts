import path from 'node:path';
import { runFiles, type Job } from '../../runs';
import { attachTo, cancelJob, stateOfJob } from '../jobs/job-launcher';
import { jobVariables, jobWords } from '../jobs/job-words';
import { describeMachines, machinesOf, machinesVariable } from '../jobs/machines';
import { quote, quoteAll } from '../jobs/quote';
import { SubmitFault } from '../jobs/submit-fault';
import { jobRequest, submitJob, Unanswered, type JobRequest } from '../jobs/submit-job';
import type { JobAt, JobLook, Launcher } from '../launcher';
import type { Profile, RayProfile } from '../profiles';
import { moduleWords } from '../python-program';
import { RayClient, RayUnanswered, type RayJob } from './client';

const bytesOfMegabyte = 1 << 20;

/** Starts runs as jobs of a Ray cluster by its Jobs API, each under a supervisor on its head. */
export const ray: Launcher = {
  name: 'ray',
  async submit(submission) {
    const request = jobRequest(submission);
    const text = textOf(request);
    await submitJob([request], { text, submit: () => post(request) });
    return attachTo(ray.name, submission.folder) ?? { launcher: ray.name, folder: submission.folder };
  },
  preview: (submission) => textOf(jobRequest(submission)),
  attach: (folder) => attachTo(ray.name, folder),
  state: (handle) => Promise.resolve(stateOfJob(handle)),
  cancel: (handle, how) => cancelJob(handle, how, end),
  look,
};

const textOf = (request: JobRequest): string => `${entrypointOf(request)}\n`;

/** The command of a job, which Ray hands to a shell: all words are quoted. */
function entrypointOf({ submission, profile, name }: JobRequest): string {
  const { folder } = submission;
  const output = quote(path.join(folder, runFiles.jobOutput));
  const manifest = quote(path.join(folder, runFiles.manifest));
  const unseen = `{ echo 'the run folder is not seen here' >&2; exit 72; }`;
  const machines = describeMachines(profile, startOthers(ofRay(profile)));
  const share = machines === undefined ? '' : `export ${machinesVariable}=${quote(machines)}; `;
  const run = quoteAll(jobWords(submission, profile, { name }));
  return `[ -f ${manifest} ] || ${unseen}; ${share}exec ${run} >>${output} 2>&1`;
}

/** Words that start a command on the other machines of a run: a program of our package takes places of a placement group for it. */
function startOthers(profile: RayProfile): string[] {
  const { cpus = 1, gpus = 0, memory } = profile;
  const resources = { CPU: cpus, GPU: gpus, ...(memory !== undefined && { memory: memory * bytesOfMegabyte }) };
  const count = String(machinesOf(profile) - 1);
  return [
    '{python}',
    '-u',
    ...moduleWords('distillery.training.processes.ray_machines'),
    count,
    JSON.stringify(resources),
  ];
}

async function post(request: JobRequest): Promise<string> {
  const { submission, name } = request;
  const profile = ofRay(request.profile);
  const { cpus, gpus, memory } = profile;
  try {
    await new RayClient(profile).submit({
      ...{ entrypoint: entrypointOf(request), submission_id: name },
      runtime_env: { env_vars: jobVariables(submission) },
      ...(cpus !== undefined && { entrypoint_num_cpus: cpus }),
      ...(gpus !== undefined && { entrypoint_num_gpus: gpus }),
      ...(memory !== undefined && { entrypoint_memory: memory * bytesOfMegabyte }),
    });
  } catch (error) {
    // The job is known by the name that it was given here.
    if (error instanceof RayUnanswered)
      throw new Unanswered(`${error.message}; the job may be there, and is looked for by its name`);
    throw error;
  }
  return name;
}

async function look(jobs: readonly JobAt[], profile: Profile): Promise<readonly JobLook[]> {
  const listed = new Map<string, RayJob>();
  for (const job of await new RayClient(ofRay(profile)).list()) {
    if (!listed.has(job.submission_id)) listed.set(job.submission_id, job);
  }
  return jobs.map(({ job: { id, name } }): JobLook => {
    const own = listed.get(name);
    // While it is being submitted it has no id yet, and may still come up.
    return own === undefined ? { id, kind: 'ended' } : lookOf(own);
  });
}

const maxNodeLength = 300;

/** A job of the list as a look. Throws a sentence for a status that Ray does not have. */
export function lookOf({ submission_id: id, status, message, driver_info }: RayJob): JobLook {
  const node = driver_info?.node_ip_address?.slice(0, maxNodeLength);
  const common = { id, ...(node !== undefined && node !== '' && { node }) };
  switch (status) {
    case 'PENDING':
      return { ...common, kind: 'queued', reason: firstLine(message) ?? 'Resources: what it asks for is in use' };
    case 'RUNNING':
      return { ...common, kind: 'running' };
    case 'STOPPED':
      return { ...common, kind: 'ended', outcome: 'cancelled', reason: 'it was stopped at the cluster' };
    case 'SUCCEEDED':
      return {
        ...common,
        kind: 'ended',
        outcome: 'finished',
        reason: 'it ended, and wrote no end into the run folder',
      };
    case 'FAILED':
      return { ...common, kind: 'ended', outcome: 'failed', reason: describeFailure(message) };
    default:
      throw new SubmitFault(`Ray calls a job '${status}', which is not known here`);
  }
}

function describeFailure(message = ''): string {
  if (/exit code 72\b/.test(message)) {
    return 'the cluster does not see the run folder; keep the workspace on a disk that this machine and the cluster share';
  }
  return firstLine(message) ?? 'it failed; its output is in job.log of the run folder';
}

const firstLine = (text = ''): string | undefined => text.trim().split('\n')[0]?.slice(0, 300) || undefined;

async function end({ name }: Job, profile: Profile): Promise<void> {
  await new RayClient(ofRay(profile)).stop(name);
}

function ofRay(profile: Profile): RayProfile {
  if (profile.launcher === 'ray') return profile;
  throw new SubmitFault(`a profile of '${profile.launcher}' starts nothing at Ray`);
}
