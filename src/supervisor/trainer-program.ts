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
  /** Whether it waits for no slot of the queue, since it trains nothing itself. */
  readonly isWithoutSlot?: boolean;
}

const withoutSlot = '--without-slot';
const withMember = '--with';

/** Variable that passes `env` to the supervisor: every user of the machine can read arguments. */
const additionsName = 'DISTILLERY_TRAINER_ENV';

/** Variable that passes `events` to the supervisor. */
const eventsName = 'DISTILLERY_TRAINER_EVENTS';

/** Variable that makes VS Code's executable behave as Node; a trainer that needs it has it in its own `env`. */
const asNode = 'ELECTRON_RUN_AS_NODE';

/** The supervisor's arguments for a run: `RUN_FOLDER [--without-slot] [--with FOLDER]… [--cwd FOLDER] -- COMMAND ARGUMENT…`. */
export function supervisorArgs(
  runFolder: string,
  { command, args, cwd, members = [], isWithoutSlot }: TrainerProgram,
): string[] {
  const slot = isWithoutSlot === true ? [withoutSlot] : [];
  return [
    runFolder,
    ...slot,
    ...members.flatMap((folder) => [withMember, folder]),
    ...(cwd === undefined ? [] : ['--cwd', cwd]),
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
  const own = { [additionsName]: JSON.stringify(env), [eventsName]: JSON.stringify(events) };
  return { ...inherited, [asNode]: '1', ...own };
}

/** Parses the supervisor's arguments and environment; undefined when they are incomplete. */
export function readSupervisorArgs(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): { readonly runFolder: string; readonly program: TrainerProgram } | undefined {
  const end = words.indexOf('--');
  const isWithoutSlot = words[1] === withoutSlot;
  const own = words.slice(0, Math.max(end, 0)).filter((word, at) => at !== 1 || word !== withoutSlot);
  const members: string[] = [];
  while (own[1] === withMember && own[2] !== undefined) members.push(...own.splice(1, 2).slice(1));
  const [runFolder, option, cwd] = own;
  const [command, ...args] = words.slice(end + 1);
  const isWhole = option === undefined || (option === '--cwd' && cwd !== undefined);
  if (end < 1 || runFolder === undefined || command === undefined || !isWhole) return undefined;
  const env = readAdditions(environment[additionsName]);
  const events = readEvents(environment[eventsName]);
  const program = {
    command,
    args,
    env,
    ...(events.length > 0 && { events }),
    ...(cwd !== undefined && { cwd }),
    ...(isWithoutSlot && { isWithoutSlot }),
    ...(members.length > 0 && { members: members.map((folder) => path.resolve(folder)) }),
  };
  return { runFolder: path.resolve(runFolder), program };
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
