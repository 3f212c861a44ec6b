import { bothSides, type PlainLayer, type Shape } from '../architecture';
import type { FileLayer } from '../../model-files/layers-model/topology';
import type { WeightSlot } from './weights';

/** The weights of one layer, as a built layer holds them. */
export interface LayerSlots {
  readonly trained: readonly WeightSlot[];
  readonly moving: readonly WeightSlot[];
}

/** What a layer reads from a file, in the order of the variables of a built layer. */
export function slotsOf(file: FileLayer, layer: PlainLayer, input: Shape): LayerSlots {
  const { name, place, config } = file;
  const channels = input.at(-1) ?? 0;
  const slot = (role: string, ...shape: number[]): WeightSlot => ({ layer: name, place, role, shape });
  const biased = (kernel: WeightSlot, useBias: boolean, length: number): LayerSlots => ({
    trained: useBias ? [kernel, slot('bias', length)] : [kernel],
    moving: [],
  });
  const scaled = (role: string, key: string, fill: number): WeightSlot =>
    config[key] === false ? { ...slot(role, channels), fill } : slot(role, channels);
  const normalized = [scaled('gamma', 'scale', 1), scaled('beta', 'center', 0)];
  switch (layer.type) {
    case 'dense':
      return biased(slot('kernel', channels, layer.units), layer.useBias, layer.units);
    case 'conv2d':
      return biased(slot('kernel', ...bothSides(layer.kernel), channels, layer.filters), layer.useBias, layer.filters);
    case 'depthwiseConv2d': {
      const kernel = slot('depthwise_kernel', ...bothSides(layer.kernel), channels, layer.multiplier);
      return biased(kernel, layer.useBias, channels * layer.multiplier);
    }
    case 'batchNorm':
      return { trained: normalized, moving: [slot('moving_mean', channels), slot('moving_variance', channels)] };
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
