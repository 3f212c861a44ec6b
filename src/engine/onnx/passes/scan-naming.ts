/** What the repeated graph's inputs and outputs are called, by the names in the step's graph. */
export const repeatNaming = {
  /** All steps' values of an input or an output, [count, …]. */
  all: (name: string) => `all:${name}`,
  /** A carried value before the first step. */
  first: (before: string) => `first:${before}`,
  /** A carried value after the last step. */
  last: (after: string) => `last:${after}`,
} as const;
