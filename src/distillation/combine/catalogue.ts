import * as z from 'zod';
import type { Combination } from './combination';
import { byConfidence } from './confidence';
import { byEntropy } from './entropy';
import { ofLogits } from './logits';
import { ofLosses } from './losses';
import { ofProbabilities } from './probabilities';

/** Every way to learn from several teachers, in the order in which pickers show them. */
export const combinations = [ofLosses, ofProbabilities, ofLogits, byEntropy, byConfidence] as const;

export type CombinationName = Combination['name'];

const names: readonly CombinationName[] = combinations.map(({ name }) => name);

/** The schema of `combine:` in a config. */
export const combineSchema = z.enum(names);

/** The combination of a name. */
export function combinationOf(name: CombinationName): Combination {
  return combinations.find((one) => one.name === name) ?? ofLosses;
}
