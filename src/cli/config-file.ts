import { readFileSync } from 'node:fs';
import path from 'node:path';
import { applyEdits, decodeConfig, languageOf, lineAndColumn, overrideEdits } from '../config';
import { checkConfigText, type CheckedConfig } from '../running';
import { givenFolders, type OptionValues } from './options';
import { printMessage } from './output';
import { UsageError } from './usage-error';
import { findWorkspace, listWorkspaceRuns } from './workspace';

/** Reads and checks a config, with the values of `--set` written into its text. Throws UsageError. */
export async function loadConfig(name: string, options: OptionValues): Promise<CheckedConfig> {
  const file = path.resolve(name);
  const workspace = findWorkspace(options, path.dirname(file));
  return checkConfigText({
    ...{ file, workspace, text: override(readText(file, name), file, options.set ?? []) },
    ...{ allowedFolders: givenFolders(options), runs: await listWorkspaceRuns(workspace) },
  });
}

/** Prints a config's problems; false when one of them is an error. */
export function printProblems({ file, text, problems }: CheckedConfig): boolean {
  const name = path.relative(process.cwd(), file) || file;
  for (const problem of problems) {
    const { line, column } = lineAndColumn(text, problem.start);
    printMessage(`${name}:${line}:${column}: ${problem.severity}: ${problem.message} [${problem.code}]`);
  }
  return !problems.some(({ severity }) => severity === 'error');
}

function override(text: string, file: string, settings: readonly string[]): string {
  let changed = text;
  for (const setting of settings) {
    const at = setting.indexOf('=');
    if (at < 1) throw new UsageError(`--set ${setting}: write key.path=value, such as --set temperature.from=20`);
    const [keys, value] = [setting.slice(0, at).split('.'), setting.slice(at + 1)];
    try {
      changed = applyEdits(changed, overrideEdits(changed, languageOf(file), keys, value));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new UsageError(`--set ${setting}: ${error.message}`);
    }
  }
  return changed;
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
