import { chainFacts, type Layer, type LayerFacts, type PlainLayer } from './catalogue';
import type { ActivationName } from './fields';
import type { Shape } from './layer';
import type { Architecture } from './schema';

/** The layers that a model is made of, its output layer of `classes` logits included. */
export function expandModel(architecture: Architecture, input: Shape, classes: number): Layer[] {
  const hidden = hiddenLayers(architecture, input);
  const isImage = chainFacts(hidden, input).output.length > 1;
  return [...hidden, ...(isImage ? [flatten] : []), denseOf(classes, 'linear')];
}

/** Shape, parameters and operations of a whole model. Throws a ShapeError when a layer does not fit. */
export function modelFacts(architecture: Architecture, input: Shape, classes: number): LayerFacts {
  return chainFacts(expandModel(architecture, input, classes), input);
}

const flatten: Layer = { type: 'flatten' };

function denseOf(units: number, activation: ActivationName): PlainLayer {
  return { type: 'dense', units, activation, useBias: true, initializer: 'he' };
}

function hiddenLayers(architecture: Architecture, input: Shape): Layer[] {
  switch (architecture.preset) {
    case 'mlp':
      return [...(input.length > 1 ? [flatten] : []), ...mlpLayers(architecture)];
    case 'cnn-small':
      return [
        ...architecture.filters.flatMap((filters): Layer[] => [convolution(filters, 1, 'relu', true), pooling]),
        flatten,
        denseOf(architecture.dense, 'relu'),
        ...dropouts(architecture.dropout),
      ];
    case 'resnet-mini':
      return resnetLayers(architecture);
    case 'custom':
      return [...architecture.layers];
  }
}

const pooling: PlainLayer = { type: 'maxPool', size: 2, padding: 'valid' };
const normalization: PlainLayer = { type: 'batchNorm', momentum: 0.9, epsilon: 0.001 };
const relu: PlainLayer = { type: 'activation', function: 'relu' };

function dropouts(rate: number): Layer[] {
  return rate > 0 ? [{ type: 'dropout', rate }] : [];
}

function mlpLayers({ hidden, activation, dropout, inputDropout }: Extract<Architecture, { preset: 'mlp' }>): Layer[] {
  return [...dropouts(inputDropout), ...hidden.flatMap((units) => [denseOf(units, activation), ...dropouts(dropout)])];
}

function convolution(filters: number, strides: number, activation: ActivationName, useBias: boolean): PlainLayer {
  return { type: 'conv2d', filters, kernel: 3, strides, padding: 'same', activation, useBias, initializer: 'he' };
}

function resnetLayers({ filters, blocks }: Extract<Architecture, { preset: 'resnet-mini' }>): Layer[] {
  const first = filters[0] ?? 0;
  const stages = filters.flatMap((width, stage) =>
    Array.from({ length: blocks }, (_, block): Layer => ({
      type: 'residual',
      activation: 'relu',
      layers: [
        // A normalisation follows, which would take a bias away again.
        convolution(width, stage > 0 && block === 0 ? 2 : 1, 'linear', false),
        normalization,
        relu,
        convolution(width, 1, 'linear', false),
        normalization,
      ],
    })),
  );
  return [convolution(first, 1, 'linear', false), normalization, relu, ...stages, { type: 'globalAveragePool' }];
}
