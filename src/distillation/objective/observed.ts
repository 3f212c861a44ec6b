import type { NamedFormula } from '../arithmetic/arithmetic';
import type { RoleId } from './plan';

/** Names of the measures of a step. Those of a role are given for each sample, or once for all. */
export const observed = {
  /** KL(teacher ‖ student) at T = 1, mean over the batch. */
  klAtOne: 'klAtOne',
  /** The mean entropy of the softened teacher, in nats. */
  teacherEntropy: 'teacherEntropy',
  /** The number of clamped logits of a sample. */
  clipped: 'clipped',
  temperature: (role: RoleId): string => `observed:temperature:${role}`,
  studentTemperature: (role: RoleId): string => `observed:studentTemperature:${role}`,
  /** 1 where the bounds held a temperature. */
  guarded: (role: RoleId): string => `observed:guarded:${role}`,
  /** 1 where a floor changed a temperature. */
  floored: (role: RoleId): string => `observed:floored:${role}`,
  /** 1 where a floor changed the loss against a teacher. */
  lossFloored: 'observed:lossFloored',
} as const;

/** The guard of a temperature, as a measure. */
export const isOutside = {
  name: 'is outside',
  summary: 'Whether a temperature is beyond its limits, or no number.',
  parameters: ['temperature', 'lowest', 'highest'],
} as const satisfies NamedFormula;

/** The guard of a temperature. */
export const holdBetween = {
  name: 'hold between',
  summary: 'A temperature within its limits; one that is no number becomes the lowest.',
  parameters: ['temperature', 'lowest', 'highest'],
} as const satisfies NamedFormula;
