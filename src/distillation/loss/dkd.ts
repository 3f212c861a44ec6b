import * as z from 'zod';
import type { Arithmetic } from '../arithmetic/arithmetic';
import { divergence, farBelow, logSumExp } from '../arithmetic/probability';
import { scaleField, weightFields, type DistillationLoss } from './loss';

const factor = z.number().min(0).max(1000);

const schema = z.strictObject({
  kind: z.literal('dkd'),
  ...weightFields({ hard: 1, soft: 1, warmup: 20 }),
  ...scaleField(true),
  alpha: factor.default(1).meta({ description: 'The weight of the target class against all others (TCKD).' }),
  beta: factor.default(8).meta({ description: 'The weight of the comparison among the other classes (NCKD).' }),
});

interface Decoupled<Value> {
  readonly logTarget: Value;
  readonly logOthers: Value;
  /** Among the other classes, [rows, classes]; the target's entry is far below. */
  readonly logAmongOthers: Value;
}

/** log p of the target, log of all others' sum, and log-probabilities among the others, from logits over T. */
function decouple<Value>(of: Arithmetic<Value>, logits: Value, labels: Value): Decoupled<Value> {
  const whole = logSumExp(of, logits);
  const withoutTarget = of.add(logits, of.multiply(labels, of.constant(farBelow)));
  const others = logSumExp(of, withoutTarget);
  const target = of.sumOfRow(of.multiply(labels, logits));
  return {
    logTarget: of.subtract(target, whole),
    logOthers: of.subtract(others, whole),
    logAmongOthers: of.subtract(withoutTarget, others),
  };
}

export const dkd: DistillationLoss<typeof schema> = {
  name: 'dkd',
  summary: 'Weighs apart how sure the teacher is of the label and what it says about the other classes.',
  formula: 'T²·(α·KL of (p_y, 1 − p_y) + β·KL among the classes other than y), warm-up min(epoch/20, 1)',
  source: 'Decoupled Knowledge Distillation, Zhao et al. 2022, arXiv:2203.08679; through logsumexp',
  softens: 'both',
  usesLabels: true,
  isShiftInvariant: true,
  schema,
  describe: ({ alpha, beta }, { name, teacher, student }) =>
    `(${alpha}·TCKD + ${beta}·NCKD)(${name}${teacher}, student${student})`,
  perSample: (of, { alpha, beta }, { teacher, student, teacherTemperature, studentTemperature, labels }) => {
    const theirs = decouple(of, of.divide(teacher, teacherTemperature), labels);
    const own = decouple(of, of.divide(student, studentTemperature), labels);
    const target = of.add(
      divergence(of, theirs.logTarget, own.logTarget),
      divergence(of, theirs.logOthers, own.logOthers),
    );
    // The target's own entries are both far below: their probability is 0, and so is their share.
    const others = divergence(of, theirs.logAmongOthers, own.logAmongOthers);
    return of.add(of.multiply(target, of.constant(alpha)), of.multiply(others, of.constant(beta)));
  },
};
