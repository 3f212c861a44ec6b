/** Names of the curves with a value at each step of the student, as in the log's `step` event. */
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

/** Edges of the band of sample temperatures; never smoothed, since a band shows the spread itself. */
export const bandCurves: readonly CurveName[] = ['temperatureMin', 'temperatureMax'];

/** Names of the curves with a value at each evaluation of the student. */
export const evaluationCurves = [
  'validationAccuracy',
  'testAccuracy',
  'agreement',
  'validationKl',
  'validationPerplexity',
  'testPerplexity',
] as const;
export type EvaluationCurve = (typeof evaluationCurves)[number];

export const curveNames = [...stepCurves, ...evaluationCurves] as const;
export type CurveName = StepCurve | EvaluationCurve;

/** Choices for the horizontal axis: steps, epochs, or seconds of training. */
export const axes = ['step', 'epoch', 'time'] as const;
export type Axis = (typeof axes)[number];

export function isCurveName(value: unknown): value is CurveName {
  return curveNames.some((name) => name === value);
}
