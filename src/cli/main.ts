// The bundle entry of the command line.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { allowedFoldersOf, allowStoreFolders, clearCache, describeCache, measureCache, type CacheSize } from '../runs';
import { formatProblems, hasErrors, loadConfig, UsageError } from './load-config';
import { checkCommand } from './check-command';
import { compareRuns } from './compare-command';
import { exportCommand } from './export-command';
import { previewCommand } from './preview-command';
import { reportCommand } from './report-command';
import { resumeCommand, runCommand, type LaunchOptions } from './run-command';
import { stopCommand } from './stop-command';
import { formatList, formatRun } from './table';
import { findRun, findWorkspace, listWorkspaceRuns } from './workspace';

const usage = `distillery run CONFIG [--json] [--set key.path=value] [--workspace DIR]
distillery resume RUN [--json]            goes on from the last checkpoint; --take-over: also a copy, or another machine's
distillery validate CONFIG… [--set key.path=value]
distillery preview CONFIG [--json]         the temperatures of a run before it, and how soft its teachers are
distillery list [--json]
distillery show RUN [--json]              RUN: an id, its beginning or end, or a folder
distillery compare RUN RUN… [--json]      in what runs differ, in their settings and in their results
distillery export RUN [--format html|csv|json|svg] [--output FILE]
distillery check RUN [--repair] [--json]   what is wrong with a run folder, and mends what can be mended
distillery stop RUN [--now]               asks for a checkpoint and the end, and waits for it; --now ends it at once
distillery report RUN                     versions, settings and the end of the log in one text, with nothing private
distillery cache [--clear] [--json]       the trained teachers, their answers and pictures of examples that are kept

run and resume take --at-a-time N: how many runs of the workspace run at a time (1 until you say otherwise); the others
wait in line. --allow DIR, also several times, lets a config name files in a folder outside of the workspace.

Runs lie in .distillery/runs of the project that holds the config. Exit codes: 0 finished or valid, 1 failed,
2 a mistake in the command or the config (nothing was started), 130 stopped. Ctrl-C asks a run to stop at its
next step; a second Ctrl-C ends its processes.`;

async function main(words: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      set: { type: 'string', multiple: true, default: [] },
      workspace: { type: 'string' },
      clear: { type: 'boolean', default: false },
      repair: { type: 'boolean', default: false },
      now: { type: 'boolean', default: false },
      'take-over': { type: 'boolean', default: false },
      'at-a-time': { type: 'string' },
      allow: { type: 'string', multiple: true, default: [] },
      format: { type: 'string', default: 'html' },
      output: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command, ...names] = positionals;
  if (values.help || command === undefined) {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  const allowed = [...allowedFoldersOf(process.env), ...values.allow.map((folder) => path.resolve(folder))];
  allowStoreFolders(() => allowed);
  return perform(command, names, values);
}

interface Options {
  readonly json: boolean;
  readonly set: readonly string[];
  readonly workspace?: string | undefined;
  readonly clear: boolean;
  readonly repair: boolean;
  readonly now: boolean;
  readonly 'take-over': boolean;
  readonly 'at-a-time'?: string | undefined;
  readonly allow: readonly string[];
  readonly format: string;
  readonly output?: string | undefined;
}

function launchOptions({ json, allow, 'at-a-time': atATime }: Options): LaunchOptions {
  const runsAtATime = atATime === undefined ? undefined : Number(atATime);
  if (runsAtATime !== undefined && !(Number.isSafeInteger(runsAtATime) && runsAtATime >= 1)) {
    throw new UsageError(`--at-a-time ${atATime}: a whole number from 1 is needed`);
  }
  const allowedFolders = allow.map((folder) => path.resolve(folder));
  return { isJson: json, allowedFolders, ...(runsAtATime !== undefined && { runsAtATime }) };
}

async function perform(command: string, [name, ...more]: string[], values: Options): Promise<number> {
  const workspace = findWorkspace(process.cwd(), values.workspace);
  const given = { set: values.set, isJson: values.json, workspace: values.workspace };
  switch (command) {
    case 'run':
      return runCommand({ config: needed(name, 'run CONFIG'), ...given, ...launchOptions(values) });
    case 'validate':
      return validate([needed(name, 'validate CONFIG'), ...more], values.set);
    case 'preview':
      return previewCommand({ config: needed(name, 'preview CONFIG'), ...given });
    case 'resume':
      return resumeCommand(await findRun(workspace, needed(name, 'resume RUN')), {
        ...launchOptions(values),
        isTakingOver: values['take-over'],
      });
    case 'cache':
      return print(await (values.clear ? clearCache : measureCache)(workspace), values.json, (size) =>
        formatCache(size, values.clear),
      );
    case 'list':
      return print(await listWorkspaceRuns(workspace), values.json, formatList);
    case 'show':
      return print(await findRun(workspace, needed(name, 'show RUN')), values.json, formatRun);
    case 'compare':
      return compareCommand(workspace, [name, ...more], values.json);
    case 'export':
      return exportCommand(await findRun(workspace, needed(name, 'export RUN')), values.format, values.output);
    case 'check': {
      const { folder } = await findRun(workspace, needed(name, 'check RUN'));
      return checkCommand(folder, values.repair ? 'repair' : 'look', values.json);
    }
    case 'stop':
      return stopCommand(await findRun(workspace, needed(name, 'stop RUN')), values.now ? 'now' : 'with a checkpoint');
    case 'report':
      return reportCommand(await findRun(workspace, needed(name, 'report RUN')), workspace);
    default:
      throw new UsageError(`there is no command '${command}'\n\n${usage}`);
  }
}

async function compareCommand(
  workspace: string,
  [one, other, ...more]: readonly (string | undefined)[],
  isJson: boolean,
): Promise<number> {
  const form = 'compare RUN RUN';
  const names = [needed(one, form), needed(other, form), ...more.map((name) => needed(name, form))];
  console.log(compareRuns(await Promise.all(names.map((name) => findRun(workspace, name))), isJson));
  return 0;
}

function needed(word: string | undefined, form: string): string {
  if (word === undefined) throw new UsageError(`write: distillery ${form}`);
  return word;
}

function validate(names: readonly string[], overrides: readonly string[]): number {
  const all = names.map((name) => loadConfig(name, overrides));
  for (const loaded of all) {
    for (const line of formatProblems(loaded)) console.error(line);
    if (!hasErrors(loaded)) console.log(`${path.basename(loaded.file)} is valid`);
  }
  return all.some(hasErrors) ? 2 : 0;
}

function formatCache(size: CacheSize, isCleared: boolean): string {
  return `${describeCache(size)} ${isCleared ? 'removed from' : 'in'} ${size.folder}`;
}

function print<Value>(value: Value, isJson: boolean, format: (value: Value) => string): number {
  console.log(isJson ? JSON.stringify(value) : format(value));
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const isUsage = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const isNodes = error instanceof TypeError && 'code' in error;
    console.error(
      isNodes ? `${message}; 'distillery --help' shows what there is` : isUsage ? message : describe(error, stack),
    );
    process.exitCode = isUsage ? 2 : 1;
  },
);

/** What the file system refuses is said in a sentence; anything else is our mistake, and its place is worth knowing. */
function describe(error: unknown, stack: string | undefined): string {
  const isSystems = error instanceof Error && 'syscall' in error;
  return isSystems ? `the file system refused: ${error.message}` : (stack ?? String(error));
}
