export { factsOfModelFile } from './facts';
export { ModelFault } from './layers-model/fault';
export { planLayersModel, type LayersModelPlan, type ModelSignature } from './layers-model/plan';
