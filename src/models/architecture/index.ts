export {
  chainFacts,
  layerFacts,
  layerSchema,
  shortcutOf,
  type Layer,
  type LayerFacts,
  type PlainLayer,
  type ResidualLayer,
} from './catalogue';
export { describeArchitecture } from './describe';
export { expandModel, modelFacts } from './expand';
export { bothSides, type ActivationName } from './fields';
export { inputLayout, type ImageShape, type InputLayout } from './input-layout';
export { ShapeError, sizeOf, type Shape } from './layer';
export { modelSchema, type Architecture } from './schema';
export { measuredFactors } from './measured-factors';
export { shapeSeen, type InputFault, type SeenInput } from './seen-shape';
export { estimateStepMs, stepWorkOf, type CostFactors, type EstimatedStep, type StepWork } from './step-cost';
