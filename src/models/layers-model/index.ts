export { planLayersModel, type ModelSignature, type LayersModelPlan } from './decode';
export { encodeLayersModel, type LayersModelFiles } from './encode';
export { ModelFault } from '../../model-files/layers-model/fault';
export type { WeightGroup } from './weights';
