/** The networks of a run. */
export const networkNames = { teacher: 'teacher', student: 'student' };

const splitNames: Readonly<Record<string, string>> = { validation: 'validation', test: 'test' };

/** The name of a split on which networks are evaluated, as it is recorded; an unknown one is given as it is. */
export function formatSplit(split: string): string {
  return (Object.hasOwn(splitNames, split) ? splitNames[split] : undefined) ?? split;
}
