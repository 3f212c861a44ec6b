import type { Status } from '../wording';

/** A value of a setting: absent ones are null. */
export type Cell = number | string | null;

/** A setting that is not the same in all runs. */
export interface TableSetting {
  /** Such as `temperature.value`. */
  readonly path: string;
  /** Its name in short, different from those of the other settings. */
  readonly label: string;
  readonly isNumber: boolean;
}

export const resultNames = [
  'accuracy',
  'errors',
  'control',
  'baseline',
  'nll',
  'agreement',
  'calibration',
  'kl',
  'teacher',
  'epoch',
  'time',
  'size',
] as const;
/** A result of a run, or its size on disk. */
export type ResultName = (typeof resultNames)[number];

/** A run of the table. */
export interface TableRun {
  /** Its name between the table and the extension, different for each run. */
  readonly key: string;
  readonly name: string;
  /** Words that tell it from other runs of its name; empty where there are none. */
  readonly difference: string;
  readonly status: Status;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly createdAt: number;
  /** Its standing in words, such as `epoch 3/10 · 97.20 %`; empty for a finished run. */
  readonly standing: string;
  /** Judgement on a run at work; empty without one. */
  readonly judgement: string;
  readonly isStarred: boolean;
  readonly isArchived: boolean;
  readonly isBaseline: boolean;
  readonly isControl: boolean;
  readonly tags: readonly string[];
  readonly note: string;
  /** The sweep that it belongs to; empty for none. */
  readonly sweep: string;
  readonly isSweep: boolean;
  /** Runs of the same number differ in their seeds alone. */
  readonly repeat: number;
  /** Values of the table's settings, in their order. */
  readonly cells: readonly Cell[];
  readonly results: Readonly<Partial<Record<ResultName, number>>>;
  /** Whether results were measured on the validation split, as of a run that has not finished. */
  readonly isValidation: boolean;
  /** Accuracies of its validations in the order of the epochs, thinned. */
  readonly curve: readonly number[];
}

/** Runs, and the settings in which they differ. */
export interface RunTable {
  readonly settings: readonly TableSetting[];
  readonly runs: readonly TableRun[];
}

export const groupings = ['none', 'seeds', 'sweep'] as const;
export type Grouping = (typeof groupings)[number];

/** Order of the rows by a column. */
export interface Order {
  readonly key: string;
  readonly isDescending: boolean;
}

/** Choices of a person about the table, which can be saved under a name. */
export interface TableView {
  readonly filter: string;
  readonly grouping: Grouping;
  readonly order: Order;
  /** Columns that are shown or hidden whatever the runs have, by key. */
  readonly columns: Readonly<Record<string, boolean>>;
}

/** The view that a table begins with: newest first, seeds folded. */
export const firstView: TableView = {
  filter: '',
  grouping: 'seeds',
  order: { key: 'created', isDescending: true },
  columns: {},
};
