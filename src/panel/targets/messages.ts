/** What the view of soft targets asks of its side in the extension, and what it is answered. All texts are shown as text. */

export const splitNames = ['validation', 'test'] as const;
export type SplitName = (typeof splitNames)[number];

/** Examples whose answers are looked at together: one, or all of a class. */
export interface Selection {
  readonly kind: 'sample' | 'class';
  readonly index: number;
}

export type TargetsRequest =
  | { readonly type: 'overview' }
  /** Which class everybody chose for every example. `evaluation` is a key of the overview, `teacher` a place in it. */
  | { readonly type: 'samples'; readonly evaluation: string; readonly teacher: number }
  | { readonly type: 'rows'; readonly evaluation: string; readonly teacher: number; readonly selection: Selection }
  | { readonly type: 'pictures'; readonly split: SplitName; readonly samples: readonly number[] };

/** A checkpoint of the student on a split. */
export interface EvaluationChoice {
  readonly key: string;
  readonly checkpoint: 'best' | 'last';
  readonly split: SplitName;
  readonly step: number;
  readonly epoch: number;
  readonly count: number;
}

export interface Overview {
  readonly type: 'overview';
  readonly classNames: readonly string[];
  readonly evaluations: readonly EvaluationChoice[];
  /** The first is what all say together; none where a run has no teacher. */
  readonly teachers: readonly string[];
  /** T at the run's last step; 1 where it has none. */
  readonly temperature: number;
}

/** One value of each column for each example; the teacher's columns are empty where there is none. */
export interface Samples {
  readonly type: 'samples';
  readonly evaluation: string;
  readonly teacher: number;
  readonly labels: Int32Array;
  readonly studentChoices: Int32Array;
  readonly teacherChoices: Int32Array;
  /** The student's cross-entropy with the label, in nats. */
  readonly loss: Float32Array;
  /** KL(teacher ‖ student) at T = 1, in nats. */
  readonly divergence: Float32Array;
}

/** The logits [rows, classes] of a selection, evenly taken where all of them would be too many. */
export interface Rows {
  readonly type: 'rows';
  readonly evaluation: string;
  readonly teacher: number;
  readonly selection: Selection;
  readonly rows: number;
  /** How many examples the selection has. */
  readonly total: number;
  readonly student: Float32Array;
  /** Empty where there is no teacher. */
  readonly taught: Float32Array;
}

/** Pixels [samples, height, width, channels]; none where the run keeps no pictures. */
export interface Pictures {
  readonly type: 'pictures';
  readonly split: SplitName;
  readonly samples: readonly number[];
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
}

export type TargetsAnswer =
  | Overview
  | Samples
  | Rows
  | Pictures
  /** Why nothing can be shown; nothing else of the run is harmed by it. */
  | { readonly type: 'problem'; readonly message: string };

/** So many pictures may be asked for at once. */
export const mostPictures = 100;

/** Reads what the view asks for; undefined when it is none of its requests. */
export function readTargetsRequest(value: unknown): TargetsRequest | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, evaluation, teacher, selection, split, samples } = value as Readonly<Record<string, unknown>>;
  const isAddressed = typeof evaluation === 'string' && isPlace(teacher);
  switch (type) {
    case 'overview':
      return { type };
    case 'samples':
      return isAddressed ? { type, evaluation, teacher } : undefined;
    case 'rows':
      return isAddressed && isSelection(selection) ? { type, evaluation, teacher, selection } : undefined;
    case 'pictures': {
      const known = splitNames.find((name) => name === split);
      const areFine = Array.isArray(samples) && samples.length <= mostPictures && samples.every(isPlace);
      return known !== undefined && areFine ? { type, split: known, samples } : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether a value is a selection. */
export function isSelection(value: unknown): value is Selection {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, index } = value as Readonly<Record<string, unknown>>;
  return (kind === 'sample' || kind === 'class') && isPlace(index);
}

function isPlace(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
