import * as z from 'zod';
import { dist } from './dist';
import { dkd } from './dkd';
import { jsd } from './jsd';
import { kl } from './kl';
import type { DistillationLoss } from './loss';
import { mse } from './mse';
import { reverseKl } from './reverse-kl';
import { standardizedKl } from './standardized-kl';
import { ttm } from './ttm';
import { wttm } from './wttm';

/** Every loss, in the order in which pickers show them. */
export const losses = [kl, reverseKl, jsd, mse, dkd, standardizedKl, ttm, wttm, dist] as const;

/** The parameters of any loss, told apart by `kind`. */
export type LossParameters = z.output<(typeof losses)[number]['schema']>;

const [firstSchema, ...otherSchemas] = losses.map(({ schema }) => schema);

/** The schema of `loss:` in a config. */
export const lossSchema = z.discriminatedUnion('kind', [firstSchema ?? kl.schema, ...otherSchemas]);

/** The loss that parameters belong to. */
export function lossOf(parameters: LossParameters): DistillationLoss {
  const loss = losses.find(({ name }) => name === parameters.kind);
  // Each loss takes its own parameters, and `kind` says whose they are, so the pair fits.
  return loss ?? kl;
}

/** Whether a config multiplies the soft term by T². */
export function isScaled(parameters: LossParameters): boolean {
  return 'scaleByT2' in parameters && parameters.scaleByT2;
}
