import type { EvaluationEvent } from '../runs';
import { goalValue } from '../sweeps';
import type { Measure } from './measures';
import type { PairAnswers } from './pair-answers';
import type { Pair } from './pairs';

/** A pair, and what its stored answers say, where they were read. */
export interface ReadPair extends Pair {
  readonly answers: PairAnswers | undefined;
}

/** A result of both runs of a pair, and of their teacher; undefined where it is not known. */
export interface PairResults {
  readonly distilled: number | undefined;
  readonly control: number | undefined;
  readonly teacher: number | undefined;
}

/** A result of the test split over which pairs are compared. */
export interface VerdictMeasure extends Pick<Measure, 'label' | 'unit' | 'better'> {
  readonly name: string;
  readonly of: (pair: ReadPair) => PairResults;
}

/** Results of the student's evaluation, and of its only teacher's. */
function evaluated(read: (evaluation: EvaluationEvent) => number | undefined): VerdictMeasure['of'] {
  const of = (evaluation: EvaluationEvent | undefined): number | undefined => {
    const value = evaluation === undefined ? undefined : read(evaluation);
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  };
  return ({ run, control }) => {
    const teachers = run.progress.teacherEvaluations ?? [];
    return {
      ...{ distilled: of(run.progress.evaluation), control: of(control.progress.evaluation) },
      teacher: teachers.length === 1 ? of(teachers[0]) : undefined,
    };
  };
}

/** A figure of the student beside its teacher; a control's follows from stored answers. */
function besideTeacher(name: 'agreement' | 'klAtOne'): VerdictMeasure['of'] {
  return ({ run, answers }) => ({
    ...{ distilled: run.progress.evaluation?.[name], control: answers?.control?.[name], teacher: undefined },
  });
}

function costing(name: 'parameters' | 'operations'): VerdictMeasure['of'] {
  return ({ run, control }) => {
    const teachers = run.progress.teacherKeys ?? [];
    return {
      ...{ distilled: run.progress.cost?.[name], control: control.progress.cost?.[name] },
      teacher: teachers.length === 1 ? teachers[0]?.[name] : undefined,
    };
  };
}

/** The measure that decides. */
export const decidingMeasure: VerdictMeasure = {
  ...{ name: 'accuracy', label: 'test accuracy', unit: 'share', better: 1 },
  of: ({ run, control }) => ({
    ...{ distilled: accuracyOf(run.progress), control: accuracyOf(control.progress) },
    teacher: accuracyOf({ errors: run.progress.teacherErrors, count: run.progress.count }),
  }),
};

function accuracyOf({
  errors,
  count = 0,
}: {
  errors?: number | undefined;
  count?: number | undefined;
}): number | undefined {
  return errors === undefined || count === 0 ? undefined : 1 - errors / count;
}

/** Measures beside the accuracy, which decide nothing: of all classes alike, of how sure answers are, of the teacher, and costs. */
export const measuresBeside: readonly VerdictMeasure[] = [
  {
    ...{ name: 'balancedAccuracy', label: 'balanced accuracy', unit: 'share', better: 1 },
    of: evaluated((evaluation) => goalValue(evaluation, 'validation.balancedAccuracy')),
  },
  { name: 'macroF1', label: 'macro F1', unit: 'share', better: 1, of: evaluated(({ macroF1 }) => macroF1) },
  {
    ...{ name: 'headAccuracy', label: 'accuracy on frequent classes', unit: 'share', better: 1 },
    of: evaluated(({ headAccuracy }) => headAccuracy),
  },
  {
    ...{ name: 'tailAccuracy', label: 'accuracy on rare classes', unit: 'share', better: 1 },
    of: evaluated(({ tailAccuracy }) => tailAccuracy),
  },
  {
    ...{ name: 'nll', label: 'NLL', unit: 'nats', better: -1 },
    of: evaluated(({ crossEntropy }) => crossEntropy),
  },
  {
    ...{ name: 'calibration', label: 'calibration error', unit: 'share', better: -1 },
    of: evaluated(({ calibrationError }) => calibrationError),
  },
  { name: 'agreement', label: 'agreement', unit: 'share', better: 1, of: besideTeacher('agreement') },
  { name: 'klAtOne', label: 'KL at T = 1', unit: 'nats', better: -1, of: besideTeacher('klAtOne') },
  {
    ...{ name: 'time', label: 'training time', unit: 'seconds', better: -1 },
    of: ({ run, control }) => ({
      ...{ distilled: run.progress.seconds, control: control.progress.seconds, teacher: undefined },
    }),
  },
  { name: 'parameters', label: 'parameters', unit: 'count', better: -1, of: costing('parameters') },
  {
    ...{ name: 'operations', label: 'operations', unit: 'count', better: -1 },
    of: costing('operations'),
  },
];
