import { lossSchema, temperatureSchema, type ObjectiveSettings } from '../../../src/distillation';

const constant = temperatureSchema.parse({ strategy: 'constant', value: 4 });

/** Hinton's objective with one teacher. */
export const withTeacher: ObjectiveSettings = {
  loss: lossSchema.parse({ kind: 'kl' }),
  temperature: constant,
  teachers: [{ name: 'teacher', weight: 1, temperature: constant }],
  combine: 'losses',
};

/** Labels alone. */
export const withoutTeacher: ObjectiveSettings = { ...withTeacher, teachers: [] };
