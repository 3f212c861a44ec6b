import type { DataSplits, Label, PythonData, SplitName } from '../../data-sources';
import type { CodeFile } from '../origin';
import type { RowDraw } from '../rows';

/** Rows as the user's own data sets give them, and their labels. */
export interface OwnRows {
  /** [count, …shape], channels last. */
  readonly rows: Uint8Array | Float32Array;
  readonly labels: readonly Label[];
  /** Whether anything of them was drawn at random. */
  readonly isDrawn: boolean;
}

/** Data sets of the user's own code, opened. */
export interface OwnDataSets {
  readonly counts: DataSplits<number>;
  /** Of one example, channels last. */
  readonly shape: readonly number[];
  readonly isBytes: boolean;
  /** Names of the classes, in the order of their labels; absent where the code gives none. */
  readonly classes?: readonly string[];
  readonly files: readonly CodeFile[];
  /** Reads examples of a split once; what is drawn is the same in each run. Throws what a person can mend. */
  read(split: SplitName, start: number, count: number): Promise<OwnRows>;
  /** Reads training examples as an epoch sees them. Throws what a person can mend. */
  redraw(indices: Int32Array, draw: RowDraw): Promise<OwnRows>;
  /** Ends the processes that read. */
  close(): Promise<void>;
}

/** Surroundings of a run in which data is made ready once and kept: the cache, and whom to tell. */
export interface Preparation {
  /** The workspace's cache. */
  readonly cacheFolder: string;
  /** Waits until no other run makes what has this key; gives the function that ends that. */
  readonly takeSlot: (key: string) => Promise<() => void>;
  /** Called now and then with the examples that are ready. */
  readonly onProgress: (done: number, total: number) => void;
  /** Called with a sentence for the person who runs it. */
  readonly onNotice: (message: string) => void;
  /** Awaited between two pieces of work; throws when the run is to end. */
  readonly pause: () => Promise<void>;
  /** Opens data sets of the user's own code; absent where that is not executed. */
  readonly openCode?: (options: PythonData) => Promise<OwnDataSets>;
}
