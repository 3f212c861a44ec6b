import { sizeOf, type Shape } from './architecture';
import type { Model, NetworkOptions } from './model';

/** Shapes of the tensors of a network that another program computes. */
export interface ForeignTensors {
  /** Tensors that gradients move. */
  readonly trained: readonly Shape[];
  /** Tensors that training moves without gradients, such as moving averages. */
  readonly moving: readonly Shape[];
}

/** A network that another program computes: its variables here are copies, and it has no layers. */
export function buildForeign(
  { trained, moving }: ForeignTensors,
  { input, engine, prefix }: Pick<NetworkOptions, 'input' | 'engine' | 'prefix'>,
): Model {
  const variables = [...trained, ...moving].map((shape, index) =>
    engine.variable(`${prefix}/${index}`, shape, new Float32Array(sizeOf(shape))),
  );
  return {
    ...{ input, layers: [], variables, dropoutSites: [], outputBias: undefined },
    trained: variables.slice(0, trained.length),
    apply: () => {
      throw new Error('another program computes this network');
    },
  };
}
