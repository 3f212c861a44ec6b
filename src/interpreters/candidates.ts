import { statSync } from 'node:fs';
import path from 'node:path';
import { describeOrigin, InterpreterFault, type InterpreterCandidate, type InterpreterOrigin } from './interpreter';

/** Places where interpreters are looked for. */
export interface InterpreterPlaces {
  /** Paths that a person or another extension has named, the first of them first; empty ones count as not named. */
  readonly named: readonly { readonly path: string | undefined; readonly origin: InterpreterOrigin }[];
  /** The folder whose `.venv` counts. */
  readonly workspace: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
}

/**
 * Candidates for the interpreter in the order of their precedence: named ones, `.venv` of the workspace, `python3` and `python` of
 * the PATH. Nothing is executed. A named one is listed whether it is there or not; of others only those that are.
 */
export function findCandidates(places: InterpreterPlaces): InterpreterCandidate[] {
  const { named, workspace, environment, platform = process.platform } = places;
  const given = named.flatMap(({ path: written = '', origin }) =>
    written.trim() === '' ? [] : [{ path: path.resolve(workspace, written.trim()), origin }],
  );
  const venv = path.join(workspace, '.venv', ...(platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']));
  const found = [
    ...given,
    ...[venv].filter(isFile).map((file) => ({ path: file, origin: 'venv' as const })),
    ...onPath(environment, platform).map((file) => ({ path: file, origin: 'path' as const })),
  ];
  return found.filter((one, index) => found.findIndex((other) => other.path === one.path) === index);
}

/** Interpreters of a terminal: `--python`, the variable DISTILLERY_PYTHON, `.venv` of the workspace, the PATH. */
export function findTerminalPythons(
  places: Omit<InterpreterPlaces, 'named'> & { readonly option?: string | undefined },
): InterpreterCandidate[] {
  const variable = places.environment['DISTILLERY_PYTHON'];
  // Of a terminal, paths begin at its own folder.
  const named = [
    { path: places.option && path.resolve(places.option), origin: 'option' },
    { path: variable, origin: 'variable' },
  ] as const;
  return findCandidates({ ...places, named });
}

/**
 * The first of some candidates that is there. One that a person has named must be there: another in its place would be a
 * surprise. Throws InterpreterFault.
 */
export function chooseCandidate(candidates: readonly InterpreterCandidate[]): InterpreterCandidate {
  for (const candidate of candidates) {
    if (isFile(candidate.path)) return candidate;
    const { path: file, origin } = candidate;
    if (origin !== 'setting' && origin !== 'option' && origin !== 'variable') continue;
    const hint = origin === 'setting' ? 'correct the setting, or empty it' : 'name one that is there';
    throw new InterpreterFault(`there is no Python at ${file}, which ${describeOrigin(origin)} names`, hint);
  }
  throw new InterpreterFault(
    'no Python was found: there is no .venv in the workspace and no python3 on the PATH',
    'install Python 3.9 or newer, or name one in the setting distillery.pythonPath (in a terminal: --python PATH)',
  );
}

/** Pythons of the PATH. Entries that are no absolute path are passed over: they would depend on the working folder. */
function onPath(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  const names = platform === 'win32' ? ['python3.exe', 'python.exe'] : ['python3', 'python'];
  const variable = environment['PATH'] ?? environment['Path'] ?? '';
  const folders = variable.split(platform === 'win32' ? ';' : ':').filter((folder) => path.isAbsolute(folder));
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).filter(isFile);
}

/** Whether there is such a file; one that may not be looked at, as in a folder of another user's on the PATH, is none. */
function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
