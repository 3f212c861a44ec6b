import { layerFacts, shortcutOf, type Layer, type PlainLayer } from './catalogue';
import { expandModel } from './expand';
import { sizeOf, type Shape } from './layer';
import type { Architecture } from './schema';

/** Sizes that a training step's time follows from, each with a factor of its own. */
export interface StepWork {
  /** Operations of dense layers, forwards and for both gradients. */
  readonly dense: number;
  readonly convolution: number;
  readonly depthwise: number;
  /** Numbers that layers without a product make, such as normalisations, pools and sums. */
  readonly elements: number;
  /** Logits of the batch, of which the objective takes several softmaxes. */
  readonly logits: number;
  /** Weights times the passes of the optimizer over them. */
  readonly updates: number;
  /** Layers, each of which is some operations that have to be started. */
  readonly layers: number;
}

/** Nanoseconds of each of a step's sizes. */
export type CostFactors = Readonly<Record<keyof StepWork, number>>;

/** A training whose steps are estimated. */
export interface EstimatedStep {
  readonly architecture: Architecture;
  /** Shape of an example. */
  readonly input: Shape;
  readonly classes: number;
  readonly batch: number;
  readonly optimizer: string;
}

/** Passes over a weight and its states. */
const passes: Readonly<Record<string, number>> = { sgd: 1, momentum: 3, nesterov: 5, rmsprop: 8, adam: 10, adamw: 12 };

/** A product is computed forwards, for the gradient of its weights and for that of its input. */
const products = 3;

/** Sizes of a step. Throws a ShapeError when a layer does not fit. */
export function stepWorkOf({ architecture, input, classes, batch, optimizer }: EstimatedStep): StepWork {
  const work = { dense: 0, convolution: 0, depthwise: 0, elements: 0, logits: batch * classes, updates: 0, layers: 0 };
  const add = (layer: PlainLayer, shape: Shape): Shape => {
    const { output, parameters, operations } = layerFacts(layer, shape);
    const kind = kindOf(layer);
    if (kind === 'elements') work.elements += batch * sizeOf(output);
    else work[kind] += products * batch * operations;
    work.updates += parameters * (passes[optimizer] ?? 1);
    work.layers += 1;
    return output;
  };
  let shape = input;
  for (const layer of expandModel(architecture, input, classes)) {
    for (const [part, from] of plainLayers(layer, shape)) add(part, from);
    shape = layerFacts(layer, shape).output;
  }
  return work;
}

/** Estimated milliseconds of a step by factors. Throws as `stepWorkOf` does. */
export function estimateStepMs(step: EstimatedStep, factors: CostFactors): number {
  const work = stepWorkOf(step);
  const names = Object.keys(factors) as (keyof StepWork)[];
  return names.reduce((sum, name) => sum + work[name] * factors[name], 0) / 1e6;
}

function kindOf({ type }: PlainLayer): 'dense' | 'convolution' | 'depthwise' | 'elements' {
  switch (type) {
    case 'dense':
      return 'dense';
    case 'conv2d':
      return 'convolution';
    case 'depthwiseConv2d':
      return 'depthwise';
    case 'maxPool':
    case 'averagePool':
    case 'globalAveragePool':
    case 'batchNorm':
    case 'layerNorm':
    case 'dropout':
    case 'flatten':
    case 'activation':
      return 'elements';
  }
}

/** The layers of a layer with the shapes that they are given: those of a residual one, and its shortcut. */
function plainLayers(layer: Layer, input: Shape): (readonly [PlainLayer, Shape])[] {
  if (layer.type !== 'residual') return [[layer, input]];
  const inner: (readonly [PlainLayer, Shape])[] = [];
  let shape = input;
  for (const part of layer.layers) {
    inner.push([part, shape]);
    shape = layerFacts(part, shape).output;
  }
  const shortcut = shortcutOf(input, shape);
  return shortcut === undefined ? inner : [...inner, [shortcut, input]];
}
