import type { Arithmetic } from '../arithmetic/arithmetic';
import { apply, named } from '../arithmetic/named';
import { lossOf, type LossParameters } from '../loss/catalogue';
import type { DistillationLoss, LossInputs } from '../loss/loss';

/** The loss of each sample, and the samples on which the loss's floor acts where it has one. */
export interface Compared<Value> {
  readonly perSample: Value;
  readonly floored: Value | undefined;
}

/** The names of a loss's inputs, where formulas are written. */
const inputNames = {
  teacher: 'teacher logits',
  student: 'student logits',
  teacherTemperature: 'teacher temperature',
  studentTemperature: 'student temperature',
  labels: 'one hot',
  weights: 'weights',
} as const satisfies Partial<Record<keyof LossInputs<unknown>, string>>;

type InputName = keyof typeof inputNames;

/** Compares two sets of logits by a loss, which is a function of its own where it is needed several times. */
export function compareLogits<Value>(
  of: Arithmetic<Value>,
  loss: LossParameters,
  inputs: LossInputs<Value>,
  isRepeated: boolean,
): Compared<Value> {
  const kind = lossOf(loss);
  const keys = usedInputs(kind);
  const written = (name: string, summary: string, compute: (given: LossInputs<Value>) => Value): Value => {
    if (!isRepeated) return compute(inputs);
    const formula = { name: `${kind.name} ${name}`, summary, parameters: keys.map((key) => inputNames[key]) };
    return apply<Value>(
      of,
      formula,
      keys.map((key) => inputs[key]),
      (...values) => compute({ ...inputs, ...Object.fromEntries(keys.map((key, index) => [key, values[index]])) }),
    );
  };
  const value = written('loss', 'The loss of each row, without T².', (given) => kind.perSample(of, loss, given));
  const perSample = named(of, value, `${kind.name} per row`);
  const { floor } = kind;
  if (floor === undefined) return { perSample, floored: undefined };
  const floored = written('floor', 'Marks rows on which the floor of the loss acts.', (given) =>
    floor.actsOn(of, given),
  );
  return { perSample, floored };
}

function usedInputs({ softens, usesLabels, comparesSamples }: DistillationLoss): InputName[] {
  return [
    ...(['teacher', 'student'] as const),
    ...(softens === 'neither' ? [] : (['teacherTemperature'] as const)),
    ...(softens === 'both' ? (['studentTemperature'] as const) : []),
    ...(usesLabels ? (['labels'] as const) : []),
    ...(comparesSamples === true ? (['weights'] as const) : []),
  ];
}
