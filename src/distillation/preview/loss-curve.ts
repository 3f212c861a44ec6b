import { float64, matrix } from '../arithmetic/float64';
import { lossOf, type LossParameters } from '../loss/catalogue';

const classes = 10;
const temperature = 4;
/** Of the teacher's probability, what its first class has at T = 1. */
const teacherSure = 0.9;

/** Logits of ten classes whose softmax gives the first class `share`, the second most of the rest. */
function logitsOf(share: number): number[] {
  const rest = 1 - share;
  return Array.from({ length: classes }, (_, label) =>
    Math.log(label === 0 ? share : label === 1 ? rest * 0.6 : (rest * 0.4) / (classes - 2)),
  );
}

/**
 * The loss of one sample at T = 4 against the student's probability of the class that the teacher is 90 % sure of,
 * from 1 % to 99 %, at `places` even steps: where its lowest point lies and how steep its sides are. Empty for a loss that
 * one sample does not have.
 */
export function previewLoss(parameters: LossParameters, places = 48): number[] {
  const loss = lossOf(parameters);
  if (loss.comparesSamples) return [];
  const shares = Array.from({ length: places }, (_, index) => 0.01 + (0.98 * index) / (places - 1));
  const rows = (of: (share: number) => number[]): number[] => shares.flatMap(of);
  const { values } = loss.perSample(float64, parameters, {
    teacher: matrix(
      places,
      classes,
      rows(() => logitsOf(teacherSure)),
    ),
    student: matrix(places, classes, rows(logitsOf)),
    teacherTemperature: float64.constant(temperature),
    studentTemperature: float64.constant(temperature),
    labels: matrix(
      places,
      classes,
      rows(() => Array.from({ length: classes }, (_, label) => (label === 0 ? 1 : 0))),
    ),
    weights: matrix(places, 1, new Array<number>(places).fill(1 / places)),
    classes,
  });
  return Array.from(values);
}
