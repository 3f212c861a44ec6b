/** Distribution over classes with measures of its softness. */
export interface Softened {
  /** [classes]. */
  readonly probabilities: Float64Array;
  /** Entropy in nats; the uniform distribution has ln(classes). */
  readonly entropy: number;
  /** Largest probability. */
  readonly topMass: number;
  /** Perplexity, exp(entropy): the effective number of classes. */
  readonly effectiveClasses: number;
}

/** softmax(z / T) of each row of logits [rows, classes], and the means over the rows. */
export function soften(logits: Float32Array, classes: number, temperature: number): Softened {
  const rows = Math.floor(logits.length / classes);
  const sum = { probabilities: new Float64Array(classes), entropy: 0, topMass: 0, effectiveClasses: 0 };
  for (let row = 0; row < rows; row += 1) {
    const own = logProbabilities(logits.subarray(row * classes, (row + 1) * classes), temperature);
    let [entropy, top] = [0, 0];
    own.forEach((log, place) => {
      const probability = Math.exp(log);
      sum.probabilities[place] = (sum.probabilities[place] ?? 0) + probability / rows;
      if (probability > 0) entropy -= probability * log;
      top = Math.max(top, probability);
    });
    sum.entropy += entropy / rows;
    sum.topMass += top / rows;
    sum.effectiveClasses += Math.exp(entropy) / rows;
  }
  return sum;
}

/** KL(p(teacher; T) ‖ p(student; T)) in nats, the mean over the rows of logits [rows, classes]. */
export function divergenceAt(
  teacher: Float32Array,
  student: Float32Array,
  classes: number,
  temperature: number,
): number {
  const rows = Math.floor(teacher.length / classes);
  let sum = 0;
  for (let start = 0; start < rows * classes; start += classes) {
    const theirs = logProbabilities(teacher.subarray(start, start + classes), temperature);
    const own = logProbabilities(student.subarray(start, start + classes), temperature);
    theirs.forEach((log, place) => {
      const probability = Math.exp(log);
      if (probability > 0) sum += probability * (log - (own[place] ?? 0));
    });
  }
  return rows === 0 ? Number.NaN : Math.max(0, sum / rows);
}

/** log softmax(z / T). The largest logit is subtracted first, so that no exponential overflows at small T. */
function logProbabilities(logits: Float32Array, temperature: number): Float64Array {
  let largest = -Infinity;
  for (const logit of logits) largest = Math.max(largest, logit);
  let sum = 0;
  for (const logit of logits) sum += Math.exp((logit - largest) / temperature);
  const whole = Math.log(sum);
  return Float64Array.from(logits, (logit) => (logit - largest) / temperature - whole);
}
