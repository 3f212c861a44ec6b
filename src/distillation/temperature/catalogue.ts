import * as z from 'zod';
import { annealingKd } from './by-time/annealing-kd';
import { classFrequency } from './by-sample/class-frequency';
import { confidence } from './by-sample/confidence';
import { constant } from './by-time/constant';
import { cosine } from './by-time/cosine';
import { cwsm } from './by-sample/cwsm';
import { cyclic } from './by-time/cyclic';
import { dtkd } from './by-sample/dtkd';
import { exponential } from './by-time/exponential';
import { expression } from './by-sample/expression';
import { flsw } from './by-sample/flsw';
import { learned } from './learned';
import { linear } from './by-time/linear';
import { std } from './by-sample/std';
import { step } from './by-time/step';
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
