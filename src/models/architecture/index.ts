export { modelSchema, type Architecture } from './schema';
export { countParameters, describeArchitecture } from './describe';
