import type { Layer } from './catalogue';
import { expandModel } from './expand';
import { bothSides } from './fields';
import { sizeOf, type Shape } from './layer';
import type { Architecture } from './schema';

/**
 * The network in short: `784-800-800-10` for dense layers, `28×28×1-c32-p2-c64-p2-128-10` for images. Normalisation,
 * dropout and activations are left out.
 */
export function describeArchitecture(architecture: Architecture, input: Shape, classes: number): string {
  const layers = expandModel(architecture, input, classes);
  const isDense = architecture.preset === 'mlp';
  const start = isDense ? String(sizeOf(input)) : input.join('×');
  return [start, ...layers.flatMap(describeLayer)].join('-');
}

function describeLayer(layer: Layer): string[] {
  switch (layer.type) {
    case 'dense':
      return [String(layer.units)];
    case 'conv2d':
      return [`c${layer.filters}${describeStrides(layer.strides)}`];
    case 'depthwiseConv2d':
      return [`d${layer.multiplier}${describeStrides(layer.strides)}`];
    case 'maxPool':
      return [
        `p${bothSides(layer.size)
          .join('×')
          .replace(/^(\d+)×\1$/, '$1')}`,
      ];
    case 'averagePool':
      return [
        `a${bothSides(layer.size)
          .join('×')
          .replace(/^(\d+)×\1$/, '$1')}`,
      ];
    case 'globalAveragePool':
      return ['gap'];
    case 'residual':
      return [`r(${layer.layers.flatMap(describeLayer).join('-')})`];
    case 'batchNorm':
    case 'layerNorm':
    case 'dropout':
    case 'flatten':
    case 'activation':
      return [];
  }
}

function describeStrides(strides: number | [number, number]): string {
  const [down, right] = bothSides(strides);
  if (down === 1 && right === 1) return '';
  return down === right ? `/${down}` : `/${down}×${right}`;
}
