export { encodeLayersModel, type LayersModelFiles } from './encode-layers-model';
export { namingGradient } from './layers';
export type { DropoutSite, GradientPlace, TrainingPass, UndrawnWeights } from './layers';
export { buildForeign, type ForeignTensors } from './foreign-model';
export { buildModel, buildNetwork, type Model, type ModelOptions, type NetworkOptions } from './model';
export { buildOptimizer, type Optimizer } from './optimizer';
