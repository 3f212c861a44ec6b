import { LogFollower, type EvaluationEvent, type LogPiece } from '../../runs';
import type { Axis } from '../../curves';
import { networkNames } from '../../wording';
import type { CurveReference } from '../messages';

type Position = Pick<EvaluationEvent, 'step' | 'epoch' | 'accuracy'>;

/** Accuracies of a run's teachers, by its log; of the validation split where they were evaluated on it. */
export class TeacherAccuracies {
  private readonly found = new Map<string, { readonly accuracy: number; readonly split: EvaluationEvent['split'] }>();

  /** Adds the evaluations of a piece of the log. */
  take({ isAnew, events }: Pick<LogPiece, 'isAnew' | 'events'>): void {
    if (isAnew) this.found.clear();
    for (const event of events) {
      if (event.type !== 'evaluation' || event.phase !== 'teacher') continue;
      const name = event.teacher ?? '';
      if (event.split === 'test' && this.found.get(name)?.split === 'validation') continue;
      this.found.set(name, { accuracy: event.accuracy, split: event.split });
    }
  }

  /** A level for each teacher. */
  references(): CurveReference[] {
    return [...this.found].map(([name, { accuracy, split }]) => {
      const teacher = this.found.size > 1 ? name : networkNames.teacher;
      return { kind: 'teacher', label: split === 'test' ? `${teacher}, test` : teacher, value: accuracy };
    });
  }
}

/** Validation accuracy of a run's control, the same student without a teacher, by the control's log. */
export class ControlAccuracy {
  private readonly log: LogFollower;
  private points: Position[] = [];

  constructor(runFolder: string) {
    this.log = new LogFollower(runFolder, []);
  }

  /** Reads what the log has gained. Returns whether there is a new point. */
  async read(): Promise<boolean> {
    const before = this.points.length;
    for await (const { isAnew, events } of this.log.gained()) {
      if (isAnew) this.points = [];
      for (const event of events) {
        if (event.type !== 'evaluation' || event.phase !== 'student' || event.split !== 'validation') continue;
        this.points = this.points.filter(({ step }) => step < event.step);
        this.points.push(event);
      }
    }
    return this.points.length !== before;
  }

  /** The curve on an axis; none on that of time, which two runs do not share. */
  references(axis: Axis): CurveReference[] {
    if (axis === 'time' || this.points.length === 0) return [];
    const rising = this.points.filter(
      (point, index) => index === 0 || point[axis] > (this.points[index - 1]?.[axis] ?? Infinity),
    );
    return [
      {
        kind: 'control',
        label: 'control',
        x: Float64Array.from(rising, (point) => point[axis]),
        y: Float32Array.from(rising, ({ accuracy }) => accuracy),
      },
    ];
  }
}
