/** Oldest Python that our package runs on. */
export const minPython = [3, 9] as const;

/** A Python that could run a program, and the reason for which it comes into question. */
export interface InterpreterCandidate {
  /** An executable; absolute. */
  readonly path: string;
  readonly origin: InterpreterOrigin;
}

/** Source of a candidate, in the order of precedence within the editor and within a terminal. */
export type InterpreterOrigin =
  'setting' | 'option' | 'variable' | 'environments extension' | 'python extension' | 'venv' | 'path';

/** Facts of an interpreter, as it told them itself. */
export interface InterpreterFacts {
  /** Such as `3.11.7`. */
  readonly version: string;
  /** Its own name for its executable: that behind a shim. */
  readonly executable: string;
  /** Version of PyTorch; absent where it has none. */
  readonly torch?: string;
  /** Devices of PyTorch, such as `cpu` and `cuda:0 NVIDIA H200`; absent where they were not asked for or could not be had. */
  readonly devices?: readonly string[];
  /** Reason why PyTorch cannot be imported, although it is installed. */
  readonly torchFault?: string;
  /** Version of Optuna; absent where it has none. */
  readonly optuna?: string;
  /** A module named `distillery` that is not ours and that ours takes the place of. */
  readonly otherDistillery?: string;
}

/** An interpreter that was chosen, with its facts. */
export interface ChosenInterpreter extends InterpreterCandidate, InterpreterFacts {}

/** An interpreter that cannot be used: a sentence about it, and what to do. */
export class InterpreterFault extends Error {
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(`${message}; ${hint}`);
  }
}

/** A candidate's origin as a noun: `the setting distillery.pythonPath`. */
export function describeOrigin(origin: InterpreterOrigin): string {
  switch (origin) {
    case 'setting':
      return 'the setting distillery.pythonPath';
    case 'option':
      return '--python';
    case 'variable':
      return 'the variable DISTILLERY_PYTHON';
    case 'environments extension':
      return 'the Python Environments extension';
    case 'python extension':
      return 'the Python extension';
    case 'venv':
      return '.venv of the workspace';
    case 'path':
      return 'the PATH';
  }
}

/** An interpreter in one line: `Python 3.11.7, PyTorch 2.15.0 (cpu)`. */
export function describeInterpreter({ version, torch, devices, torchFault }: InterpreterFacts): string {
  if (torch === undefined) return `Python ${version}, no PyTorch`;
  if (torchFault !== undefined) return `Python ${version}, PyTorch ${torch}, which cannot be imported: ${torchFault}`;
  return `Python ${version}, PyTorch ${torch}${devices === undefined ? '' : ` (${devices.join(', ')})`}`;
}
