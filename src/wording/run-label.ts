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

/**
 * A run of a sweep in few characters, for a row below the sweep's own: without its name, the temperature as in all tables.
 * `fashion temperature 4, soft 0.5, seed 2` below `fashion` is `T 4, soft 0.5, seed 2`; a name that a person gave stays as it is.
 */
export function formatRunOfSweep(name: string, sweep: string): string {
  if (!name.startsWith(`${sweep} `)) return name;
  return name.slice(sweep.length + 1).replace(/(^|, )temperature (?=[\d.])/, '$1T ');
}
