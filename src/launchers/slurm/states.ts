import type { JobLook } from '../launcher';
import { unseenFolderCode } from './script';

const queued = ['PENDING', 'CONFIGURING', 'REQUEUED', 'REQUEUE_FED', 'REQUEUE_HOLD', 'SPECIAL_EXIT', 'RESV_DEL_HOLD'];
const ended = [
  ...['COMPLETED', 'CANCELLED', 'FAILED', 'TIMEOUT', 'NODE_FAIL', 'OUT_OF_MEMORY', 'BOOT_FAIL', 'DEADLINE'],
  ...['PREEMPTED', 'REVOKED', 'LAUNCH_FAILED', 'RECONFIG_FAIL'],
];

/** Whether a job waits. */
export const isQueuedState = (state: string): boolean => queued.includes(state);
/** Whether a job has ended; COMPLETING ones have not. */
export const isEndedState = (state: string): boolean => ended.includes(state);

/** The words for a reason of SLURM's that need more than its own. */
const explained: Readonly<Record<string, string>> = {
  Priority: 'Priority: others are ahead',
  Resources: 'Resources: what it asks for is in use',
  BeginTime: 'BeginTime: it begins again in a moment',
  JobHeldUser: "JobHeldUser: held; 'scontrol release' lets it go",
  JobHeldAdmin: 'JobHeldAdmin: held by an administrator',
  PartitionConfig:
    "PartitionConfig: the partition never gives what the profile asks for, or not to its account; stop it, and change 'cpus', 'gpus', 'memory', 'machines' or 'account'",
  PartitionNodeLimit: 'PartitionNodeLimit: it asks for more than the partition has',
  PartitionTimeLimit: 'PartitionTimeLimit: its time is more than the partition allows',
  ReqNodeNotAvail: 'ReqNodeNotAvail: a node that it needs is down or reserved',
  JobArrayTaskLimit: 'JobArrayTaskLimit: as many runs of the sweep as may are at work',
};

/** A reason in words; undefined for none. */
export function describeReason(reason: string): string | undefined {
  if (reason === '' || reason === 'None') return undefined;
  return explained[reason] ?? reason;
}

/** A job that has ended, as SLURM describes it. */
export interface EndedJob {
  readonly id: string;
  readonly state: string;
  /** `CODE:SIGNAL`. */
  readonly exitCode?: string;
  readonly node?: string;
  readonly restarts?: number;
}

/** The end of a job in words: a clause about it. */
export function lookOfEnded({ state, exitCode, ...job }: EndedJob): JobLook {
  const outcome = state === 'COMPLETED' ? 'finished' : state === 'CANCELLED' ? 'cancelled' : 'failed';
  return { ...job, kind: 'ended', outcome, reason: describeEnd(state, exitCode, job.node ?? 'its node') };
}

function describeEnd(state: string, exitCode: string | undefined, node: string): string {
  switch (state) {
    case 'COMPLETED':
      return 'it ended, and wrote no end into the run folder';
    case 'CANCELLED':
      return 'it was cancelled at the cluster';
    case 'TIMEOUT':
      return 'it was ended at its time limit; resume goes on from the last checkpoint';
    case 'NODE_FAIL':
    case 'BOOT_FAIL':
      return `${node} failed; resume goes on from the last checkpoint`;
    case 'OUT_OF_MEMORY':
      return "it needed more memory than it asked for; raise 'memory' of the profile, and resume";
    case 'PREEMPTED':
      return 'it was preempted, and not queued again; resume goes on from the last checkpoint';
    default:
      return describeCode(state, exitCode, node);
  }
}

function describeCode(state: string, exitCode: string | undefined, node: string): string {
  const [code = '', signal = ''] = exitCode?.split(':') ?? [];
  if (code === String(unseenFolderCode)) {
    return `${node} does not see the run folder; keep the workspace on a disk that this machine and the cluster share`;
  }
  if (code === '127') return `${node} has no such Node.js as the profile's 'node' names; its path there is needed`;
  const how = signal === '' || signal === '0' ? `exit code ${code === '' ? 'unknown' : code}` : `signal ${signal}`;
  return `it ended as ${state} with ${how}; its output is in job.log of the run folder`;
}
