import { TrainingFailure } from '../context/failure';

/** The command of a Python that computes for a training. */
export interface PythonProgram {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Working folder; that of the trainer where absent. */
  readonly cwd?: string;
}

/** Variable by which a launcher passes the command of Python. */
export const pythonProgramName = 'DISTILLERY_PYTHON_PROGRAM';

/** The command that the launcher has passed. Throws a TrainingFailure where it has passed none. */
export function pythonProgram(): PythonProgram {
  const text = process.env[pythonProgramName] ?? '';
  if (text !== '') return JSON.parse(text) as PythonProgram;
  throw new TrainingFailure(
    'no Python was named for `engine: torch`',
    'start the run with Distillery, which chooses one',
  );
}
