import type { PythonModel, ResolvedConfig } from '../config';

/** The models of a config that are the user's own Python code. */
export function pythonModelsOf({ student, teacher, teachers = [] }: ResolvedConfig): PythonModel[] {
  const all = [...(teacher === undefined ? [] : [teacher]), ...teachers, student];
  return all.flatMap(({ model }) => (model.preset === 'python' ? [model] : []));
}

/** Files that the models are made of, as the config writes them: Python files and weights. */
export function filesOfModels(models: readonly PythonModel[]): string[] {
  return models.flatMap(({ python, weights }) => {
    const place = python.slice(0, python.lastIndexOf(':'));
    return [...(place.toLowerCase().endsWith('.py') ? [place] : []), ...(weights === undefined ? [] : [weights])];
  });
}
