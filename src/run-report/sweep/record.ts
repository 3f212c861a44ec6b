import type { SweepTable } from '../../sweep-figures';

/** Content of a sweep's export. It holds no path of a machine, so that it can be shared. */
export interface SweepRecord {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  /** Settings, seeds, teachers and method. */
  readonly subtitle: string;
  readonly table: SweepTable;
  /** Measures of the verdict's table for each run. */
  readonly measures: readonly RunMeasure[];
  readonly verdict: {
    readonly sentence: string;
    readonly basis: string;
    /** Results over all pairs, the one that decides first. */
    readonly results: readonly ResultRow[];
    readonly pairs: readonly PairRow[];
    readonly detail: string;
    /** The results as numbers. */
    readonly figures: readonly unknown[];
  };
  /** The config as the person wrote it. */
  readonly configText: string;
}

/** A measure by the ids of runs: theirs, and those of their controls. */
interface RunMeasure {
  readonly name: string;
  readonly label: string;
  readonly runs: Readonly<Record<string, { readonly own?: number; readonly control?: number }>>;
}

interface ResultRow {
  readonly label: string;
  readonly teacher: string;
  readonly control: string;
  readonly distilled: string;
  readonly difference: string;
  readonly interval: string;
  readonly p: string;
  readonly better: string;
  readonly isDeciding: boolean;
}

interface PairRow {
  readonly seed: string;
  readonly teacher: string;
  readonly control: string;
  readonly distilled: string;
  readonly difference: string;
}
