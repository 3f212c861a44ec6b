import type { z } from 'zod';
import type { DataFacts } from './facts';

/** A format of data: its settings, and how its facts are found without reading its examples. */
export interface DataSource<Schema extends z.ZodType = z.ZodType> {
  /** Value of `format` in a config. */
  readonly name: string;
  /** One sentence about the files that it reads. */
  readonly summary: string;
  readonly schema: Schema;
  /** Facts of a published set, known without a look at the disk. */
  readonly published?: DataFacts;
  /** Other words for its keys that configs may still use, such as `set` for `format`. */
  readonly olderWords?: Readonly<Record<string, string>>;
  /** Key by which it is meant where `format` is not written. */
  readonly impliedBy?: string;
  /** Code of the user's makes the data: files say nothing about what it holds, and a run alone executes it. */
  readonly isCode?: boolean;
  /** Choice of the examples that are cut off; absent, it is stratified: all classes keep their shares. */
  readonly holdOut?: 'random' | 'stratified';
  /**
   * Finds the files of all splits, also of those that a config gives paths for; their contents are not read. Roles begin
   * with the name of the split. Facts are kept for as long as the files stay the same.
   * @throws DataFault that says what was looked for where a file is missing
   */
  find(options: z.output<Schema>, place: DataPlace): Promise<readonly DataFile[]>;
  /**
   * Facts of the files that `find` gave, by a look at headers and labels; undefined where nothing but a run finds them out.
   * @throws DataFault that names the file, and the offset where there is one
   */
  describe(options: z.output<Schema>, files: readonly DataFile[]): Promise<DataFacts | undefined>;
}

/** Surroundings of a config: the targets of its paths, and the environment. */
export interface DataPlace {
  /** Gives the absolute path of one that a config writes. May throw where nothing may be read. */
  readonly resolve: (written: string) => string | Promise<string>;
  /** Environment variables, such as DISTILLERY_DATA. */
  readonly environment: NodeJS.ProcessEnv;
}

/** A file of a data set, not yet read. */
export interface DataFile {
  /** Its part in the data set, such as `train images`; the first word is the split. */
  readonly role: string;
  readonly path: string;
  readonly bytes: number;
  /** Time of its last change, as `changeTimeOf` gives it. */
  readonly changedAt: number;
}
