import { writeFileDurably } from '../store/durable-file';
import { readJsonFile } from '../store/json-file';
import { isMarked, markOf } from '../store/user-secret';
import { makeCheck } from '../protocol/shape';

/** Content hashes of selections of rows, kept because each takes reading all rows of its selection. */
export interface SelectionHashes {
  /** The identity of a choice; undefined where it is not known. */
  get(choice: string): string | undefined;
  set(choice: string, identity: string): void;
}

/** `identities.json`, under the user's mark. */
interface IdentityFile {
  readonly identities: Readonly<Record<string, string>>;
  readonly mark: string;
}

const purpose = 'identities of rows';
const whyNoIdentities = makeCheck(['map', 'string']);
/** Choices that are kept: a config has three, and a person tries several. */
const maxKept = 64;

/** Keeps identities in a file beside the rows, whose checksum they belong to; a file that cannot be read or written is ignored. */
export function selectionHashes(file: string, checksum: string): SelectionHashes {
  const read = (): Map<string, string> => {
    const { identities, mark } = (readJsonFile(file) ?? {}) as Partial<IdentityFile>;
    const isOwn = whyNoIdentities(identities) === undefined && isMarked(purpose, [checksum, identities], mark);
    return new Map(isOwn ? Object.entries(identities ?? {}) : []);
  };
  return {
    get: (choice) => read().get(choice),
    set: (choice, identity) => {
      const entries = [...read().set(choice, identity)].slice(-maxKept);
      const identities = Object.fromEntries(entries);
      const content: IdentityFile = { identities, mark: markOf(purpose, [checksum, identities]) };
      try {
        writeFileDurably(file, `${JSON.stringify(content)}\n`);
      } catch {
        // The next run makes them again.
      }
    },
  };
}
