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

function denseOf(units: number, activation: ActivationName, useBias = true): PlainLayer {
  return { type: 'dense', units, activation, useBias, initializer: 'he' };
}

function hiddenLayers(architecture: Architecture, input: Shape): Layer[] {
  switch (architecture.preset) {
    case 'mlp':
      return [...(input.length > 1 ? [flatten] : []), ...mlpLayers(architecture)];
    case 'cnn-small':
      return [
        ...architecture.filters.flatMap((filters, block): Layer[] => [
          convolution(filters, 1, 'relu', true),
          ...(canBeHalved(input, block) ? [pooling] : []),
        ]),
        flatten,
        denseOf(architecture.dense, 'relu'),
        ...dropouts(architecture.dropout),
      ];
    case 'resnet-mini':
      return resnetLayers(architecture);
    case 'resnet-cifar': {
      const { n, width } = architecture;
      return resnetLayers({ filters: [width, 2 * width, 4 * width], blocks: n });
    }
    case 'mobilenet-mini':
      return mobilenetLayers(architecture);
    case 'custom':
      return [...architecture.layers];
  }
}

/** Whether an image that was halved some times can be halved once more: small ones are taken by deep networks too. */
function canBeHalved([height = 1, width = 1]: Shape, times: number): boolean {
  return Math.floor(Math.min(height, width) / 2 ** times) >= 2;
}

const pooling: PlainLayer = { type: 'maxPool', size: 2, padding: 'valid' };
const normalization: PlainLayer = { type: 'batchNorm', momentum: 0.9, epsilon: 0.001 };
const relu: PlainLayer = { type: 'activation', function: 'relu' };

function dropouts(rate: number): Layer[] {
  return rate > 0 ? [{ type: 'dropout', rate }] : [];
}

function mlpLayers({ hidden, activation, dropout, inputDropout, batchNorm }: Mlp): Layer[] {
  const block = (units: number): Layer[] =>
    batchNorm === true
      ? [denseOf(units, 'linear', false), normalization, { type: 'activation', function: activation }]
      : [denseOf(units, activation)];
  return [...dropouts(inputDropout), ...hidden.flatMap((units) => [...block(units), ...dropouts(dropout)])];
}

type Mlp = Extract<Architecture, { preset: 'mlp' }>;

function convolution(
  filters: number,
  strides: number,
  activation: ActivationName,
  useBias: boolean,
  kernel = 3,
): PlainLayer {
  return { type: 'conv2d', filters, kernel, strides, padding: 'same', activation, useBias, initializer: 'he' };
}

/** Stages of an image network: their filters, and the blocks in each. */
type Stages = Pick<Extract<Architecture, { preset: 'resnet-mini' }>, 'filters' | 'blocks'>;

function mobilenetLayers({ filters, blocks }: Stages): Layer[] {
  const normalized = (layer: PlainLayer): Layer[] => [layer, normalization, relu];
  const stages = filters.flatMap((width, stage) =>
    Array.from({ length: blocks }, (_, block): Layer[] => [
      ...normalized({
        ...{ type: 'depthwiseConv2d', kernel: 3, multiplier: 1, padding: 'same', activation: 'linear' },
        ...{ strides: stage > 0 && block === 0 ? 2 : 1, useBias: false, initializer: 'he' },
      }),
      ...normalized(convolution(width, 1, 'linear', false, 1)),
    ]).flat(),
  );
  return [...normalized(convolution(filters[0] ?? 0, 1, 'linear', false)), ...stages, { type: 'globalAveragePool' }];
}

function resnetLayers({ filters, blocks }: Stages): Layer[] {
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
