export { planLayersModel, type ModelSignature, type LayersModelPlan } from './decode';
export { encodeLayersModel, type LayersModelFiles } from './encode';
