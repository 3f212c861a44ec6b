import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  applyEdits,
  checkConfig,
  decodeConfig,
  languageOf,
  lineAndColumn,
  parseConfig,
  setValueEdits,
  type Problem,
  type ResolvedConfig,
} from '../config';
import { findWorkspace } from './workspace';

/** What a person did wrong on the command line or in a config: printed as it is, exit code 2, and nothing starts. */
export class UsageError extends Error {}

export interface LoadedConfig {
  readonly file: string;
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly config: ResolvedConfig | undefined;
}

/** Reads and checks a config, with `key.path=value` overrides written into its text. Throws UsageError. */
export function loadConfig(name: string, overrides: readonly string[]): LoadedConfig {
  const file = path.resolve(name);
  let text = readText(file, name);
  const language = languageOf(file);
  for (const override of overrides) {
    const [key, value] = splitOnce(override);
    try {
      text = applyEdits(text, setValueEdits(text, language, key.split('.'), parseValue(value)));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new UsageError(`--set ${override}: ${error.message}`);
    }
  }
  const parsed = parseConfig(text, language);
  return { file, text, problems: checkConfig(parsed), config: parsed.config };
}

function readText(file: string, name: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch {
    throw new UsageError(`${name} cannot be read; name a *.distill.yaml or *.distill.json file that exists`);
  }
  try {
    return decodeConfig(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`${name} ${error.message}; save it as UTF-8`);
  }
}

function splitOnce(override: string): [string, string] {
  const place = override.indexOf('=');
  if (place < 1) throw new UsageError(`--set ${override}: write key.path=value, such as --set temperature.from=20`);
  return [override.slice(0, place), override.slice(place + 1)];
}

/** JSON where it is JSON, else the text itself: `--set name=plain` needs no quotes. */
function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `file:line:column: severity: message [code]`, one line a problem. */
export function formatProblems({ file, text, problems }: LoadedConfig): string[] {
  const name = path.relative(process.cwd(), file) || file;
  return problems.map((problem) => {
    const { line, column } = lineAndColumn(text, problem.start);
    return `${name}:${line}:${column}: ${problem.severity}: ${problem.message} [${problem.code}]`;
  });
}

/** Whether a problem keeps a run from starting. */
export function hasErrors(loaded: LoadedConfig): boolean {
  return loaded.config === undefined || loaded.problems.some((problem) => problem.severity === 'error');
}

/** A config as a command names it. */
export interface ConfigOptions {
  readonly config: string;
  readonly set: readonly string[];
  readonly isJson: boolean;
  readonly workspace: string | undefined;
}

/** A config without errors and the workspace that its runs and teachers are kept in. */
export interface ReadyConfig {
  readonly loaded: LoadedConfig;
  readonly config: ResolvedConfig;
  readonly workspace: string;
}

/** Loads a config and prints its problems to stderr; undefined when one of them is an error. Throws UsageError. */
export function readyConfig(options: ConfigOptions): ReadyConfig | undefined {
  const loaded = loadConfig(options.config, options.set);
  for (const line of formatProblems(loaded)) console.error(line);
  const { config } = loaded;
  if (config === undefined || hasErrors(loaded)) return undefined;
  return { loaded, config, workspace: findWorkspace(path.dirname(loaded.file), options.workspace) };
}
