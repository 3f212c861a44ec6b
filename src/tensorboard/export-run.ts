import { LogFollower, stepColumnNames, summarizeRun, whyBroken, type EvaluationEvent, type StepColumns } from '../runs';
import { encodeScalars, type Scalar } from './scalar-events';

/** An event file and the folder of its run; TensorBoard shows a folder as a run. */
export interface EventFile {
  readonly folder: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Measures of an evaluation that become curves. */
const figures = ['accuracy', 'errors', 'crossEntropy', 'calibrationError', 'agreement', 'klAtOne'] as const;

/**
 * A run as an event file: `train/loss` and the like for the student's steps, `validation/accuracy` for its evaluations, with the
 * teacher's name in front for those of a teacher. Throws a sentence where the run cannot be read.
 */
export async function exportRun(runFolder: string): Promise<EventFile> {
  const summary = await summarizeRun(runFolder);
  if (summary.manifest === undefined) throw new Error(whyBroken(summary));
  const log = new LogFollower(runFolder);
  const found = new SupersedingScalars();
  for await (const { isAnew, events, steps } of log.gained()) {
    if (isAnew) found.clear();
    for (const columns of steps) found.addSteps(columns);
    for (const event of events) if (event.type === 'evaluation') found.addEvaluation(event);
  }
  const scalars = found.all();
  // TensorBoard takes the number for the file's time; a fixed one makes a second export replace the first.
  const seconds = Math.floor(summary.createdAt / 1000);
  return { folder: summary.id, name: `events.out.tfevents.${seconds}.distillery`, bytes: encodeScalars(scalars) };
}

/** Scalars of a log, of which a step supersedes those at the same step and later that stand before it. */
class SupersedingScalars {
  private readonly curves = new Map<string, Scalar[]>();

  clear(): void {
    this.curves.clear();
  }

  addSteps({ series, step, columns }: StepColumns): void {
    const prefix = series.phase === 'student' ? '' : `${series.teacher ?? 'teacher'}/`;
    const times = columns.get('at');
    for (const [name, values] of columns) {
      if (name === 'at' || !isCurve(name)) continue;
      step.forEach((at, row) => {
        const value = values[row] ?? Number.NaN;
        // A column is NaN where a step has no such number; a loss that is NaN is one.
        if (Number.isNaN(value) && name !== 'loss') return;
        this.add({ tag: `${prefix}train/${name}`, step: at, wallTime: (times?.[row] ?? 0) / 1000, value });
      });
    }
  }

  addEvaluation(event: EvaluationEvent): void {
    const { phase, teacher = 'teacher', split, step, at = 0 } = event;
    const prefix = phase === 'student' ? '' : `${teacher}/`;
    for (const name of figures) {
      const value = event[name];
      // A script may not know all of its figures.
      if (value === undefined || Number.isNaN(value)) continue;
      this.add({ tag: `${prefix}${split}/${name}`, step, wallTime: at / 1000, value });
    }
  }

  /** In the order of time, as a program that writes on has them. */
  all(): Scalar[] {
    return [...this.curves.values()]
      .flat()
      .sort((one, other) => one.wallTime - other.wallTime || one.step - other.step);
  }

  private add(scalar: Scalar): void {
    const curve = this.curves.get(scalar.tag) ?? [];
    while ((curve.at(-1)?.step ?? -1) >= scalar.step) curve.pop();
    curve.push(scalar);
    this.curves.set(scalar.tag, curve);
  }
}

const curveNames: ReadonlySet<string> = new Set(stepColumnNames);

/** Whether a column is a curve; spreads of several teachers are too. */
function isCurve(name: string): boolean {
  return curveNames.has(name) || name.includes('/');
}
