export { buildModel, type DropoutSite, type Model, type ModelOptions } from './mlp';
export { buildOptimizer, type Optimizer } from './optimizer';
export { encodeLayersModel, type LayersModelFiles } from './layers-model';
