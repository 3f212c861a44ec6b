import { lossOf } from '../loss/catalogue';
import { strategyOf } from '../temperature/catalogue';
import { rolesOf, type ObjectiveSettings } from './plan';

/**
 * The parts of an objective, in words, that change when one number is added to all logits of a sample. Softmax does not see
 * such a shift, and log-probabilities have lost the one of the network; a part that sees it wants logits or centred ones.
 */
export function shiftSensitiveParts(settings: ObjectiveSettings): string[] {
  const { loss } = settings;
  const roles = rolesOf(settings);
  if (roles.length === 0) return [];
  const strategies = roles.filter(({ parameters }) => !strategyOf(parameters).isShiftInvariant(parameters));
  return [
    ...(lossOf(loss).isShiftInvariant ? [] : [`the loss '${loss.kind}'`]),
    ...new Set(strategies.map(({ parameters }) => `the temperature '${parameters.strategy}'`)),
    ...(loss.clampLogits === undefined ? [] : [`the limit of logits 'clampLogits'`]),
  ];
}
