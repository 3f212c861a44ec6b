import type { CostFactors } from './step-cost';

/**
 * Nanoseconds of a step's sizes on two cores of a server's processor with AVX2, fitted by `npm run measure:cost` to the points of
 * docs/cost.json.
 */
export const measuredFactors: CostFactors = {
  dense: 0.00304,
  convolution: 0.00888,
  depthwise: 0.125,
  elements: 0,
  logits: 8.91,
  updates: 0.251,
  layers: 20800,
};
