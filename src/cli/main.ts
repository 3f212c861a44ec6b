// The bundle entry of the command line.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { requestStop, type RunSummary } from '../runs';
import { formatProblems, hasErrors, loadConfig, UsageError } from './load-config';
import { runCommand } from './run-command';
import { formatList, formatRun } from './table';
import { findRun, findWorkspace, listWorkspaceRuns } from './workspace';

const usage = `distillery run CONFIG [--json] [--set key.path=value] [--workspace DIR]
distillery validate CONFIG
distillery list [--json]
distillery show RUN [--json]
distillery stop RUN

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
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command, name] = positionals;
  if (values.help || command === undefined) {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  const workspace = findWorkspace(process.cwd(), values.workspace);
  switch (command) {
    case 'run':
      return runCommand({
        config: needed(name, 'run CONFIG'),
        set: values.set,
        isJson: values.json,
        workspace: values.workspace,
      });
    case 'validate':
      return validate(needed(name, 'validate CONFIG'), values.set);
    case 'list':
      return print(await listWorkspaceRuns(workspace), values.json, formatList);
    case 'show':
      return print(await findRun(workspace, needed(name, 'show RUN')), values.json, formatRun);
    case 'stop':
      return stop(await findRun(workspace, needed(name, 'stop RUN')));
    default:
      throw new UsageError(`there is no command '${command}'\n\n${usage}`);
  }
}

function needed(word: string | undefined, form: string): string {
  if (word === undefined) throw new UsageError(`write: distillery ${form}`);
  return word;
}

function stop({ id, folder, status }: RunSummary): number {
  if (status !== 'running' && status !== 'stopping') {
    console.error(`${id} is ${status}, so there is nothing to stop`);
    return 1;
  }
  requestStop(folder);
  return 0;
}

function validate(name: string, overrides: readonly string[]): number {
  const loaded = loadConfig(name, overrides);
  for (const line of formatProblems(loaded)) console.error(line);
  if (hasErrors(loaded)) return 2;
  console.log(`${path.basename(loaded.file)} is valid`);
  return 0;
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
    console.error(isUsage ? message : stack);
    process.exitCode = isUsage ? 2 : 1;
  },
);
