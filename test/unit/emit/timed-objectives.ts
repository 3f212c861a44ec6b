import { lossSchema, scalarsAt, scalarOf, rolesOf, type ObjectiveSettings } from '../../../src/distillation';
import { softObjective } from '../distillation/objective/objectives';

const bounds = { min: 2, max: 3 };

/** Objectives with numbers that time decides, as the recorded ones have none. */
export const timedObjectives: Readonly<Record<string, ObjectiveSettings>> = {
  linear: softObjective({ temperature: { strategy: 'linear', from: 8, to: 2 } }),
  'cosine within limits': softObjective({ temperature: { strategy: 'cosine', bounds } }),
  exponential: softObjective({ temperature: { strategy: 'exponential' } }),
  step: softObjective({ temperature: { strategy: 'step', milestones: [0.5, 1.5] } }),
  cyclic: softObjective({ temperature: { strategy: 'cyclic', period: 0.7 } }),
  'annealing-kd': softObjective({ loss: { kind: 'mse' }, temperature: { strategy: 'annealing-kd', maximum: 4 } }),
  'expression of time': softObjective({ temperature: { strategy: 'expression', value: '8 - 3 * epoch / epochs' } }),
  'warm-up': {
    ...softObjective({}),
    loss: lossSchema.parse({ kind: 'dkd', hard: 0.3, soft: 0.7, warmup: 3 }),
  },
  'several teachers': softObjective({
    combine: 'losses',
    temperature: { strategy: 'constant', value: 3 },
    teachers: [
      { weight: 1, temperature: { strategy: 'linear', from: 8, to: 2 } },
      { weight: 3, temperature: { strategy: 'std' } },
      { weight: 2, temperature: { strategy: 'learned' } },
    ],
  }),
  'no reversal': softObjective({ temperature: { strategy: 'learned', reversal: false } }),
  labels: { ...softObjective({}), teachers: [] },
};

/** The moments at which they are compared. */
export const moments = [0, 3, 7, 10, 19].map((step) => ({ step, steps: 20, epoch: step / 10, epochs: 2 }));

/** The weights and temperatures of an objective at the moments, by the arithmetic of plain numbers. */
export function numbersOf(settings: ObjectiveSettings): unknown {
  return moments.map((moment) => {
    const { values } = scalarsAt(settings, moment);
    const [role] = rolesOf(settings);
    return {
      moment,
      hardWeight: values['hardWeight'],
      softWeight: values['softWeight'],
      temperature: role && values[scalarOf.temperature(role.id)],
    };
  });
}
