import {
  describeArchitecture,
  modelFacts,
  ShapeError,
  type Architecture,
  type LayerFacts,
} from '../../models/architecture';
import { dataSets } from '../schema/data-sets';
import { usedTeachers } from '../schema/meaning';
import type { ResolvedConfig } from '../schema/schema';

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

/** The networks that a run learns from, in short; undefined where there are none. */
export function describeTeachers(config: ResolvedConfig): string | undefined {
  const teachers = usedTeachers(config);
  const named = teachers.map(({ name, source }) => {
    const model = describeModel(source.model, config.data.set);
    return teachers.length === 1 ? model : `${name}: ${model}`;
  });
  return named.length === 0 ? undefined : named.join('; ');
}
