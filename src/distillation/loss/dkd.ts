import * as z from 'zod';
import type { Arithmetic } from '../arithmetic/arithmetic';
import { named, parameter } from '../arithmetic/named';
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
function decouple<Value>(of: Arithmetic<Value>, logits: Value, labels: Value, whose: string): Decoupled<Value> {
  const say = (value: Value, name: string): Value => named(of, value, `${whose} ${name}`);
  say(logits, 'softened');
  const whole = say(logSumExp(of, logits), 'log sum');
  const mask = named(of, of.multiply(labels, parameter(of, 'far below', farBelow)), 'mask of label');
  const withoutTarget = say(of.add(logits, mask), 'without label');
  const others = say(logSumExp(of, withoutTarget), 'log sum of others');
  const target = say(of.sumOfRow(of.multiply(labels, logits)), 'label logit');
  return {
    logTarget: say(of.subtract(target, whole), 'log label'),
    logOthers: say(of.subtract(others, whole), 'log others'),
    logAmongOthers: say(of.subtract(withoutTarget, others), 'log among others'),
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
    const theirs = decouple(of, of.divide(teacher, teacherTemperature), labels, 'teacher');
    const own = decouple(of, of.divide(student, studentTemperature), labels, 'student');
    const target = of.add(
      named(of, divergence(of, theirs.logTarget, own.logTarget), 'kl of label'),
      named(of, divergence(of, theirs.logOthers, own.logOthers), 'kl of others'),
    );
    named(of, target, 'tckd');
    // The target's own entries are both far below: their probability is 0, and so is their share.
    const others = named(of, divergence(of, theirs.logAmongOthers, own.logAmongOthers), 'nckd');
    return of.add(
      of.multiply(target, parameter(of, 'dkd alpha', alpha)),
      of.multiply(others, parameter(of, 'dkd beta', beta)),
    );
  },
};
