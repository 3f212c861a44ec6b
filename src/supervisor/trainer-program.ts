import path from 'node:path';
import type { NewEvent, Owner } from '../runs';

/** Program that trains one run. It is started without a shell, so its arguments are not expanded. */
export interface TrainerProgram {
  /** An executable: an absolute path, or a name that is looked up on the PATH. */
  readonly command: string;
  readonly args: readonly string[];
  /** Environment variables added to those of the process that starts the run. They are never written to disk. */
  readonly env?: Readonly<Record<string, string>>;
  /** Working folder; that of the process that starts the run when absent. */
  readonly cwd?: string;
  /** Facts that only its starter knows, which the supervisor writes into the log before the program begins. */
  readonly events?: readonly NewEvent[];
  /** Folders of further runs that it trains side by side with the first; all take one slot of the queue. */
  readonly members?: readonly string[];
  /** Whether it waits for no slot of the queue, since it trains nothing itself or a cluster has a queue of its own. */
  readonly isWithoutSlot?: boolean;
  /** The job of a cluster that the supervisor is. */
  readonly job?: ClusterJob;
}

/** The cluster's job in which a supervisor runs. */
export interface ClusterJob {
  /** Its `name` in `job.json`: a submission that a later one has replaced begins nothing. */
  readonly name: string;
  /** Program that has SLURM queue the job again, such as `scontrol`; absent where it is not to. */
  readonly requeue?: string;
}

const withoutSlot = '--without-slot';
const withMember = '--with';
const ofJob = '--job';
const requeueBy = '--requeue';
const inFolder = '--cwd';

/** Variable that passes `env` to the supervisor: every user of the machine can read arguments. */
const additionsName = 'DISTILLERY_TRAINER_ENV';

/** Variable that passes `events` to the supervisor. */
const eventsName = 'DISTILLERY_TRAINER_EVENTS';

/** Variable that makes VS Code's executable behave as Node; a trainer that needs it has it in its own `env`. */
const asNode = 'ELECTRON_RUN_AS_NODE';

/** The supervisor's arguments for a run: `RUN_FOLDER [--without-slot] [--with FOLDER]… [--job NAME] [--requeue PROGRAM] [--cwd FOLDER] -- COMMAND ARGUMENT…`. */
export function supervisorArgs(
  runFolder: string,
  { command, args, cwd, members = [], isWithoutSlot, job }: TrainerProgram,
): string[] {
  const option = (name: string, value: string | undefined): string[] => (value === undefined ? [] : [name, value]);
  return [
    runFolder,
    ...(isWithoutSlot === true ? [withoutSlot] : []),
    ...members.flatMap((folder) => [withMember, folder]),
    ...option(ofJob, job?.name),
    ...option(requeueBy, job?.requeue),
    ...option(inFolder, cwd),
    '--',
    command,
    ...args,
  ];
}

/** The supervisor's environment: the inherited one, and variables that hold the trainer's `env` and its `events`. */
export function supervisorEnvironment(
  inherited: NodeJS.ProcessEnv,
  { env = {}, events = [] }: TrainerProgram,
): NodeJS.ProcessEnv {
  return { ...inherited, [asNode]: '1', ...trainerVariables({ env, events }) };
}

/** The variables that hand a trainer's `env` and `events` to its supervisor. */
export function trainerVariables({
  env = {},
  events = [],
}: Pick<TrainerProgram, 'env' | 'events'>): Record<string, string> {
  return { [additionsName]: JSON.stringify(env), [eventsName]: JSON.stringify(events) };
}

/** Parses the supervisor's arguments and environment; undefined when they are incomplete. */
export function readSupervisorArgs(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): { readonly runFolder: string; readonly program: TrainerProgram } | undefined {
  const end = words.indexOf('--');
  const [runFolder, ...own] = words.slice(0, Math.max(end, 0));
  const [command, ...args] = words.slice(end + 1);
  const options = readOptions(own);
  if (end < 1 || runFolder === undefined || command === undefined || options === undefined) return undefined;
  const env = readAdditions(environment[additionsName]);
  const events = readEvents(environment[eventsName]);
  const { members, cwd, name, requeue, isWithoutSlot } = options;
  const program = {
    ...{ command, args, env },
    ...(events.length > 0 && { events }),
    ...(cwd !== undefined && { cwd }),
    ...(isWithoutSlot && { isWithoutSlot }),
    ...(members.length > 0 && { members: members.map((folder) => path.resolve(folder)) }),
    ...(name !== undefined && { job: { name, ...(requeue !== undefined && { requeue }) } }),
  };
  return { runFolder: path.resolve(runFolder), program };
}

interface SupervisorOptions {
  members: string[];
  isWithoutSlot: boolean;
  cwd?: string;
  name?: string;
  requeue?: string;
}

/** Options between the run folder and `--`; undefined for one that is unknown or has no value. */
function readOptions(words: readonly string[]): SupervisorOptions | undefined {
  const options: SupervisorOptions = { members: [], isWithoutSlot: false };
  for (let at = 0; at < words.length; at += 1) {
    if (words[at] === withoutSlot) {
      options.isWithoutSlot = true;
      continue;
    }
    const [name, value] = words.slice(at, at + 2);
    at += 1;
    if (value === undefined) return undefined;
    if (name === withMember) options.members.push(value);
    else if (name === ofJob) options.name = value;
    else if (name === requeueBy) options.requeue = value;
    else if (name === inFolder) options.cwd = value;
    else return undefined;
  }
  return options;
}

/** Variables of the supervisor alone. */
const ofSupervisor: readonly string[] = [asNode, additionsName, eventsName];

/** An attempt that a trainer is started for. */
export interface StartedAttempt {
  readonly runFolder: string;
  readonly owner: Pick<Owner, 'token' | 'attempt'>;
}

/** The trainer's environment: the supervisor's without its own variables, the program's `env`, and its attempts. */
export function trainerEnvironment(
  inherited: NodeJS.ProcessEnv,
  { env }: TrainerProgram,
  [attempt, ...members]: readonly [StartedAttempt, ...StartedAttempt[]],
): NodeJS.ProcessEnv {
  const group = [attempt, ...members].map(({ runFolder, owner }) => {
    return { runFolder, number: owner.attempt, token: owner.token };
  });
  const rest = Object.entries(inherited).filter(([name]) => !ofSupervisor.includes(name));
  return {
    ...Object.fromEntries(rest),
    // Python writes its output line by line, not at its exit.
    PYTHONUNBUFFERED: '1',
    ...env,
    DISTILLERY_RUN_DIR: attempt.runFolder,
    DISTILLERY_TOKEN: attempt.owner.token,
    DISTILLERY_ATTEMPT: String(attempt.owner.attempt),
    // Empty in place of absent, so that none of a process around this one is taken.
    DISTILLERY_GROUP: members.length === 0 ? '' : JSON.stringify(group),
  };
}

/** Events of the process that started this one, of the same installation. */
function readEvents(text = '[]'): NewEvent[] {
  const value: unknown = JSON.parse(text);
  return Array.isArray(value) ? (value as NewEvent[]) : [];
}

function readAdditions(text = '{}'): Record<string, string> {
  const value: unknown = JSON.parse(text);
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
