import { readFileSync } from 'node:fs';
import { decodeNpy } from '../../../../src/runs';

interface Index {
  readonly rows: number;
  readonly classes: number;
  readonly cases: number;
  readonly random: number;
  readonly classCounts: readonly number[];
  readonly places: Readonly<Record<string, { readonly offset: number; readonly shape: readonly number[] }>>;
}

const folder = 'test/fixtures/objective';
/** Made with PyTorch by test/fixtures/objective/objective.py. */
export const recorded = JSON.parse(readFileSync(`${folder}/objective.json`, 'utf8')) as Index;
const numbers = decodeNpy(readFileSync(`${folder}/objective.npy`), 'objective.npy').values;

/** The numbers of one case under a name; a value has one number. */
export function recordedAt(name: string, index: number): Float32Array {
  const place = recorded.places[name];
  if (place === undefined) throw new Error(`nothing is recorded as '${name}'`);
  const size = place.shape.slice(1).reduce((product, length) => product * length, 1);
  const start = place.offset + index * size;
  return numbers.slice(start, start + size);
}

/** The inputs of one case as the step is fed them. */
export interface RecordedCase {
  readonly student: Float32Array;
  readonly teachers: readonly Float32Array[];
  /** One-hot; rows of padding have no label. */
  readonly labels: Float32Array;
  readonly weights: Float32Array;
  readonly temperature: number;
  readonly count: number;
}

/** Reads one case. */
export function caseAt(index: number): RecordedCase {
  const { rows, classes } = recorded;
  const count = recordedAt('count', index)[0] ?? 0;
  const all = recordedAt('teachers', index);
  const labels = new Float32Array(rows * classes);
  recordedAt('labels', index).forEach((label, row) => {
    if (row < count) labels[row * classes + label] = 1;
  });
  return {
    student: recordedAt('student', index),
    teachers: [0, 1, 2].map((teacher) => all.subarray(teacher * rows * classes, (teacher + 1) * rows * classes)),
    labels,
    weights: new Float32Array(rows).fill(1 / count, 0, count),
    temperature: recordedAt('T', index)[0] ?? 1,
    count,
  };
}
