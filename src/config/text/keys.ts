import { errorAt, type Problem } from '../problems/problem';
import { maxProblems } from './limits';
import type { Entry } from './tree';

/** Tells the entries of a map that count from those that do not: forbidden keys, and all but the first of one key. */
export function checkKeys(all: readonly Entry[], problems: Problem[]): { entries: Entry[]; ignored: Entry[] } {
  const seen = new Set<string>();
  const [entries, ignored]: [Entry[], Entry[]] = [[], []];
  for (const entry of all) {
    const { key, keyRange } = entry;
    const isForbidden = key === '__proto__' || key === '<<';
    if (problems.length < maxProblems) {
      if (isForbidden)
        problems.push(errorAt(keyRange, 'forbidden-key', `'${key}' cannot be used. Write the settings out.`));
      else if (seen.has(key)) problems.push(errorAt(keyRange, 'duplicate-key', `'${key}' is given twice. Remove one.`));
    }
    (isForbidden || seen.has(key) ? ignored : entries).push(entry);
    seen.add(key);
  }
  return { entries, ignored };
}
