import type { CompiledStep, StepProgram } from '../../engine';

/** A run among those that one process trains side by side. */
export interface Member {
  /**
   * Waits until there is memory for its student: all train at once where they can, else some after others.
   * @param bytes of the student's weights with all that training keeps of them
   */
  admit(bytes: number): Promise<void>;
  /** Compiles the step of its student: steps of all members are launched together where they differ in numbers alone. */
  compile(program: StepProgram): Promise<CompiledStep>;
  /**
   * A value that members have in common, made by the first that asks for it. Where that one fails, the next makes it: a
   * run's end is its own.
   * @param key all that the value follows from
   */
  share<Value>(key: string, make: () => Promise<Value>): Promise<Value>;
}

/** The value of a key among all members; made here where the run trains by itself. */
export function shared<Value>(
  member: Member | undefined,
  key: readonly unknown[],
  make: () => Promise<Value>,
): Promise<Value> {
  return member === undefined ? make() : member.share(JSON.stringify(key), make);
}
