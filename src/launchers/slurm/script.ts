import path from 'node:path';
import { runFiles } from '../../runs';
import { describeMachines, machinesOf, machinesVariable } from '../jobs/machines';
import { quote, quoteAll } from '../jobs/quote';
import type { SlurmProfile } from '../profiles';

/** Exit code of a job whose node does not see the run folder. */
export const unseenFolderCode = 72;

/** Seconds before the time limit at which a run is asked to stop, unless the profile says otherwise. */
const defaultWarning = 120;
/** Part of a time limit that the warning may take: with more a run would be stopped as soon as it begins, again and again. */
const maxShare = 1 / 4;

/** A run of a job, and the words that start its supervisor on a node. */
export interface JobRun {
  readonly folder: string;
  readonly words: readonly string[];
}

/**
 * The script of a job. A shell reads nothing of a config: paths and words are quoted, and options come from the profile, whose
 * words hold no white space. The supervisor takes the shell's place, so that the signal of the limit reaches it.
 */
export function jobScript(run: JobRun, profile: SlurmProfile): string {
  return [...head(profile, []), ...shareMachines(profile), ...begin(run), ''].join('\n');
}

/** The script of many runs, as one array of at most `limit` at a time; the index of a run is that of its task. */
export function arrayScript(runs: readonly JobRun[], limit: number, profile: SlurmProfile): string {
  const tasks = runs.flatMap((run, index) => [`${index})`, ...begin(run).map((line) => `  ${line}`), '  ;;']);
  const option = `--array=0-${runs.length - 1}%${limit}`;
  const choice = ['case "$SLURM_ARRAY_TASK_ID" in', ...tasks, 'esac'];
  return [...head(profile, [option]), ...shareMachines(profile), ...choice, ''].join('\n');
}

/** The line by which a trainer starts processes on the other machines of its job: as a step, which SLURM ends with the job. */
function shareMachines(profile: SlurmProfile): string[] {
  const { bin, cpus } = profile;
  const others = machinesOf(profile) - 1;
  const step = [
    ...[bin === undefined ? 'srun' : path.join(bin, 'srun'), '--relative=1', `--nodes=${others}`, `--ntasks=${others}`],
    ...['--ntasks-per-node=1', '--kill-on-bad-exit=1', '--input=none', '--mpi=none', '--export=ALL'],
    // Of the job's own number of cores a step knows nothing since SLURM 22.05.
    ...(cpus === undefined ? [] : [`--cpus-per-task=${cpus}`]),
  ];
  const value = describeMachines(profile, step);
  return value === undefined ? [] : [`export ${machinesVariable}=${quote(value)}`];
}

function head(profile: SlurmProfile, more: readonly string[]): string[] {
  const { lines = [] } = profile;
  const options = [...optionsOf(profile), ...more].map((option) => `#SBATCH ${option}`);
  const isOption = (line: string): boolean => line.startsWith('#SBATCH');
  // SLURM reads options up to the first line that is none.
  return ['#!/bin/sh', ...options, ...lines.filter(isOption), ...lines.filter((line) => !isOption(line))];
}

function optionsOf(profile: SlurmProfile): string[] {
  const { partition, account, qos, gpus, cpus, memory, time, requeue = true } = profile;
  const isOne = machinesOf(profile) === 1;
  const given: readonly (readonly [string, string | number | undefined])[] = [
    ['partition', partition],
    ['account', account],
    ['qos', qos],
    ['nodes', isOne ? undefined : machinesOf(profile)],
    ['ntasks-per-node', isOne ? undefined : 1],
    [isOne ? 'gpus' : 'gpus-per-node', gpus],
    ['cpus-per-task', cpus],
    ['mem', memory],
    ['time', time],
  ];
  return [
    ...given.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`])),
    // A signal of its own: SIGTERM comes to jobs that were cancelled too, which must not be queued again.
    `--signal=B:USR2@${warningOf(profile)}`,
    requeue ? '--requeue' : '--no-requeue',
  ];
}

/** Seconds before the time limit at which the signal comes. SLURM may send it up to a minute earlier. */
function warningOf({ warning = defaultWarning, time = '' }: SlurmProfile): number {
  const seconds = parseLimit(time);
  return seconds === undefined ? warning : Math.max(1, Math.min(warning, Math.floor(seconds * maxShare)));
}

/** Seconds of a time limit as `sbatch` takes it: `minutes`, `[hours:]minutes:seconds`, `days-hours[:minutes[:seconds]]`. */
export function parseLimit(text: string): number | undefined {
  const [, days, first, second, third] = /^(?:(\d+)-)?(\d+)(?::(\d+))?(?::(\d+))?$/.exec(text) ?? [];
  if (first === undefined) return undefined;
  const parts = [first, second, third].map((part) => Number(part ?? 0));
  const [one = 0, two = 0, three = 0] = parts;
  if (days !== undefined) return ((Number(days) * 24 + one) * 60 + two) * 60 + three;
  if (third !== undefined) return (one * 60 + two) * 60 + three;
  return one * 60 + two;
}

function begin({ folder, words }: JobRun): string[] {
  const unseen = `exit ${unseenFolderCode}`;
  return [
    `[ -f ${quote(path.join(folder, runFiles.manifest))} ] || ${unseen}`,
    `exec >>${quote(path.join(folder, runFiles.jobOutput))} 2>&1 || ${unseen}`,
    `exec ${quoteAll(words)}`,
  ];
}
