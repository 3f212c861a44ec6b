import type * as z from 'zod/mini';
import { measured, optional } from '../fields';

/** Fields of an event that says what a network costs. */
export const networkCost = {
  parameters: optional(
    measured('Trained parameters of the network; absent where it comes from a file of another tool'),
  ),
  operations: optional(measured('Multiplications and additions for one example; absent as `parameters` is')),
};

/** Parameters of a network and operations for one example, as far as they are known. */
export type NetworkCost = {
  readonly [Name in keyof typeof networkCost]?: NonNullable<z.infer<(typeof networkCost)[Name]>>;
};
