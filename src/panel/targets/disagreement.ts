/** What is said of each example, a column each; the teacher's are empty where there is none. */
export interface Disagreement {
  readonly studentChoices: Int32Array;
  readonly teacherChoices: Int32Array;
  readonly loss: Float32Array;
  readonly divergence: Float32Array;
}

/** So many logits are worked through before others get their turn. */
const logitsAtOnce = 1 << 18;

/**
 * Which class student and teacher choose for each example, the student's cross-entropy with the label and
 * KL(teacher ‖ student) at T = 1, in nats. Logits are [count, classes]; the teacher's are empty where there is none. Gives
 * the event loop a turn between pieces of the work.
 */
export async function disagreementOf(
  student: Float32Array,
  teacher: Float32Array,
  labels: Int32Array,
  classes: number,
): Promise<Disagreement> {
  const count = labels.length;
  const taught = teacher.length === 0 ? 0 : count;
  const result = {
    studentChoices: new Int32Array(count),
    teacherChoices: new Int32Array(taught),
    loss: new Float32Array(count),
    divergence: new Float32Array(taught),
  };
  const rowsAtOnce = Math.max(1, Math.floor(logitsAtOnce / classes));
  for (let row = 0; row < count; row += 1) {
    if (row > 0 && row % rowsAtOnce === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    const own = readRow(student, row, classes);
    result.studentChoices[row] = own.choice;
    result.loss[row] = own.logSum - (own.logits[labels[row] ?? 0] ?? Number.NaN);
    if (taught === 0) continue;
    const theirs = readRow(teacher, row, classes);
    result.teacherChoices[row] = theirs.choice;
    result.divergence[row] = divergenceOf(theirs, own);
  }
  return result;
}

interface Row {
  readonly logits: Float32Array;
  readonly choice: number;
  /** log Σ exp. */
  readonly logSum: number;
}

function readRow(all: Float32Array, row: number, classes: number): Row {
  const logits = all.subarray(row * classes, (row + 1) * classes);
  let choice = 0;
  for (let place = 1; place < classes; place += 1) {
    if ((logits[place] ?? 0) > (logits[choice] ?? 0)) choice = place;
  }
  const largest = logits[choice] ?? 0;
  let sum = 0;
  for (let place = 0; place < classes; place += 1) sum += Math.exp((logits[place] ?? 0) - largest);
  return { logits, choice, logSum: largest + Math.log(sum) };
}

function divergenceOf(teacher: Row, student: Row): number {
  let sum = 0;
  for (let place = 0; place < teacher.logits.length; place += 1) {
    const log = (teacher.logits[place] ?? 0) - teacher.logSum;
    const probability = Math.exp(log);
    if (probability > 0) sum += probability * (log - (student.logits[place] ?? 0) + student.logSum);
  }
  return Math.max(0, sum);
}
