import type * as tf from '@tensorflow/tfjs-core';
import { learnedNumbers, scalarOf, type ObjectiveSettings, type RoleId } from '../../distillation';
import type { Engine } from '../../engine';
import { buildOptimizer, type Optimizer } from '../../models';
import type { OptimizerSettings } from '../../models/training';

/** A number θ that decides a temperature and is trained with the student, by an optimizer of its own. */
export interface LearnedTemperature {
  /** The temperature in the objective. */
  readonly role: RoleId;
  /** [1, 1]. */
  readonly variable: tf.Variable;
  readonly optimizer: Optimizer;
  /** Settings of that optimizer. */
  readonly settings: OptimizerSettings;
  /** The scalar input that the gradient is multiplied by. */
  readonly gradientFactor: string;
}

/** Makes the trained numbers of an objective; the settings are those of the student's optimizer. */
export function buildLearnedTemperatures(
  objective: ObjectiveSettings,
  settings: OptimizerSettings,
  engine: Engine,
): LearnedTemperature[] {
  return learnedNumbers(objective).map(({ role, initial, hasWeightDecay }) => {
    const variable = engine.variable(`temperature/${role}/theta`, [1, 1], Float32Array.of(initial));
    const own = { ...settings, maxNorm: undefined, weightDecay: hasWeightDecay ? settings.weightDecay : 0 };
    return {
      role,
      variable,
      settings: own,
      optimizer: buildOptimizer(own, [variable], engine, `temperature/${role}/optimizer`),
      gradientFactor: scalarOf.gradient(role),
    };
  });
}
