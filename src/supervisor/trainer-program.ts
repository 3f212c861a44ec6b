import path from 'node:path';

/** Program that trains one run. It is started without a shell, so its arguments are not expanded. */
export interface TrainerProgram {
  /** An executable: an absolute path, or a name that is looked up on the PATH. */
  readonly command: string;
  readonly args: readonly string[];
  /** Environment variables added to those of the process that starts the run. They are never written to disk. */
  readonly env?: Readonly<Record<string, string>>;
  /** Working folder; that of the process that starts the run when absent. */
  readonly cwd?: string;
  /** Whether it waits for no slot of the queue, since it trains nothing itself. */
  readonly isWithoutSlot?: boolean;
}

const withoutSlot = '--without-slot';

/** Variable that passes `env` to the supervisor: every user of the machine can read arguments. */
const additionsName = 'DISTILLERY_TRAINER_ENV';

/** Variable that makes VS Code's executable behave as Node; a trainer that needs it has it in its own `env`. */
const asNode = 'ELECTRON_RUN_AS_NODE';

/** The supervisor's arguments for a run: `RUN_FOLDER [--without-slot] [--cwd FOLDER] -- COMMAND ARGUMENT…`. */
export function supervisorArgs(runFolder: string, { command, args, cwd, isWithoutSlot }: TrainerProgram): string[] {
  const slot = isWithoutSlot === true ? [withoutSlot] : [];
  return [runFolder, ...slot, ...(cwd === undefined ? [] : ['--cwd', cwd]), '--', command, ...args];
}

/** The supervisor's environment: the inherited one, and one variable that holds the trainer's `env`. */
export function supervisorEnvironment(inherited: NodeJS.ProcessEnv, { env = {} }: TrainerProgram): NodeJS.ProcessEnv {
  return { ...inherited, [asNode]: '1', [additionsName]: JSON.stringify(env) };
}

/** Parses the supervisor's arguments and environment; undefined when they are incomplete. */
export function readSupervisorArgs(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): { readonly runFolder: string; readonly program: TrainerProgram } | undefined {
  const end = words.indexOf('--');
  const isWithoutSlot = words[1] === withoutSlot;
  const own = words.slice(0, Math.max(end, 0)).filter((word, at) => at !== 1 || word !== withoutSlot);
  const [runFolder, option, cwd] = own;
  const [command, ...args] = words.slice(end + 1);
  const isWhole = option === undefined || (option === '--cwd' && cwd !== undefined);
  if (end < 1 || runFolder === undefined || command === undefined || !isWhole) return undefined;
  const env = readAdditions(environment[additionsName]);
  const program = { command, args, env, ...(cwd !== undefined && { cwd }), ...(isWithoutSlot && { isWithoutSlot }) };
  return { runFolder: path.resolve(runFolder), program };
}

/** The trainer's environment: the supervisor's without its own variables, and the program's `env`. */
export function trainerEnvironment(
  inherited: NodeJS.ProcessEnv,
  { env }: TrainerProgram,
  attempt: { readonly runFolder: string; readonly token: string; readonly attempt: number },
): NodeJS.ProcessEnv {
  const rest = Object.entries(inherited).filter(([name]) => name !== asNode && name !== additionsName);
  return {
    ...Object.fromEntries(rest),
    // Python writes its output line by line, not at its exit.
    PYTHONUNBUFFERED: '1',
    ...env,
    DISTILLERY_RUN_DIR: attempt.runFolder,
    DISTILLERY_TOKEN: attempt.token,
    DISTILLERY_ATTEMPT: String(attempt.attempt),
  };
}

function readAdditions(text = '{}'): Record<string, string> {
  const value: unknown = JSON.parse(text);
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
