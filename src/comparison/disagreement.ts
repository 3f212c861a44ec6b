/** Columns with a value for each example; the teacher's are empty for a run without a teacher. */
export interface Disagreement {
  readonly studentChoices: Int32Array;
  readonly teacherChoices: Int32Array;
  readonly loss: Float32Array;
  readonly divergence: Float32Array;
}

/** Logits per time slice, after which other work of the event loop runs. */
const logitsPerSlice = 1 << 18;

/**
 * Computes for each example the predicted classes of student and teacher, the student's cross-entropy with the label and
 * KL(teacher ‖ student) at T = 1, in nats. Logits are [count, classes]; the teacher's are empty for a run without one. Yields
 * to the event loop between time slices.
 */
export async function disagreementOf(
  student: Float32Array,
  teacher: Float32Array,
  labels: Int32Array,
  classes: number,
): Promise<Disagreement> {
  const count = labels.length;
  const teacherCount = teacher.length === 0 ? 0 : count;
  const result = {
    studentChoices: new Int32Array(count),
    teacherChoices: new Int32Array(teacherCount),
    loss: new Float32Array(count),
    divergence: new Float32Array(teacherCount),
  };
  const rowsPerSlice = Math.max(1, Math.floor(logitsPerSlice / classes));
  for (let row = 0; row < count; row += 1) {
    if (row > 0 && row % rowsPerSlice === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    const own = readRow(student, row, classes);
    result.studentChoices[row] = own.choice;
    result.loss[row] = own.logSum - (own.logits[labels[row] ?? 0] ?? Number.NaN);
    if (teacherCount === 0) continue;
    const theirs = readRow(teacher, row, classes);
    result.teacherChoices[row] = theirs.choice;
    result.divergence[row] = divergenceOf(theirs, own);
  }
  return result;
}

interface Row {
  readonly logits: Float32Array;
  readonly choice: number;
  /** log Σ exp(logit). */
  readonly logSum: number;
}

function readRow(all: Float32Array, row: number, classes: number): Row {
  const logits = all.subarray(row * classes, (row + 1) * classes);
  let choice = 0;
  for (let index = 1; index < classes; index += 1) {
    if ((logits[index] ?? 0) > (logits[choice] ?? 0)) choice = index;
  }
  const largest = logits[choice] ?? 0;
  let sum = 0;
  for (let index = 0; index < classes; index += 1) sum += Math.exp((logits[index] ?? 0) - largest);
  return { logits, choice, logSum: largest + Math.log(sum) };
}

function divergenceOf(teacher: Row, student: Row): number {
  let sum = 0;
  for (let index = 0; index < teacher.logits.length; index += 1) {
    const log = (teacher.logits[index] ?? 0) - teacher.logSum;
    const probability = Math.exp(log);
    if (probability > 0) sum += probability * (log - (student.logits[index] ?? 0) + student.logSum);
  }
  return Math.max(0, sum);
}
