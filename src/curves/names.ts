/** What every step of the student measures; the names are those of its event. */
export const stepCurves = [
  'loss',
  'hard',
  'soft',
  'weightedHard',
  'weightedSoft',
  'temperature',
  'temperatureMin',
  'temperatureMax',
  'studentTemperature',
  'learningRate',
  'klAtOne',
  'teacherEntropy',
  'imagesPerSecond',
] as const;
export type StepCurve = (typeof stepCurves)[number];

/** The ends of a band: never smoothed, for it shows where the samples are. */
export const bandCurves: readonly CurveName[] = ['temperatureMin', 'temperatureMax'];

/** What the student's evaluations measure. */
export const evaluationCurves = ['validationAccuracy', 'testAccuracy', 'agreement', 'validationKl'] as const;
export type EvaluationCurve = (typeof evaluationCurves)[number];

export const curveNames = [...stepCurves, ...evaluationCurves] as const;
export type CurveName = StepCurve | EvaluationCurve;

/** What curves are drawn against: steps, epochs, or seconds of training. */
export const axes = ['step', 'epoch', 'time'] as const;
export type Axis = (typeof axes)[number];

export function isCurveName(value: unknown): value is CurveName {
  return curveNames.some((name) => name === value);
}
