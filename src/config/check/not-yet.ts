/** A setting or a value whose name and meaning are settled, and which this version cannot run. */
export interface NotYet {
  /** Keys from the top of a config; `*` stands for an index. */
  readonly path: string;
  /** The one value that cannot be run; absent where the key itself cannot. */
  readonly value?: string;
  /** The end of the sentence `… is meant for`. */
  readonly purpose: string;
}

/**
 * Every such setting. A key or a value that is here is an error with its own words, and completion, the JSON Schema and
 * the reference page do not offer it; whoever builds it adds it to the schema and takes its line away.
 */
export const notYet: readonly NotYet[] = [{ path: 'train.processes', purpose: 'training with several processes' }];

/** The error of a key, or of a value at it, that this version cannot run; undefined for all others. */
export function cannotRunYet(path: readonly PropertyKey[], value?: unknown): string | undefined {
  const written = path.map((part) => (/^\d+$/.test(String(part)) ? '*' : String(part))).join('.');
  const found = notYet.find((one) => one.path === written && one.value === value);
  if (found === undefined) return undefined;
  const setting = path.map(String).join('.');
  const subject = found.value === undefined ? `'${setting}'` : `'${setting}: ${found.value}'`;
  return `${subject} is meant for ${found.purpose}, which this version cannot run yet. Remove it.`;
}
