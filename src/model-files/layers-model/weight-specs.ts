import { bothSides, type PlainLayer, type Shape } from '../../models/architecture';
import type { FileLayer } from './topology';
import type { WeightSpec } from './weights';

/** Specs of one layer's weights, in the groups of a built layer. */
export interface LayerWeights {
  readonly trained: readonly WeightSpec[];
  readonly moving: readonly WeightSpec[];
}

/** Specs of the weights that a layer reads from a file, in the order of a built layer's variables. */
export function weightSpecsOf(file: FileLayer, layer: PlainLayer, input: Shape): LayerWeights {
  const { name, place, config } = file;
  const channels = input.at(-1) ?? 0;
  const spec = (role: string, ...shape: number[]): WeightSpec => ({ layer: name, place, role, shape });
  const biased = (kernel: WeightSpec, useBias: boolean, length: number): LayerWeights => ({
    trained: useBias ? [kernel, spec('bias', length)] : [kernel],
    moving: [],
  });
  const scaled = (role: string, key: string, fill: number): WeightSpec =>
    config[key] === false ? { ...spec(role, channels), fill } : spec(role, channels);
  const normalized = [scaled('gamma', 'scale', 1), scaled('beta', 'center', 0)];
  switch (layer.type) {
    case 'dense':
      return biased(spec('kernel', channels, layer.units), layer.useBias, layer.units);
    case 'conv2d':
      return biased(spec('kernel', ...bothSides(layer.kernel), channels, layer.filters), layer.useBias, layer.filters);
    case 'depthwiseConv2d': {
      const kernel = spec('depthwise_kernel', ...bothSides(layer.kernel), channels, layer.multiplier);
      return biased(kernel, layer.useBias, channels * layer.multiplier);
    }
    case 'batchNorm':
      return { trained: normalized, moving: [spec('moving_mean', channels), spec('moving_variance', channels)] };
    case 'layerNorm':
      return { trained: normalized, moving: [] };
    case 'maxPool':
    case 'averagePool':
    case 'globalAveragePool':
    case 'dropout':
    case 'flatten':
    case 'activation':
      return { trained: [], moving: [] };
  }
}
