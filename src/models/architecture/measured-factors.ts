import type { CostFactors } from './step-cost';

/**
 * Nanoseconds of a step's sizes on two cores of a server's processor with AVX2, fitted by `npm run measure:cost` to the points of
 * docs/cost.json.
 */
export const measuredFactors: CostFactors = {
  dense: 0.00943,
  convolution: 0.0145,
  depthwise: 0.251,
  elements: 0,
  logits: 21.5,
  updates: 0.313,
  layers: 2520,
};
