export { applyChain, buildChain } from './build';
export type { BuiltLayer, DropoutSite, NamedLayer, NamedVariable, ResidualParts, TrainingPass } from './layer';
