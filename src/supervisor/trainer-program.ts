import path from 'node:path';

/** A program that trains one run, or supervises one. It is started without a shell, so nothing in its words is expanded. */
export interface TrainerProgram {
  /** An executable: an absolute path, or a name that is looked up on the PATH. */
  readonly command: string;
  readonly args: readonly string[];
  /** Variables that the program gets beside those of whoever starts the run. They are never written to disk. */
  readonly env?: Readonly<Record<string, string>>;
  /** The program's working folder; that of whoever starts the run where it is absent. */
  readonly cwd?: string;
}

/** Carries the program's variables to the supervisor: arguments can be read by every user of a machine. */
const additionsName = 'DISTILLERY_TRAINER_ENV';

/** Makes an editor's executable a Node; a trainer that needs it too has it among its own variables. */
const asNode = 'ELECTRON_RUN_AS_NODE';

/** The supervisor's arguments for a run: `RUN_FOLDER [--cwd FOLDER] -- COMMAND ARGUMENT…`. */
export function supervisorArgs(runFolder: string, { command, args, cwd }: TrainerProgram): string[] {
  return [runFolder, ...(cwd === undefined ? [] : ['--cwd', cwd]), '--', command, ...args];
}

/** The supervisor's environment: the given one, and in one variable those that only its trainer gets. */
export function supervisorEnvironment(inherited: NodeJS.ProcessEnv, { env = {} }: TrainerProgram): NodeJS.ProcessEnv {
  return { ...inherited, [asNode]: '1', [additionsName]: JSON.stringify(env) };
}

/** A run and its trainer, as the supervisor's arguments and environment name them; undefined when they name none. */
export function readSupervisorArgs(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): { readonly runFolder: string; readonly program: TrainerProgram } | undefined {
  const end = words.indexOf('--');
  const [runFolder, option, cwd] = words.slice(0, Math.max(end, 0));
  const [command, ...args] = words.slice(end + 1);
  const isWhole = option === undefined || (option === '--cwd' && cwd !== undefined);
  if (end < 1 || runFolder === undefined || command === undefined || !isWhole) return undefined;
  const env = readAdditions(environment[additionsName]);
  return { runFolder: path.resolve(runFolder), program: { command, args, env, ...(cwd !== undefined && { cwd }) } };
}

/** The trainer's environment: the supervisor's without what was meant for the supervisor alone, and the program's own. */
export function trainerEnvironment(
  inherited: NodeJS.ProcessEnv,
  { env }: TrainerProgram,
  attempt: { readonly runFolder: string; readonly token: string; readonly attempt: number },
): NodeJS.ProcessEnv {
  const rest = Object.entries(inherited).filter(([name]) => name !== asNode && name !== additionsName);
  return {
    ...Object.fromEntries(rest),
    // A script's lines are read as it prints them.
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
