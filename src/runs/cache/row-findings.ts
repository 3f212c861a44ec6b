import path from 'node:path';
import { writeFileDurably } from '../store/durable-file';
import { readJsonFile } from '../store/json-file';
import { storeLayout } from '../store/layout';
import { store } from '../store/store';
import { isMarked, markOf } from '../store/user-secret';
import { makeCheck } from '../protocol/shape';

/** Examples that a finding is about. */
export interface NamedExamples {
  readonly count: number;
  /** Phrases about the first few, such as `rose/7.jpg = daisy/3.jpg`. */
  readonly named: readonly string[];
}

/** Findings about a data set that are known once its rows are in the cache. */
export interface RowFindings {
  /** SHA-256 of the paths, sizes and times of change of the data's files, in hex, as facts of data have it. */
  readonly stamp: string;
  /** Files that have no row, with the reason. */
  readonly unreadable: NamedExamples;
  /** Examples of validation or test that are the same as one of another split. */
  readonly shared: NamedExamples;
  /** Examples that repeat an earlier one of the same split. */
  readonly repeated: NamedExamples;
}

const purpose = 'findings about rows';
const examples = { count: ['integer', 0, null], named: ['list', 'string'] } as const;
const whyNoFindings = makeCheck({
  findings: { stamp: ['pattern', '^[0-9a-f]{64}$'], unreadable: examples, shared: examples, repeated: examples },
  mark: 'string',
});
/** Entries of a cache that are looked through: a workspace has a few. */
const maxEntries = 200;

const base = (place: { readonly path: string }): string => path.posix.basename(place.path);
const fileOf = (cacheFolder: string, key: string): string =>
  path.join(cacheFolder, base(storeLayout.rows), key, base(storeLayout.rowsFindings));

/** Keeps findings about the rows of a key, under the user's mark. A cache that cannot be written is ignored. */
export function writeRowFindings(cacheFolder: string, key: string, findings: RowFindings): void {
  try {
    const content = { findings, mark: markOf(purpose, [key, findings]) };
    writeFileDurably(fileOf(cacheFolder, key), `${JSON.stringify(content)}\n`);
  } catch {
    // They are hints: a run goes on without.
  }
}

/** The findings about data of a stamp; undefined where no run has made its rows, or they are not the user's own. */
export function readRowFindings(cacheFolder: string, stamp: string): RowFindings | undefined {
  for (const key of keysIn(path.join(cacheFolder, base(storeLayout.rows)))) {
    const content: unknown = readJsonFile(fileOf(cacheFolder, key));
    if (whyNoFindings(content) !== undefined) continue;
    const { findings, mark } = content as { readonly findings: RowFindings; readonly mark: string };
    if (findings.stamp === stamp && isMarked(purpose, [key, findings], mark)) return findings;
  }
  return undefined;
}

function keysIn(folder: string): string[] {
  try {
    const names = store.list(folder).map(({ name }) => name);
    return names.filter((name) => /^[0-9a-f]{64}$/.test(name)).slice(0, maxEntries);
  } catch {
    return [];
  }
}
