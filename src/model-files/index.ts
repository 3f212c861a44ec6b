export { factsOfModelFile } from './facts';
export { isMap, ModelFault, shown, type Json } from './layers-model/fault';
export { readModelJson, type ModelJson } from './layers-model/model-json';
export type { FileGraph, FileLayer } from './layers-model/topology';
export type { NumberFormat, WeightEntry, WeightGroup } from './layers-model/weights-manifest';
