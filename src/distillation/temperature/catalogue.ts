import * as z from 'zod';
import { annealingKd } from './annealing-kd';
import { classFrequency } from './class-frequency';
import { confidence } from './confidence';
import { constant } from './constant';
import { cosine } from './cosine';
import { cwsm } from './cwsm';
import { cyclic } from './cyclic';
import { dtkd } from './dtkd';
import { exponential } from './exponential';
import { expression } from './expression';
import { flsw } from './flsw';
import { learned } from './learned';
import { linear } from './linear';
import { std } from './std';
import { step } from './step';
import type { TemperatureStrategy } from './strategy';

/** Every temperature strategy, in the order in which pickers show them. */
export const strategies = [
  constant,
  linear,
  cosine,
  exponential,
  step,
  cyclic,
  annealingKd,
  confidence,
  flsw,
  cwsm,
  std,
  dtkd,
  expression,
  classFrequency,
  learned,
] as const;

/** The parameters of any strategy, told apart by `strategy`. */
export type TemperatureParameters = z.output<(typeof strategies)[number]['schema']>;

const [firstSchema, ...otherSchemas] = strategies.map(({ schema }) => schema);

/** The schema of `temperature:` in a config, once a bare number has become `{ strategy: constant, value }`. */
export const temperatureSchema = z.discriminatedUnion('strategy', [firstSchema ?? constant.schema, ...otherSchemas]);

/** The strategy that parameters belong to. */
export function strategyOf(parameters: TemperatureParameters): TemperatureStrategy {
  const strategy = strategies.find(({ name }) => name === parameters.strategy);
  // Each strategy takes its own parameters, and `strategy` says whose they are, so the pair fits.
  return strategy ?? constant;
}
