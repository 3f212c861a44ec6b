import path from 'node:path';
import { describeSiblings } from '../../../wording';
import type { RunManifest } from '../../protocol/schemas/manifest';

/** A run in a list, as far as its label goes. */
interface NamedRun {
  readonly folder: string;
  readonly name: string;
  readonly createdAt: number;
  /** Absent when the run folder is broken. */
  readonly manifest?: RunManifest;
}

/** Words that tell runs from their siblings, kept until a run comes, goes or gets another name. */
export class Differences {
  private day = '';
  private runs: readonly NamedRun[] = [];
  private known: ReadonlyMap<string, string> = new Map();

  /** The words by run folder; runs that are alone with their name, or cannot be read, have none. */
  among(runs: readonly NamedRun[], now = Date.now()): ReadonlyMap<string, string> {
    // Times in the words are written by the day.
    const day = new Date(now).toDateString();
    const before = this.runs;
    const isSame = (run: NamedRun, index: number): boolean =>
      run === before[index] || (run.folder === before[index]?.folder && run.name === before[index].name);
    this.runs = runs;
    if (day === this.day && runs.length === before.length && runs.every(isSame)) return this.known;
    this.day = day;
    this.known = describeAll(runs, now);
    return this.known;
  }
}

function describeAll(runs: readonly NamedRun[], now: number): ReadonlyMap<string, string> {
  const groups = new Map<string, NamedRun[]>();
  for (const run of runs) {
    if (run.manifest === undefined) continue;
    const key = `${path.dirname(run.folder)}\n${run.name}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [run]);
    else group.push(run);
  }
  const words = new Map<string, string>();
  for (const group of groups.values()) {
    const siblings = group.map(({ manifest, createdAt }) => ({ settings: manifest?.config, createdAt }));
    const told = describeSiblings(siblings, now);
    group.forEach(({ folder }, index) => {
      const text = told[index] ?? '';
      if (text !== '') words.set(folder, text);
    });
  }
  return words;
}
