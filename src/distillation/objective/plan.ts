import type { TimeArithmetic } from '../arithmetic/arithmetic';
import { named, parameter } from '../arithmetic/named';
import { numbers } from '../arithmetic/numbers';
import { combinationOf, type CombinationName } from '../combine/catalogue';
import type { LossParameters } from '../loss/catalogue';
import { boundsOf, holdIn, temperatureAt, type TimedTemperature } from '../temperature/at-time';
import { strategyOf, type TemperatureParameters } from '../temperature/catalogue';
import type { Moment, TimePoint } from '../temperature/strategy';

export interface PlannedTeacher {
  readonly name: string;
  /** Relative to the other teachers'. */
  readonly weight: number;
  readonly temperature: TemperatureParameters;
}

/** The objective of a run, from its config. */
export interface ObjectiveSettings {
  readonly loss: LossParameters;
  /** The student's, and that of every teacher without its own. */
  readonly temperature: TemperatureParameters;
  /** None where labels alone are learnt from. */
  readonly teachers: readonly PlannedTeacher[];
  readonly combine: CombinationName;
}

/**
 * Identity of a temperature: that of a teacher, by its place in the settings, or the student's own where the teachers'
 * targets are one. Made of places alone, since a teacher may be called anything.
 */
export type RoleId = `teacher ${number}` | 'student';

/** One temperature of an objective. */
export interface TemperatureRole {
  readonly id: RoleId;
  /** Name of the teacher that it belongs to; undefined for the student's own. */
  readonly teacher: string | undefined;
  readonly parameters: TemperatureParameters;
}

/** A number that is trained with the student. */
export interface LearnedNumber {
  readonly role: RoleId;
  readonly initial: number;
  readonly hasWeightDecay: boolean;
}

/** The temperature of the teacher at a place. */
export function teacherRole(index: number): RoleId {
  return `teacher ${index}`;
}

/** The temperatures that an objective has; the student's own is the last. */
export function rolesOf({ teachers, combine, temperature }: ObjectiveSettings): TemperatureRole[] {
  const own = teachers.map(({ name, temperature: parameters }, index): TemperatureRole => {
    return { id: teacherRole(index), teacher: name, parameters };
  });
  if (teachers.length === 0) return [];
  const { makes } = combinationOf(combine);
  // One teacher is no combination: its temperature is that of both.
  if (teachers.length === 1 || makes === 'losses') return own;
  const shared: TemperatureRole = { id: 'student', teacher: undefined, parameters: temperature };
  return makes === 'logits' ? [shared] : [...own, shared];
}

/** The trained numbers of an objective. */
export function learnedNumbers(settings: ObjectiveSettings): LearnedNumber[] {
  return rolesOf(settings).flatMap(({ id, parameters }) => {
    const { decide } = strategyOf(parameters);
    if (decide.by !== 'learning') return [];
    return [{ role: id, initial: decide.initial(parameters), hasWeightDecay: decide.hasWeightDecay(parameters) }];
  });
}

/** The scalars that a step is fed beside the batch. */
export interface ObjectiveScalars {
  readonly values: Readonly<Record<string, number>>;
  /** The temperatures that are known before the step, by role, and whether bounds held them. */
  readonly temperatures: ReadonlyMap<RoleId, TimedTemperature>;
}

/** The names of the scalars that `scalarsAt` gives. */
export function scalarNames(settings: ObjectiveSettings): string[] {
  return Object.keys(scalarsAt(settings, { step: 0, steps: 2, epoch: 0, epochs: 1 }).values);
}

/** Names of the scalars of a role. */
export const scalarOf = {
  temperature: (role: RoleId): string => `temperature:${role}`,
  teacherFactor: (role: RoleId): string => `teacherFactor:${role}`,
  gradient: (role: RoleId): string => `temperatureGradient:${role}`,
} as const;

/**
 * The numbers of a moment: weights, temperatures that time decides, factors. Throws a RangeError that names strategy and
 * epoch when a temperature is not above 0.
 */
export function scalarsAt(settings: ObjectiveSettings, time: TimePoint): ObjectiveScalars {
  const roles = rolesOf(settings);
  const temperatures = new Map<RoleId, TimedTemperature>();
  for (const { id, parameters } of roles) {
    const timed = temperatureAt(parameters, time);
    if (timed !== undefined) temperatures.set(id, timed);
  }
  const values: Record<string, number> = scalarsOf(numbers, settings, time);
  if (roles.some(({ parameters }) => strategyOf(parameters).decide.by === 'sample')) Object.assign(values, time);
  return { values, temperatures };
}

/** The same numbers by the formulas of time in an arithmetic, whatever temperatures they give. */
export function scalarsOf<Value>(
  of: TimeArithmetic<Value>,
  settings: ObjectiveSettings,
  time: Moment<Value>,
): Record<string, Value> {
  const roles = rolesOf(settings);
  const values: Record<string, Value> = {};
  let [hard, soft] = weightsAt(of, settings, time);
  for (const { id, parameters } of roles) {
    const { decide } = strategyOf(parameters);
    if (decide.by === 'learning') values[scalarOf.gradient(id)] = decide.gradientFactor(of, parameters, time);
    if (decide.by !== 'time') continue;
    const raw = decide.valueAt(of, parameters, time);
    const bounds = boundsOf(parameters);
    const temperature = bounds === undefined ? raw : holdIn(of, named(of, raw, 'raw temperature'), bounds);
    values[scalarOf.temperature(id)] = temperature;
    if (decide.teacherFactor) {
      values[scalarOf.teacherFactor(id)] = decide.teacherFactor(of, parameters, temperature);
    }
    const factors = decide.weightsAt?.(of, parameters, time);
    if (factors === undefined) continue;
    hard = of.multiply(hard, factors.hard);
    soft = of.multiply(soft, factors.soft);
  }
  values['hardWeight'] = hard;
  if (roles.length > 0) values['softWeight'] = soft;
  return values;
}

/** The weights of labels and of teachers before any strategy's factors; that of teachers may rise from 0. */
function weightsAt<Value>(
  of: TimeArithmetic<Value>,
  { loss }: ObjectiveSettings,
  { epoch }: Moment<Value>,
): [hard: Value, soft: Value] {
  const [hard, soft] = [parameter(of, 'hard weight', loss.hard), parameter(of, 'soft weight', loss.soft)];
  if (loss.warmup === 0) return [hard, soft];
  const share = of.minimum(of.divide(epoch, parameter(of, 'warmup epochs', loss.warmup)), of.constant(1));
  return [hard, of.multiply(soft, share)];
}

/** The shares of the teachers, which sum to 1. */
export function sharesOf(teachers: readonly PlannedTeacher[]): number[] {
  const total = teachers.reduce((sum, { weight }) => sum + weight, 0);
  return teachers.map(({ weight }) => weight / total);
}
