import path from 'node:path';
import { Option } from 'commander';
import { findTerminalPythons } from '../interpreters';
import type { LaunchSettings } from '../launchers';
import { allowScript } from './allow-script';
import { allowJob, readProfiles } from './profiles';
import { UsageError } from './usage-error';

/** The values of a command's options; a command gets those that it takes. */
export interface OptionValues {
  readonly json?: boolean;
  readonly workspace?: string;
  readonly set?: readonly string[];
  readonly allow?: readonly string[];
  readonly atATime?: string;
  readonly takeOver?: boolean;
  readonly changedInputs?: boolean;
  readonly retryFailed?: boolean;
  readonly addTo?: string;
  readonly on?: string;
  readonly python?: string;
  readonly allowScript?: boolean;
  readonly repair?: boolean;
  readonly now?: boolean;
  readonly clear?: boolean;
  readonly dryRun?: boolean;
  readonly format?: string;
  readonly output?: string;
  readonly loss?: string;
  readonly path?: boolean;
  readonly measures?: boolean;
  readonly margin?: string;
  readonly top?: string;
  readonly name?: string;
  readonly note?: string;
  readonly tag?: readonly string[];
  readonly untag?: readonly string[];
  readonly star?: boolean;
  readonly archive?: boolean;
  readonly baseline?: boolean;
  readonly starred?: boolean;
  readonly archived?: boolean;
  readonly readOnly?: boolean;
  readonly yes?: boolean;
}

/** Collects the values of an option that may be repeated. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** Options that several commands take. */
export const json = new Option('--json', 'print the result as JSON, one object on one line');
const workspace = new Option(
  '--workspace <folder>',
  'the project whose .distillery keeps the runs (default: the nearest folder above with .distillery, .git or package.json)',
);
export const set = new Option(
  '--set <key.path=value>',
  'set a value of the config, written as in YAML; null takes the key out (repeatable)',
).argParser(collect);
const allow = new Option(
  '--allow <folder>',
  'a folder outside of the workspace that configs may name files in and .distillery may be a link into (repeatable)',
).argParser(collect);
export const atATime = new Option(
  '--at-a-time <number>',
  'runs of the workspace that may run at a time, remembered; the others are queued (1 at first)',
);

const python = new Option(
  '--python <path>',
  'the Python of scripts and of training with PyTorch (default: DISTILLERY_PYTHON, .venv of the project, python3 of the PATH)',
);
const allowsScript = new Option(
  '--allow-script',
  'agree to the script that a config runs, or to the .venv of the project; its exact command and folder are remembered',
);

const on = new Option(
  '--on <profile>',
  'where to start it: a profile of profiles.json, or local (default: this machine, or where the run was started before)',
);

/** Options of commands that start programs of the user's. */
export const programs = [python, allowsScript, on] as const;

/** The options of every command: where its runs are, and which other folders may be touched. */
export const place = [workspace, allow] as const;

/** The launch settings of the command line: its own Node, and the bundles beside its own. */
export function launchSettingsOf(options: OptionValues): LaunchSettings {
  const count = options.atATime === undefined ? undefined : Number(options.atATime);
  if (count !== undefined && !(Number.isSafeInteger(count) && count >= 1)) {
    throw new UsageError(`--at-a-time ${options.atATime ?? ''}: a whole number from 1 is needed`);
  }
  return {
    nodePath: process.execPath,
    trainerPath: path.join(__dirname, 'trainer.js'),
    supervisorPath: path.join(__dirname, 'supervisor.js'),
    allowedFolders: givenFolders(options),
    findPython: (folder) => {
      const { python: option } = options;
      return Promise.resolve(findTerminalPythons({ option, workspace: folder, environment: process.env }));
    },
    allowScript: (command) => allowScript(command, options),
    profiles: readProfiles(),
    allowJob,
    ...(options.on !== undefined && { on: options.on }),
    ...(count !== undefined && { runsAtATime: count }),
  };
}

/** The folders that `--allow` names, as absolute paths. */
export function givenFolders({ allow: folders = [] }: OptionValues): string[] {
  return folders.map((folder) => path.resolve(folder));
}
