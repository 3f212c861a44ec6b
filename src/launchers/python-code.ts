import type { ResolvedConfig } from '../config';

/** The user's own Python that a training executes: a callable, and the file of weights that it is given. */
export interface PythonCode {
  /** `file.py:callable` or `package.module:callable`. */
  readonly python: string;
  readonly weights?: string | undefined;
}

/** The code of the user's in a config: of its models, and of its data. */
export function pythonCodeOf({ student, teacher, teachers = [], data }: ResolvedConfig): PythonCode[] {
  const all = [...(teacher === undefined ? [] : [teacher]), ...teachers, student];
  const ofModels = all.flatMap(({ model }) => (model.preset === 'python' ? [model] : []));
  return [...ofModels, ...(data.format === 'python' ? [{ python: data.python }] : [])];
}

/** Files that code is made of, as the config writes them: Python files and weights. */
export function filesOfCode(code: readonly PythonCode[]): string[] {
  return code.flatMap(({ python, weights }) => {
    const place = python.slice(0, python.lastIndexOf(':'));
    return [...(place.toLowerCase().endsWith('.py') ? [place] : []), ...(weights === undefined ? [] : [weights])];
  });
}
