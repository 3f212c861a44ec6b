import { ModelFault, shown } from './fault';
import type { ModelJson } from './model-json';
import type { FileGraph, FileLayer } from './topology';
import type { WeightGroup } from './weights-manifest';
import {
  chainFacts,
  inputLayout,
  layerFacts,
  shortcutOf,
  ShapeError,
  type Layer,
  type PlainLayer,
  type Shape,
} from '../../models/architecture';
import { chainOf, type ChainSegment } from './chain';
import { endingOf, isPassing, layersOf, withoutEnding, type Ending } from './layer-class';
import { weightSpecsOf, type LayerWeights } from './weight-specs';
import { entryFor, indexWeights, numbersOf } from './weights';

/** Input and output that a network must have for some data. */
export interface ModelSignature {
  /** Shape of one example. */
  readonly input: Shape;
  readonly classes: number;
}

/** A network of a `model.json`, before its weights are read. */
export interface LayersModelPlan {
  /** The last one gives the logits. */
  readonly layers: readonly Layer[];
  /** The files of weights to read, with the bytes that they must hold. */
  readonly groups: readonly WeightGroup[];
  /** The file gives probabilities: the layers here end before this operation. */
  readonly ending: Ending | undefined;
  /** The layers whose regularisers or constraints are not taken over. */
  readonly constrained: readonly string[];
  /** The values of the network's variables in their order, from the bytes of each group. Throws ModelFault. */
  weights(groups: readonly Uint8Array[]): Float32Array[];
}

/**
 * Plans a tfjs Layers model, Sequential or Functional, as layers of ours for some data. Nothing is allocated by what the file claims:
 * every layer's weights must be in its manifest, whose bytes the caller holds against the files.
 * @throws ModelFault that names the layer and what to do.
 */
export function planLayersModel({ graph, manifest }: ModelJson, signature: ModelSignature): LayersModelPlan {
  const { segments, ending } = cutEnding(chainOf(graph));
  const reading = new ChainReader(signature.input);
  for (const segment of adaptInput(segments, graph, signature.input, reading)) reading.take(segment);
  requireClasses(reading.layers, signature);
  const specs = [...reading.trained, ...reading.moving];
  const named = indexWeights(manifest.entries);
  const found = specs.map((spec) => entryFor(spec, named));
  return {
    layers: reading.layers,
    groups: manifest.groups,
    ending,
    constrained: [...graph.layers.values()].filter(isConstrained).map(({ place }) => place),
    weights: (bytes) => specs.map((spec, index) => numbersOf(spec, found[index], bytes)),
  };
}

/** Removes a softmax or sigmoid at the end, also before layers that leave its numbers as they are: its input are the logits. */
function cutEnding(segments: readonly ChainSegment[]): {
  readonly segments: readonly ChainSegment[];
  readonly ending: Ending | undefined;
} {
  const place = segments.findLastIndex((segment) => segment.kind !== 'layer' || !isPassing(segment.layer));
  const last = segments[place];
  const ending = last?.kind === 'layer' ? endingOf(last.layer) : undefined;
  if (last?.kind !== 'layer' || ending === undefined) return { segments, ending: undefined };
  const rest = withoutEnding(last.layer);
  const kept: ChainSegment[] = rest === undefined ? [] : [{ kind: 'layer', layer: rest }];
  return { segments: segments.toSpliced(place, 1, ...kept), ending };
}

/** Adapts the chain to the data's images, which it may take as they are, as vectors or without their one channel. */
function adaptInput(
  segments: readonly ChainSegment[],
  { inputShape, input }: FileGraph,
  shape: Shape,
  reading: ChainReader,
): readonly ChainSegment[] {
  const layout = inputLayout(
    inputShape.map((length) => length ?? undefined),
    shape,
    'tfjs',
  )?.name;
  if (layout === 'NHWC' || (layout === 'flat' && shape.length === 1)) return segments;
  const [first, ...rest] = segments;
  const config = first?.kind === 'layer' ? first.layer.config : {};
  const isFirst = (className: string): boolean => first?.kind === 'layer' && first.layer.className === className;
  const isReshaped = JSON.stringify(config['target_shape']) === JSON.stringify(shape);
  if (layout !== undefined && isFirst('Reshape') && isReshaped) return rest;
  if (layout === 'NHW' && isFirst('Flatten')) return segments;
  if (layout === 'flat') {
    reading.add({ type: 'flatten' }, { trained: [], moving: [] });
    return segments;
  }
  throw new ModelFault(
    `it takes ${shown(inputShape)} (layer '${input}'), and the data's examples are ${shown(shape)}`,
    'take a model for this data',
  );
}

function requireClasses(layers: readonly Layer[], { input, classes }: ModelSignature): void {
  const { output } = chainFacts(layers, input);
  if (output.join() === String(classes)) return;
  const given = output.length === 1 ? `${output.join()} classes` : `the shape ${shown(output)}`;
  throw new ModelFault(`it gives ${given}, and the data has ${classes} classes`, 'take a model for this data');
}

function isConstrained({ config }: FileLayer): boolean {
  return Object.entries(config).some(
    ([key, value]) => /_(regularizer|constraint)$/.test(key) && value !== null && value !== undefined,
  );
}

/** Collects a chain's layers and the specs of their weights, and follows the shape. */
class ChainReader {
  readonly layers: Layer[] = [];
  readonly trained: LayerWeights['trained'][number][] = [];
  readonly moving: LayerWeights['moving'][number][] = [];

  constructor(private shape: Shape) {}

  take(segment: ChainSegment): void {
    if (segment.kind === 'layer') {
      for (const [layer, specs] of readLayer(segment.layer, this.shape)) this.add(layer, specs, segment.layer);
    } else {
      const { layer, specs } = readResidual(segment, this.shape);
      this.add(layer, specs, segment.sum);
    }
  }

  add(layer: Layer, { trained, moving }: LayerWeights, file?: FileLayer): void {
    this.shape = outputOf(layer, this.shape, file);
    this.layers.push(layer);
    this.trained.push(...trained);
    this.moving.push(...moving);
  }
}

function readLayer(file: FileLayer, input: Shape): [PlainLayer, LayerWeights][] {
  return layersOf(file, input).map((layer) => [layer, weightSpecsOf(file, layer, input)]);
}

function outputOf(layer: Layer, input: Shape, file: FileLayer | undefined): Shape {
  try {
    return layerFacts(layer, input).output;
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw new ModelFault(`${file?.place ?? layer.type}: ${error.message}`, 'take a network whose layers fit');
  }
}

type Residual = Extract<ChainSegment, { kind: 'residual' }>;

/** The longer branch holds the layers, the other is the shortcut: the identity or one 1×1 convolution. */
function readResidual({ branches, sum }: Residual, input: Shape): { layer: Layer; specs: LayerWeights } {
  const [first, second] = branches;
  const [inside, shortcutBranch] = second.length <= first.length ? [first, second] : [second, first];
  let shape = input;
  const read = inside.flatMap((file) =>
    readLayer(file, shape).map(([layer, specs]) => {
      shape = outputOf(layer, shape, file);
      return { layer, specs };
    }),
  );
  const shortcut = readShortcut(shortcutBranch, input, shape, sum);
  const parts = [...read.map(({ specs }) => specs), shortcut];
  return {
    layer: { type: 'residual', layers: read.map(({ layer }) => layer), activation: 'linear' },
    specs: { trained: parts.flatMap(({ trained }) => trained), moving: parts.flatMap(({ moving }) => moving) },
  };
}

function readShortcut(around: readonly FileLayer[], input: Shape, output: Shape, sum: FileLayer): LayerWeights {
  const [file, ...others] = around;
  const expected = expectedShortcut(input, output, sum);
  if (file === undefined && expected === undefined) return { trained: [], moving: [] };
  const [read] = file === undefined || others.length > 0 ? [] : readLayer(file, input);
  const isExpected =
    expected !== undefined && read?.[0].type === 'conv2d' && settingsKey(read[0]) === settingsKey(expected);
  if (!isExpected || file === undefined) {
    const wanted = expected === undefined ? 'nothing' : `one 1×1 convolution with strides ${shown(expected.strides)}`;
    throw new ModelFault(
      `${sum.place}: around it is ${around.map(({ place }) => place).join(', ') || 'nothing'}; ${wanted} can be there`,
      'take a residual network of this form',
    );
  }
  const [kernel, bias] = weightSpecsOf(file, { ...expected, useBias: true }, input).trained;
  if (kernel === undefined || bias === undefined) throw new Error('a convolution with a bias has two weights');
  return { trained: [kernel, read[1].trained.length > 1 ? bias : { ...bias, fill: 0 }], moving: [] };
}

function expectedShortcut(input: Shape, output: Shape, sum: FileLayer): ReturnType<typeof shortcutOf> {
  try {
    return shortcutOf(input, output);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw new ModelFault(`${sum.place}: ${error.message}`, 'take a network whose layers fit');
  }
}

/** Settings by which two 1×1 convolutions are the same; with a window of 1 both paddings are. */
function settingsKey(layer: Extract<PlainLayer, { type: 'conv2d' }>): string {
  const both = (value: number | [number, number]): string =>
    (typeof value === 'number' ? [value, value] : value).join();
  return [layer.filters, both(layer.kernel), both(layer.strides), layer.activation].join(' ');
}
