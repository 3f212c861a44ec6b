/** The command of a Python that computes for a training. */
export interface PythonProgram {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Working folder; that of the trainer where absent. */
  readonly cwd?: string;
}
