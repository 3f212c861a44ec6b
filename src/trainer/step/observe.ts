import { observed, outOfRange, rolesOf, type ObjectiveScalars, type ObjectiveSettings } from '../../distillation';
import type { Guard, RoleId, TemperatureRole, TimePoint } from '../../distillation';
import type { BatchLabels } from '../../data';
import type { Observation, TemperatureSpread } from '../../runs';
import { TrainingFailure } from '../context/failure';

type Results = Readonly<Record<string, Float32Array>>;

/**
 * Reads what a step measured. Throws a TrainingFailure that names strategy, epoch and sample when a temperature is not
 * above 0 and finite.
 */
export function observe(
  objective: ObjectiveSettings,
  { temperatures }: ObjectiveScalars,
  results: Results,
  batch: BatchLabels,
  time: TimePoint,
): Observation {
  const roles = rolesOf(objective);
  if (roles.length === 0) return { temperature: 1 };
  const spreads = roles.map(({ id, parameters }) => {
    const timed = temperatures.get(id);
    if (timed !== undefined) return alike(timed.value, timed.isGuarded ? batch.count : 0);
    const own = rowsOf(results[observed.temperature(id)], batch);
    const student = results[observed.studentTemperature(id)];
    for (const values of student === undefined ? [own] : [own, rowsOf(student, batch)]) {
      refuse(values, (value, where) => outOfRange(parameters, value, time, where), batch, time);
    }
    return spreadOf(own, rowsOf(results[observed.guarded(id)], batch));
  });
  return {
    ...summary(spreads),
    ...studentTemperature(roles[0]?.id ?? 'student', results, batch),
    ...clipped(results, batch),
    klAtOne: results[observed.klAtOne]?.[0] ?? Number.NaN,
    teacherEntropy: results[observed.teacherEntropy]?.[0] ?? Number.NaN,
    ...(roles.length > 1 ? ofEach(roles, spreads) : {}),
  };
}

/** The temperatures of several teachers by name, and the student's own apart: a teacher may be called anything. */
function ofEach(
  roles: readonly TemperatureRole[],
  spreads: readonly TemperatureSpread[],
): Pick<Observation, 'temperatures' | 'sharedTemperature'> {
  const named = roles.map(({ teacher }, index) => ({ teacher, spread: spreads[index] ?? alike(1, 0) }));
  const own = named.find(({ teacher }) => teacher === undefined)?.spread;
  return {
    temperatures: Object.fromEntries(
      named.flatMap(({ teacher, spread }) => (teacher === undefined ? [] : [[teacher, spread]])),
    ),
    ...(own === undefined ? {} : { sharedTemperature: own }),
  };
}

function alike(value: number, guarded: number): TemperatureSpread {
  return { mean: value, min: value, max: value, guarded };
}

/** Samples of a step on which each guard of the objective acted, by its name. */
export function countGuarded(
  guards: readonly Guard[],
  { temperatures }: ObjectiveScalars,
  results: Results,
  batch: BatchLabels,
): ReadonlyMap<string, number> {
  return new Map(
    guards.map(({ name, measure, role }) => {
      const timed = role && temperatures.get(role);
      if (timed !== undefined) return [name, timed.isGuarded ? batch.count : 0];
      return [name, rowsOf(results[measure], batch).filter((value) => value > 0).length];
    }),
  );
}

/** The values of the real rows; what is given once counts for all of them. */
function rowsOf(values: Float32Array | undefined, { count }: BatchLabels): Float32Array {
  if (values === undefined) return new Float32Array();
  return values.length === 1 ? new Float32Array(count).fill(values[0] ?? 0) : values.subarray(0, count);
}

function spreadOf(values: Float32Array, guarded: Float32Array): TemperatureSpread {
  let [sum, min, max] = [0, Infinity, -Infinity];
  for (const value of values) {
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { mean: sum / values.length, min, max, guarded: total(guarded) };
}

function total(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function summary(spreads: readonly TemperatureSpread[]): Observation {
  const temperature = spreads.reduce((sum, { mean }) => sum + mean, 0) / spreads.length;
  const min = Math.min(...spreads.map((spread) => spread.min));
  const max = Math.max(...spreads.map((spread) => spread.max));
  const guarded = spreads.reduce((sum, spread) => sum + spread.guarded, 0);
  return {
    temperature,
    ...(max > min ? { temperatureMin: min, temperatureMax: max } : {}),
    ...(guarded > 0 ? { guarded } : {}),
  };
}

function studentTemperature(role: RoleId, results: Results, batch: BatchLabels): Partial<Observation> {
  const values = results[observed.studentTemperature(role)];
  if (values === undefined) return {};
  return { studentTemperature: spreadOf(rowsOf(values, batch), new Float32Array()).mean };
}

function clipped(results: Results, batch: BatchLabels): Partial<Observation> {
  const values = results[observed.clipped];
  return values === undefined ? {} : { clipped: total(rowsOf(values, batch)) };
}

function refuse(
  values: Float32Array,
  error: (value: number, where: string) => RangeError,
  { indices }: BatchLabels,
  { step }: TimePoint,
): void {
  const row = values.findIndex((value) => !(value > 0 && Number.isFinite(value)));
  if (row < 0) return;
  const cause = error(values[row] ?? Number.NaN, `, training example ${indices[row] ?? row}`);
  throw new TrainingFailure(cause.message, 'give the temperature `bounds: { min, max }`, or change its parameters', {
    cause,
    where: `step ${step + 1}`,
  });
}
