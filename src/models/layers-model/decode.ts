import {
  chainFacts,
  layerFacts,
  shortcutOf,
  ShapeError,
  sizeOf,
  type Layer,
  type PlainLayer,
  type Shape,
} from '../architecture';
import { chainOf, type Stretch } from './chain';
import { isMap, ModelFault, shown } from '../../model-files/layers-model/fault';
import { endsInSoftmax, layersOf, withoutSoftmax } from './layer-class';
import { slotsOf, type LayerSlots } from './weight-specs';
import { readTopology, type FileGraph, type FileLayer } from '../../model-files/layers-model/topology';
import { entryFor, numbersOf, readManifest, type WeightGroup } from './weights';

/** What a network must take and give. */
export interface ModelSignature {
  /** The shape of one example. */
  readonly input: Shape;
  readonly classes: number;
}

/** A network read from a `model.json`, before its weights are. */
export interface LayersModelPlan {
  /** The last one gives the logits. */
  readonly layers: readonly Layer[];
  /** The files of weights to read, with the bytes that they must hold. */
  readonly groups: readonly WeightGroup[];
  /** The file gives probabilities; the layers here end before its softmax. */
  readonly endsInSoftmax: boolean;
  /** The layers whose regularisers or constraints are not taken over. */
  readonly constrained: readonly string[];
  /** The values of the network's variables in their order, from the bytes of each group. Throws ModelFault. */
  weights(groups: readonly Uint8Array[]): Float32Array[];
}

/**
 * Reads a tfjs Layers model, Sequential or Functional, as layers of ours. Nothing is allocated by what the file claims:
 * every layer's weights must be in its manifest, whose bytes the caller holds against the files.
 * @throws ModelFault that names the layer and what to do.
 */
export function planLayersModel(text: string, fit: ModelSignature): LayersModelPlan {
  const file = parseJson(text);
  const graph = readTopology(file['modelTopology']);
  const { stretches, softmax } = cutSoftmax(chainOf(graph));
  const reading = new Reading(fit.input);
  for (const stretch of adapted(stretches, graph, fit.input, reading)) reading.take(stretch);
  requireClasses(reading.layers, fit);
  const { groups, entries } = readManifest(file['weightsManifest']);
  const slots = [...reading.trained, ...reading.moving];
  const found = slots.map((slot) => entryFor(slot, entries));
  return {
    layers: reading.layers,
    groups,
    endsInSoftmax: softmax,
    constrained: [...graph.layers.values()].filter(isConstrained).map(({ place }) => place),
    weights: (bytes) => slots.map((slot, index) => numbersOf(slot, found[index], bytes)),
  };
}

function parseJson(text: string): Readonly<Record<string, unknown>> {
  const hint = 'name the model.json that tfjs or its converter wrote';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ModelFault(`it is not JSON (${error instanceof Error ? error.message : String(error)})`, hint);
  }
  if (!isMap(value) || value['modelTopology'] === undefined) {
    throw new ModelFault('it is JSON, but holds no model', hint);
  }
  if (value['format'] === 'graph-model') {
    throw new ModelFault('it is a tfjs graph model', 'convert to a Layers model: --output_format=tfjs_layers_model');
  }
  return value;
}

/** Logits are what a final softmax gets. */
function cutSoftmax(stretches: readonly Stretch[]): { stretches: readonly Stretch[]; softmax: boolean } {
  const last = stretches.at(-1);
  if (last?.kind !== 'layer' || !endsInSoftmax(last.layer)) return { stretches, softmax: false };
  const rest = withoutSoftmax(last.layer);
  const kept = stretches.slice(0, -1);
  return { stretches: rest === undefined ? kept : [...kept, { kind: 'layer', layer: rest }], softmax: true };
}

/** Fits what the file takes to the data's shape: the same, the same as a vector, or an image without its one channel. */
function adapted(
  stretches: readonly Stretch[],
  { inputShape, input }: FileGraph,
  shape: Shape,
  reading: Reading,
): readonly Stretch[] {
  const fits = (taken: readonly (number | null)[]): boolean =>
    taken.length === inputShape.length &&
    taken.every((length, axis) => [length, null].includes(inputShape[axis] ?? null));
  if (fits(shape)) return stretches;
  const [first, ...rest] = stretches;
  const isFirst = (className: string): boolean => first?.kind === 'layer' && first.layer.className === className;
  const isVector = fits([sizeOf(shape)]);
  const isPlain = shape.at(-1) === 1 && fits(shape.slice(0, -1));
  const target: unknown = first?.kind === 'layer' ? first.layer.config['target_shape'] : undefined;
  if ((isVector || isPlain) && isFirst('Reshape') && JSON.stringify(target) === JSON.stringify(shape)) return rest;
  if (isPlain && isFirst('Flatten')) return stretches;
  if (isVector) {
    reading.add({ type: 'flatten' }, { trained: [], moving: [] });
    return stretches;
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

/** Collects layers and what they read, keeping the shape so far. */
class Reading {
  readonly layers: Layer[] = [];
  readonly trained: LayerSlots['trained'][number][] = [];
  readonly moving: LayerSlots['moving'][number][] = [];

  constructor(private shape: Shape) {}

  take(stretch: Stretch): void {
    if (stretch.kind === 'layer') {
      for (const [layer, slots] of readLayer(stretch.layer, this.shape)) this.add(layer, slots, stretch.layer);
    } else {
      const { layer, slots } = readResidual(stretch, this.shape);
      this.add(layer, slots, stretch.sum);
    }
  }

  add(layer: Layer, { trained, moving }: LayerSlots, file?: FileLayer): void {
    this.shape = outputOf(layer, this.shape, file);
    this.layers.push(layer);
    this.trained.push(...trained);
    this.moving.push(...moving);
  }
}

function readLayer(file: FileLayer, input: Shape): [PlainLayer, LayerSlots][] {
  return layersOf(file, input).map((layer) => [layer, slotsOf(file, layer, input)]);
}

function outputOf(layer: Layer, input: Shape, file: FileLayer | undefined): Shape {
  try {
    return layerFacts(layer, input).output;
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw new ModelFault(`${file?.place ?? layer.type}: ${error.message}`, 'take a network whose layers fit');
  }
}

type Residual = Extract<Stretch, { kind: 'residual' }>;

/** The way with more to it is inside, the other goes around; ours hold an identity or one 1×1 convolution around. */
function readResidual({ ways, sum }: Residual, input: Shape): { layer: Layer; slots: LayerSlots } {
  const [first, second] = ways;
  const [inside, around] = second.length <= first.length ? [first, second] : [second, first];
  let shape = input;
  const read = inside.flatMap((file) =>
    readLayer(file, shape).map(([layer, slots]) => {
      shape = outputOf(layer, shape, file);
      return { layer, slots };
    }),
  );
  const shortcut = readShortcut(around, input, shape, sum);
  const parts = [...read.map(({ slots }) => slots), shortcut];
  return {
    layer: { type: 'residual', layers: read.map(({ layer }) => layer), activation: 'linear' },
    slots: { trained: parts.flatMap(({ trained }) => trained), moving: parts.flatMap(({ moving }) => moving) },
  };
}

function readShortcut(around: readonly FileLayer[], input: Shape, output: Shape, sum: FileLayer): LayerSlots {
  const [file, ...others] = around;
  const expected = expectedShortcut(input, output, sum);
  if (file === undefined && expected === undefined) return { trained: [], moving: [] };
  const [read] = file === undefined || others.length > 0 ? [] : readLayer(file, input);
  const isExpected = expected !== undefined && read?.[0].type === 'conv2d' && likeness(read[0]) === likeness(expected);
  if (!isExpected || file === undefined) {
    const wanted = expected === undefined ? 'nothing' : `one 1×1 convolution with strides ${shown(expected.strides)}`;
    throw new ModelFault(
      `${sum.place}: around it is ${around.map(({ place }) => place).join(', ') || 'nothing'}; ${wanted} can be there`,
      'take a residual network of this form',
    );
  }
  const [kernel, bias] = slotsOf(file, { ...expected, useBias: true }, input).trained;
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

/** What two convolutions must have in common; with a window of 1 both paddings are the same. */
function likeness(layer: Extract<PlainLayer, { type: 'conv2d' }>): string {
  const both = (value: number | [number, number]): string =>
    (typeof value === 'number' ? [value, value] : value).join();
  return [layer.filters, both(layer.kernel), both(layer.strides), layer.activation].join(' ');
}
