import * as vscode from 'vscode';
import { findCandidates, type InterpreterCandidate } from '../../interpreters';

/** Time in ms that another extension has to name its environment: it may be busy with a search of its own. */
const answerMs = 5_000;

/**
 * Candidates for the interpreter in the editor, in the order of their precedence: the setting, what the Python Environments and the
 * Python extension have chosen for the folder, `.venv`, the PATH. Nothing is executed here, and nothing is asked in
 * Restricted Mode.
 */
export async function findEditorPythons(workspace: string): Promise<InterpreterCandidate[]> {
  if (!vscode.workspace.isTrusted) return [];
  const folder = vscode.Uri.file(workspace);
  const setting = vscode.workspace.getConfiguration('distillery').get<string>('pythonPath', '');
  const named = [
    { path: setting, origin: 'setting' },
    { path: await within(environmentOf(folder)), origin: 'environments extension' },
    { path: await within(interpreterOf(folder)), origin: 'python extension' },
  ] as const;
  return findCandidates({ named, workspace, environment: process.env });
}

/** The executable that the Python Environments extension has for a folder, by its API `getEnvironment`. */
async function environmentOf(folder: vscode.Uri): Promise<string | undefined> {
  const api = await apiOf('ms-python.vscode-python-envs');
  const environment = await call(api, 'getEnvironment', folder);
  return textAt(environment, 'execInfo', 'run', 'executable');
}

/** The executable that the Python extension has for a folder, by `environments` of its API. */
async function interpreterOf(folder: vscode.Uri): Promise<string | undefined> {
  const environments = at(await apiOf('ms-python.python'), 'environments');
  const active = await call(environments, 'getActiveEnvironmentPath', folder);
  const resolved = await call(environments, 'resolveEnvironment', active);
  const executable = textAt(resolved, 'executable', 'uri', 'fsPath');
  const path = textAt(active, 'path');
  // An environment that could not be resolved may be the name of a folder or of a command.
  return executable ?? (path !== undefined && /python[\d.]*(\.exe)?$/i.test(path) ? path : undefined);
}

/** The API that an installed extension exports; undefined where it is not there. It is another product’s: every field is checked. */
async function apiOf(id: string): Promise<unknown> {
  const extension = vscode.extensions.getExtension<unknown>(id);
  return extension === undefined ? undefined : extension.activate();
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (Reflect.get(value, key) as unknown) : undefined;
}

function textAt(value: unknown, ...keys: readonly string[]): string | undefined {
  const found = keys.reduce(at, value);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

async function call(target: unknown, method: string, argument: unknown): Promise<unknown> {
  const found = at(target, method);
  return typeof found === 'function' ? ((await Reflect.apply(found, target, [argument])) as unknown) : undefined;
}

/** The answer of another extension, unless it fails or takes too long. */
function within(answer: Promise<string | undefined>): Promise<string | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), answerMs);
    const settle = (value: string | undefined): void => {
      clearTimeout(timer);
      resolve(value);
    };
    answer.then(settle, () => settle(undefined));
  });
}
