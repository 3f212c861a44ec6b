export { applyChain, buildChain, namingGradient } from './build';
export type {
  BuiltLayer,
  DropoutSite,
  GradientPlace,
  NamedLayer,
  NamedVariable,
  ResidualParts,
  TrainingPass,
  UndrawnWeights,
} from './layer';
