import type { StepEvent } from '../protocol/schemas/events';
import type { TemperatureSpread } from '../protocol/schemas/step-event';
import type { Phase } from '../protocol/schemas/training-fields';

/** The numbers of a step that are kept in columns beside `step`; `at` is in milliseconds since the epoch. */
export const stepColumnNames = [
  'at',
  'epoch',
  'loss',
  'hard',
  'soft',
  'weightedHard',
  'weightedSoft',
  'temperature',
  'temperatureMin',
  'temperatureMax',
  'studentTemperature',
  'guarded',
  'clipped',
  'klAtOne',
  'teacherEntropy',
  'learningRate',
  'imagesPerSecond',
] as const;

const spreadNames = ['mean', 'min', 'max', 'guarded'] as const;

type SpreadName = (typeof spreadNames)[number];

/** A column: a step's own number, that of one of several teachers by name, or that of a shared temperature. */
export type StepColumnName =
  (typeof stepColumnNames)[number] | `temperatures/${string}/${SpreadName}` | `sharedTemperature/${SpreadName}`;

/** Maximum columns of a training: beyond it the temperatures of further teachers stay in the log and are not drawn. */
export const maxStepColumns = 1024;

const ownNames: ReadonlySet<string> = new Set(stepColumnNames);
const spreadPattern = /^temperatures\/.*\/(?:mean|min|max|guarded)$/s;

/** Whether a name is that of a column of steps. */
export function isStepColumnName(name: string): name is StepColumnName {
  return ownNames.has(name) || spreadPattern.test(name);
}

/** Training that steps belong to: the student's or a teacher's; one of several teachers has a name. */
export interface Series {
  readonly phase: Phase;
  readonly teacher?: string;
}

/** Steps of one training in ascending order, as columns of equal length. */
export interface StepColumns {
  readonly series: Series;
  readonly step: Float64Array;
  /** NaN where a step does not have the number; a column that no step has is absent. */
  readonly columns: ReadonlyMap<StepColumnName, Float64Array>;
}

/** A name for a series that tells it from others. */
export function seriesKey({ phase, teacher }: Series): string {
  return teacher === undefined ? phase : `${phase}/${teacher}`;
}

/** Gathers the steps of one training as columns. */
export class StepTable {
  private steps: Float64Array = new Float64Array(64);
  private count = 0;
  private readonly columns = new Map<StepColumnName, Float64Array>();
  readonly series: Series;
  private readonly names: readonly (typeof stepColumnNames)[number][];

  /** `wanted` chooses among the columns; all when absent. */
  constructor(
    { phase, teacher }: StepEvent,
    private readonly wanted?: ReadonlySet<string>,
  ) {
    this.names = stepColumnNames.filter((name) => wanted?.has(name) ?? true);
    this.series = teacher === undefined ? { phase } : { phase, teacher };
  }

  add(event: StepEvent): void {
    if (this.count === this.steps.length) this.grow();
    this.steps[this.count] = event.step;
    for (const name of this.names) {
      const value: unknown = event[name];
      if (typeof value === 'number') this.set(name, value);
    }
    for (const [teacher, spread] of Object.entries(event.temperatures ?? {})) {
      this.setSpread(`temperatures/${teacher}`, spread);
    }
    if (event.sharedTemperature !== undefined) this.setSpread('sharedTemperature', event.sharedTemperature);
    this.count += 1;
  }

  /** The columns so far. */
  finish(): StepColumns {
    const columns = new Map<StepColumnName, Float64Array>();
    for (const [name, values] of this.columns) columns.set(name, values.slice(0, this.count));
    return { series: this.series, step: this.steps.slice(0, this.count), columns };
  }

  private setSpread(owner: `temperatures/${string}` | 'sharedTemperature', spread: TemperatureSpread): void {
    for (const part of spreadNames) {
      // A trainer in another language may write anything here.
      const value: unknown = (spread as Partial<TemperatureSpread> | null)?.[part];
      const name = `${owner}/${part}` as const;
      if (typeof value === 'number' && (this.wanted?.has(name) ?? true)) this.set(name, value);
    }
  }

  private set(name: StepColumnName, value: number): void {
    let column = this.columns.get(name);
    if (column === undefined) {
      if (this.columns.size >= maxStepColumns) return;
      column = new Float64Array(this.steps.length).fill(Number.NaN);
      this.columns.set(name, column);
    }
    column[this.count] = value;
  }

  private grow(): void {
    const larger = (values: Float64Array): Float64Array => {
      const next = new Float64Array(values.length * 2).fill(Number.NaN);
      next.set(values);
      return next;
    };
    this.steps = larger(this.steps);
    for (const [name, values] of this.columns) this.columns.set(name, larger(values));
  }
}
