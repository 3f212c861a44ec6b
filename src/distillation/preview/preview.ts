import { first, float64, matrix, type Matrix } from '../arithmetic/float64';
import { isScaled } from '../loss/catalogue';
import { rolesOf, scalarsAt, type ObjectiveSettings, type RoleId } from '../objective/plan';
import { boundsOf, hold } from '../temperature/at-time';
import { strategyOf, type TemperatureParameters } from '../temperature/catalogue';
import { short, type RunShape, type SampleInputs, type TimePoint } from '../temperature/strategy';

/** One place of a preview: where, the temperatures there and what the soft term is multiplied by. */
export interface PreviewPoint {
  readonly x: number;
  /** The teacher's temperature. NaN where the strategy gives none. */
  readonly temperature: number;
  /** The student's where it differs. */
  readonly studentTemperature?: number;
  /** The soft weight, T² included where the config says so. */
  readonly softWeight: number;
}

/** The course of one temperature of a config, before anything is trained. */
export interface TemperaturePreview {
  /** The temperature's identity in the objective. */
  readonly role: RoleId;
  /** Name of the teacher that it belongs to; absent where teachers share targets. */
  readonly teacher?: string;
  readonly strategy: string;
  readonly axis: 'epoch' | 'teacher confidence' | 'student confidence' | 'class' | 'theta';
  /** The assumptions about everything that is not on the axis. */
  readonly assumes: string;
  readonly points: readonly PreviewPoint[];
}

/** A run as a preview needs to know it. */
export interface PreviewRun extends RunShape {
  readonly steps: number;
}

const places = 101;
const shares = Array.from({ length: places }, (_, index) => index / (places - 1));

/** The courses of an objective's temperatures over time, confidence, classes or θ, whichever decides them. */
export function previewTemperatures(settings: ObjectiveSettings, run: PreviewRun): TemperaturePreview[] {
  return rolesOf(settings).map(({ id, teacher, parameters }) => ({
    role: id,
    ...(teacher === undefined ? {} : { teacher }),
    strategy: parameters.strategy,
    ...previewOne(settings, parameters, id, run),
  }));
}

type Shown = Omit<TemperaturePreview, 'role' | 'teacher' | 'strategy'>;

function previewOne(
  settings: ObjectiveSettings,
  parameters: TemperatureParameters,
  role: RoleId,
  run: PreviewRun,
): Shown {
  const { decide } = strategyOf(parameters);
  const weigh = (temperature: number, student = temperature): number =>
    settings.loss.soft * (isScaled(settings.loss) ? temperature * student : 1);
  switch (decide.by) {
    case 'time':
      return { axis: 'epoch', assumes: '', points: overTime(settings, role, run) };
    case 'learning': {
      const points = shares.map((share) => {
        const x = 12 * share - 6;
        const temperature = first(decide.temperatureOf(float64, parameters, float64.constant(x)));
        return { x, temperature, softWeight: weigh(temperature) };
      });
      const start = first(decide.temperatureOf(float64, parameters, float64.constant(decide.initial(parameters))));
      return { axis: 'theta', assumes: `θ starts where T is ${short(start)} and is trained`, points };
    }
    case 'sample': {
      const by = decide.decidedBy(parameters);
      const sweep = by === 'class' ? overClasses(run) : overConfidence(by, run);
      const raw = decide.temperaturesOf(float64, parameters, sweep.inputs);
      const [teacher, student] = [spread(raw.teacher, sweep.xs.length), spread(raw.student, sweep.xs.length)];
      const points = sweep.xs.map((x, index) => {
        const [own, theirs] = [held(student[index], parameters), held(teacher[index], parameters)];
        const differs = raw.student !== raw.teacher;
        const weight = weigh(theirs, decide.weighedBy === 'teacher' ? theirs : own);
        return { x, temperature: theirs, ...(differs ? { studentTemperature: own } : {}), softWeight: weight };
      });
      return { axis: sweep.axis, assumes: sweep.assumes, points };
    }
  }
}

function overTime(settings: ObjectiveSettings, role: RoleId, { steps, epochs }: PreviewRun): PreviewPoint[] {
  return shares.map((share) => {
    const step = Math.round(share * (steps - 1));
    const time: TimePoint = { step, steps, epoch: (step / steps) * epochs, epochs };
    try {
      const { values, temperatures } = scalarsAt(settings, time);
      const temperature = temperatures.get(role)?.value ?? Number.NaN;
      const scale = isScaled(settings.loss) ? temperature ** 2 : 1;
      return { x: time.epoch, temperature, softWeight: (values['softWeight'] ?? 0) * scale };
    } catch (error) {
      // A temperature that is not above 0 stops a run; a preview shows the gap.
      if (error instanceof RangeError) return { x: time.epoch, temperature: Number.NaN, softWeight: Number.NaN };
      throw error;
    }
  });
}

interface Sweep {
  readonly axis: Shown['axis'];
  readonly assumes: string;
  readonly xs: readonly number[];
  readonly inputs: SampleInputs<Matrix>;
}

/** Rows of logits whose softmax is sure of class 0 by a share; `rival` of the rest goes to class 1. */
function logitsAt(sureness: readonly number[], classes: number, rival: number): Matrix {
  const values = sureness.flatMap((sure) => {
    const rest = 1 - sure;
    const others = (rest * (1 - rival)) / Math.max(classes - 2, 1);
    const logs = Array.from({ length: classes }, (_, label) =>
      Math.log(Math.max(label === 0 ? sure : label === 1 ? (classes > 2 ? rest * rival : rest) : others, 1e-12)),
    );
    const mean = logs.reduce((sum, value) => sum + value, 0) / classes;
    return logs.map((value) => value - mean);
  });
  return matrix(sureness.length, classes, values);
}

const steady = 0.95;

/** The teacher's confidence where that decides, else the student's in the class that a sure teacher names. */
function overConfidence(by: 'teacher' | 'student', run: PreviewRun): Sweep {
  const { classes } = run;
  const isOfStudent = by === 'student';
  const least = 1 / classes;
  const xs = shares.map((share) => least + share * (0.999 - least));
  const same = xs.map(() => steady);
  const even = 1 / Math.max(classes - 1, 1);
  return {
    axis: isOfStudent ? 'student confidence' : 'teacher confidence',
    assumes: isOfStudent
      ? `the teacher is sure by ${steady}; what the student does not give to that class goes mostly to one other`
      : `the student is sure by ${steady}; the rest of the teacher’s probability is even`,
    xs,
    inputs: inputsOf(
      isOfStudent ? logitsAt(same, classes, even) : logitsAt(xs, classes, even),
      isOfStudent ? logitsAt(xs, classes, 0.8) : logitsAt(same, classes, even),
      run,
      xs.map(() => 0),
    ),
  };
}

function overClasses(run: PreviewRun): Sweep {
  const xs = Array.from({ length: run.classes }, (_, label) => label);
  const logits = logitsAt(
    xs.map(() => steady),
    run.classes,
    0.5,
  );
  return { axis: 'class', assumes: '', xs, inputs: inputsOf(logits, logits, run, xs) };
}

function inputsOf(teacher: Matrix, student: Matrix, run: PreviewRun, labels: readonly number[]): SampleInputs<Matrix> {
  const { classes, classCounts, epochs, steps } = run;
  const hot = labels.flatMap((label) => Array.from({ length: classes }, (_, other) => (other === label ? 1 : 0)));
  const half = { epoch: epochs / 2, epochs, step: Math.floor(steps / 2), steps };
  return {
    ...{ teacher, student, classes, classCounts },
    labels: matrix(labels.length, classes, hot),
    weights: matrix(labels.length, 1, new Array<number>(labels.length).fill(1 / labels.length)),
    time: {
      epoch: float64.constant(half.epoch),
      epochs: float64.constant(half.epochs),
      step: float64.constant(half.step),
      steps: float64.constant(half.steps),
    },
  };
}

function spread({ values }: Matrix, count: number): ArrayLike<number> {
  return values.length === 1 ? new Float64Array(count).fill(values[0] ?? 0) : values;
}

function held(value = Number.NaN, parameters: TemperatureParameters): number {
  const bounds = boundsOf(parameters);
  if (bounds === undefined) return value > 0 && Number.isFinite(value) ? value : Number.NaN;
  return hold(value, bounds);
}
