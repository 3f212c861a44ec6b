import type { DataSplits } from './splits';

/** Facts of a data set that are known without reading its examples. Lints, hovers, lenses and previews rest on them. */
export interface DataFacts {
  readonly kind: 'image' | 'table' | 'vector';
  /** Of one example: height, width and channels of an image, else the number of its columns. */
  readonly shape: readonly number[];
  /** In the order of a network's outputs. */
  readonly classes: readonly DataClass[];
  /** Splits as the source has them, before a config cuts anything off. */
  readonly splits: DataSplits<SplitFacts>;
  /** Columns of a table, those that have a name. */
  readonly columns?: readonly DataColumn[];
  /** The first rows: of a table the values of its columns as the file has them, of arrays the label and the first numbers. */
  readonly firstRows?: readonly (readonly string[])[];
  /** Small pictures of the first classes, as `data:` URIs. */
  readonly pictures?: readonly SamplePicture[];
  /** Findings about single examples; absent before a run has read them all. */
  readonly examples?: ExampleFindings;
  /** Size of the files on disk; absent where they have not been looked at. */
  readonly bytes?: number;
  /** SHA-256 of the files' paths, sizes and times of change, in hex; absent where they have not been looked at. */
  readonly identity?: string;
}

/** Examples that a finding is about, and the first of them by name. */
interface NamedExamples {
  readonly count: number;
  readonly named: readonly string[];
}

/** Findings that a reading of all examples has made. */
export interface ExampleFindings {
  /** Files that cannot be read, with the reason. */
  readonly unreadable: NamedExamples;
  /** Examples that are the same as one of another split. */
  readonly shared: NamedExamples;
  /** Examples that are the same as one of their own split. */
  readonly repeated: NamedExamples;
}

/** A class of a data set. */
export interface DataClass {
  readonly name: string;
  /** Its label in the files where labels are numbers, else its index. */
  readonly label: number;
}

/** A picture of a class, small enough to be shown in a hover. */
export interface SamplePicture {
  readonly className: string;
  readonly uri: string;
}

/** A column of a table, and what it is used as. */
export interface DataColumn {
  readonly name: string;
  readonly use: 'label' | 'number' | 'text' | 'unused';
  /** Values that are missing. */
  readonly missing: number;
}

/** Size of a split. */
export interface SplitFacts {
  readonly count: number;
  /** Examples of each class, in the order of the classes; absent where labels have not been counted. */
  readonly classCounts?: readonly number[];
}

/** Classes that are named by their labels. */
export function classesOfLabels(labels: readonly number[]): DataClass[] {
  return labels.map((label) => ({ name: String(label), label }));
}
