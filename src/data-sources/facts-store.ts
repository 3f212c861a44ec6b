import { contentKey, sourceOf, withClassesOf, type DataOptions } from './catalogue';
import { DataFault, type DataRemedy } from './data-fault';
import type { DataFacts } from './facts';
import { unreadable } from './files/file-faults';
import { identityOf } from './files/file-identity';
import type { DataFile, DataPlace } from './source';

/** Result of a look at data: its facts, nothing where a run alone finds them out, or the reason why a run could not use it, with advice. */
export type DataFinding =
  | { readonly kind: 'facts'; readonly facts: DataFacts }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'fault'; readonly message: string; readonly hint: string; readonly remedy?: DataRemedy };

interface Kept {
  /** Undefined where the files changed while they were read, or could not be found: the next look reads them. */
  readonly identity: string | undefined;
  readonly finding: DataFinding;
}

/** A look that is under way, and the one that follows it. */
interface Look {
  readonly finding: Promise<DataFinding>;
  next?: Promise<DataFinding>;
}

/** Data sets that are remembered. */
const maxKept = 100;
/** Reads of files that change while they are read. */
const maxReads = 3;
/** Files that are held after a read against what they were before it; of more, a look at all takes as long as all else. */
const maxHeld = 1000;

/**
 * Findings of data sets, kept for as long as their files have the same paths, sizes and times of change. What is known is
 * given at once, also while it is looked at anew. `base` is the folder that paths in the settings start from.
 */
export class FactsStore {
  private readonly kept = new Map<string, Kept>();
  private readonly looking = new Map<string, Look>();

  /** The last finding; undefined where nobody has looked. Touches no file. */
  known(options: DataOptions, base: string): DataFinding | undefined {
    const finding = this.kept.get(keyOf(options, base))?.finding;
    return finding && named(finding, options);
  }

  /** Looks at the data; files are read only where they have changed. Never throws for a fault of the data. */
  async look(options: DataOptions, base: string, place: DataPlace): Promise<DataFinding> {
    return named(await this.begin(keyOf(options, base), options, place), options);
  }

  /** Begins a look. Where one is under way, which may have passed a file that has changed since, another follows it. */
  private begin(key: string, options: DataOptions, place: DataPlace): Promise<DataFinding> {
    const running = this.looking.get(key);
    if (running === undefined) return this.perform(key, options, place);
    const again = (): Promise<DataFinding> => this.perform(key, options, place);
    running.next ??= running.finding.then(again, again);
    return running.next;
  }

  private perform(key: string, options: DataOptions, place: DataPlace): Promise<DataFinding> {
    const look: Look = { finding: this.lookAnew(key, options, place) };
    this.looking.set(key, look);
    const end = (): void => {
      // The look that follows begins a moment later, and is the one to share until then: two at once could end in any order.
      if (look.next === undefined) this.looking.delete(key);
    };
    look.finding.then(end, end);
    return look.finding;
  }

  private async lookAnew(key: string, options: DataOptions, place: DataPlace): Promise<DataFinding> {
    const before = this.kept.get(key);
    for (let reads = 1; ; reads += 1) {
      const { kept, hasChanged } = await readOnce(options, place, before);
      if (kept === before) return before.finding;
      if (!hasChanged || reads === maxReads) return this.keep(key, kept);
    }
  }

  private keep(key: string, kept: Kept): DataFinding {
    this.kept.delete(key);
    this.kept.set(key, kept);
    const [oldest] = this.kept.keys();
    if (this.kept.size > maxKept && oldest !== undefined) this.kept.delete(oldest);
    return kept.finding;
  }
}

/** Finds the data's files and reads them, unless they are those of `before`, which is given then. Says whether they changed meanwhile. */
async function readOnce(
  options: DataOptions,
  place: DataPlace,
  before: Kept | undefined,
): Promise<{ readonly kept: Kept; readonly hasChanged: boolean }> {
  const source = sourceOf(options);
  let files: readonly DataFile[];
  try {
    files = await source.find(options, place);
  } catch (error) {
    return { kept: { identity: undefined, finding: faultOf(error) }, hasChanged: false };
  }
  const identity = identityOf(files);
  if (before?.identity === identity) return { kept: before, hasChanged: false };
  const finding = await describe();
  const now = files.length > maxHeld ? identity : await source.find(options, place).then(identityOf, () => undefined);
  const hasChanged = now !== identity;
  return { kept: { identity: hasChanged ? undefined : identity, finding }, hasChanged };

  async function describe(): Promise<DataFinding> {
    try {
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      const facts = await source.describe(options, files);
      return facts === undefined ? { kind: 'unknown' } : { kind: 'facts', facts: { ...facts, bytes, identity } };
    } catch (error) {
      return faultOf(error);
    }
  }
}

function keyOf(options: DataOptions, base: string): string {
  return JSON.stringify([base, contentKey(options)]);
}

function named(finding: DataFinding, options: DataOptions): DataFinding {
  if (finding.kind !== 'facts') return finding;
  const facts = withClassesOf(options, finding.facts);
  return facts === finding.facts ? finding : { kind: 'facts', facts };
}

function faultOf(error: unknown): DataFinding {
  if (error instanceof DataFault) {
    const { message, hint, remedy } = error;
    return { kind: 'fault', message, hint, ...(remedy && { remedy }) };
  }
  if (!(error instanceof Error && 'code' in error)) throw error;
  const { path: file = 'the data' } = error as NodeJS.ErrnoException;
  return faultOf(unreadable(file, error, { missing: 'it is gone', hint: 'look at its permissions' }));
}
