import {
  describeArchitecture,
  modelFacts,
  ShapeError,
  type Architecture,
  type LayerFacts,
} from '../../models/architecture';
import { dataSets } from '../schema/data-sets';

/** Parameters and operations of a model on a data set, or why its layers do not fit. */
export function factsOf(model: Architecture, set: keyof typeof dataSets): LayerFacts | ShapeError {
  try {
    return modelFacts(model, dataSets[set].shape, dataSets[set].classes);
  } catch (error) {
    if (error instanceof ShapeError) return error;
    throw error;
  }
}

/** The number of parameters; undefined when the layers do not fit. */
export function parametersOf(model: Architecture, set: keyof typeof dataSets): number | undefined {
  const facts = factsOf(model, set);
  return facts instanceof ShapeError ? undefined : facts.parameters;
}

/** The model in short, such as `mlp 784-800-800-10`; only its preset when its layers do not fit. */
export function describeModel(model: Architecture, set: keyof typeof dataSets): string {
  if (factsOf(model, set) instanceof ShapeError) return model.preset;
  return `${model.preset} ${describeArchitecture(model, dataSets[set].shape, dataSets[set].classes)}`;
}
