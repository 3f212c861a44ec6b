import { readRow } from './rows';

/** How a student stands to its teacher. */
export interface Comparison {
  /** The share of examples on which both choose the same class. */
  readonly agreement: number;
  /** The same over the examples that the teacher gets wrong; absent where there are none. */
  readonly agreementOnTeacherErrors?: number;
  /** KL(teacher ‖ student) at T = 1, mean over the examples, in nats. */
  readonly klAtOne: number;
}

/** Compares a student's logits [count, classes] with its teacher's on the same labelled examples. */
export function compare(student: Float32Array, teacher: Float32Array, labels: Int32Array, classes: number): Comparison {
  let [same, teacherErrors, sameErrors, divergence] = [0, 0, 0, 0];
  labels.forEach((label, row) => {
    const start = row * classes;
    const own = readRow(student, start, classes);
    const theirs = readRow(teacher, start, classes);
    const isSame = own.choice === theirs.choice;
    if (isSame) same += 1;
    if (theirs.choice !== label) {
      teacherErrors += 1;
      if (isSame) sameErrors += 1;
    }
    // Logarithms of both sides: a softmax of 0 has none.
    for (let place = start; place < start + classes; place += 1) {
      const expected = (teacher[place] ?? Number.NaN) - theirs.logSum;
      divergence += Math.exp(expected) * (expected - (student[place] ?? Number.NaN) + own.logSum);
    }
  });
  return {
    agreement: same / labels.length,
    ...(teacherErrors === 0 ? {} : { agreementOnTeacherErrors: sameErrors / teacherErrors }),
    klAtOne: divergence / labels.length,
  };
}
