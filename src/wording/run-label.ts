/** Name of a run, and the words that tell it from its siblings, the other runs of that name. */
export interface RunLabel {
  readonly name: string;
  /** Such as `confidence, seed 2`; absent where no other run has the name. */
  readonly difference?: string;
}

/** A run's label, the same in tabs, rows, headings, messages and the terminal: `small · confidence, seed 2`. */
export function formatRunLabel({ name, difference }: RunLabel): string {
  return difference === undefined || difference === '' ? name : `${name} · ${difference}`;
}
