export { encodeLayersModel, type LayersModelFiles } from './layers-model';
export type { DropoutSite, TrainingPass } from './layers';
export { buildModel, type Model, type ModelOptions } from './model';
export { buildOptimizer, type Optimizer } from './optimizer';
