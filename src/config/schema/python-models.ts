import { isPython, type PythonModel } from './model';
import { writtenTeachers } from './objective';
import type { ResolvedConfig } from './schema';

/** A model of the user's own Python, and the place where the config names it. */
export interface WrittenPythonModel {
  readonly path: readonly string[];
  readonly model: PythonModel;
}

/** The models of a config that are the user's own Python code. */
export function pythonModels(config: ResolvedConfig): WrittenPythonModel[] {
  const teachers = writtenTeachers(config).map(({ path, source }) => ({
    path: [...path, 'model'],
    model: source.model,
  }));
  const all = [...teachers, { path: ['student', 'model'], model: config.student.model }];
  return all.flatMap(({ path, model }) => (isPython(model) ? [{ path, model }] : []));
}
