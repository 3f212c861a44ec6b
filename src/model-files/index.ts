export { factsOfModelFile } from './facts';
export { ModelFault } from './layers-model/fault';
export { readModelJson } from './layers-model/model-json';
export { planLayersModel, type LayersModelPlan, type ModelSignature } from './layers-model/plan';
