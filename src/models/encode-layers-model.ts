import { bothSides, type ActivationName, type Layer, type PlainLayer } from './architecture';
import type { NamedLayer, NamedVariable, ResidualParts } from './layers';
import type { Model } from './model';

/** The two files of a tfjs Layers model. */
export interface LayersModelFiles {
  readonly modelJson: string;
  readonly weights: Uint8Array;
}

interface LayerConfig {
  readonly class_name: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound_nodes: readonly (readonly (readonly [string, number, number, object])[])[];
}

/** Collects the layers of a graph in an order in which each comes after what it reads. */
class Topology {
  readonly layers: LayerConfig[] = [];
  readonly variables: { readonly name: string; readonly named: NamedVariable }[] = [];

  /** Adds a layer that reads the named ones and gives its name. */
  add(className: string, name: string, config: Readonly<Record<string, unknown>>, from: readonly string[]): string {
    const nodes = from.length === 0 ? [] : [from.map((source) => [source, 0, 0, {}] as const)];
    this.layers.push({
      class_name: className,
      name,
      config: { name, trainable: true, ...config },
      inbound_nodes: nodes,
    });
    return name;
  }

  /** Adds what an activation needs, and gives the name of the last layer. */
  activation(activation: ActivationName, name: string, from: string): string {
    if (activation === 'linear') return from;
    // tfjs-layers has leaky ReLU as a layer only.
    if (activation === 'leakyRelu') return this.add('LeakyReLU', name, { alpha: 0.2 }, [from]);
    return this.add('Activation', name, { activation }, [from]);
  }
}

/**
 * Writes a network as a tfjs Layers model, which `tf.loadLayersModel` reads.
 * @param read gives a variable's values, row-major.
 */
export async function encodeLayersModel(
  model: Model,
  read: (variable: NamedVariable['variable']) => Promise<Float32Array>,
): Promise<LayersModelFiles> {
  const topology = new Topology();
  const shape = [null, ...model.input];
  let last = topology.add('InputLayer', 'images', { batch_input_shape: shape, dtype: 'float32', sparse: false }, []);
  for (const layer of model.layers) last = addLayer(topology, layer, last);
  const manifest = topology.variables.map(({ name, named }) => ({
    name: `${name}/${named.role}`,
    shape: named.variable.shape,
    dtype: 'float32',
  }));
  const config = {
    name: 'student',
    layers: topology.layers,
    input_layers: [['images', 0, 0]],
    output_layers: [[last, 0, 0]],
  };
  const values = await Promise.all(topology.variables.map(({ named }) => read(named.variable)));
  return {
    modelJson: JSON.stringify({
      format: 'layers-model',
      generatedBy: 'Distillery',
      modelTopology: { class_name: 'Model', config },
      weightsManifest: [{ paths: ['weights.bin'], weights: manifest }],
    }),
    weights: Buffer.concat(values.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength))),
  };
}

/** The name without the prefix of the engine's variables; tfjs takes no slash in a layer's name. */
const nameOf = (name: string): string => name.split('/').slice(1).join('_');

function addLayer(topology: Topology, { name: path, layer, built }: NamedLayer, from: string): string {
  const name = nameOf(path);
  if (layer.type === 'residual') return addResidual(topology, name, layer.activation, built.residual, from);
  for (const named of [...built.trained, ...built.moving]) topology.variables.push({ name, named });
  const [className, config] = describe(layer);
  const added = topology.add(className, name, config, [from]);
  return 'activation' in layer ? topology.activation(layer.activation, `${name}_activation`, added) : added;
}

function addResidual(
  topology: Topology,
  name: string,
  activation: ActivationName,
  parts: ResidualParts | undefined,
  from: string,
): string {
  if (parts === undefined) throw new Error(`the residual layer '${name}' was built without its parts`);
  const { inner, shortcut } = parts;
  let last = from;
  for (const layer of inner) last = addLayer(topology, layer, last);
  const around = shortcut === undefined ? from : addLayer(topology, shortcut, from);
  const sum = topology.add('Add', name, {}, [last, around]);
  return topology.activation(activation, `${name}_activation`, sum);
}

type PlainType = Exclude<Layer['type'], 'residual'>;

const window = (layer: Extract<PlainLayer, { type: 'maxPool' | 'averagePool' }>): Record<string, unknown> => ({
  pool_size: bothSides(layer.size),
  strides: bothSides(layer.strides ?? layer.size),
  padding: layer.padding,
  data_format: 'channels_last',
});

const convolution = (layer: Extract<PlainLayer, { type: 'conv2d' | 'depthwiseConv2d' }>): Record<string, unknown> => ({
  kernel_size: bothSides(layer.kernel),
  strides: bothSides(layer.strides),
  padding: layer.padding,
  data_format: 'channels_last',
  use_bias: layer.useBias,
  activation: 'linear',
});

/** The class and configuration that tfjs-layers reads; activations become layers of their own. */
function describe(layer: Extract<Layer, { type: PlainType }>): [className: string, config: Record<string, unknown>] {
  switch (layer.type) {
    case 'dense':
      return ['Dense', { units: layer.units, use_bias: layer.useBias, activation: 'linear' }];
    case 'conv2d':
      return ['Conv2D', { ...convolution(layer), filters: layer.filters }];
    case 'depthwiseConv2d':
      return ['DepthwiseConv2D', { ...convolution(layer), depth_multiplier: layer.multiplier }];
    case 'maxPool':
      return ['MaxPooling2D', window(layer)];
    case 'averagePool':
      return ['AveragePooling2D', window(layer)];
    case 'globalAveragePool':
      return ['GlobalAveragePooling2D', { data_format: 'channels_last' }];
    case 'batchNorm':
      return ['BatchNormalization', { axis: -1, momentum: layer.momentum, epsilon: layer.epsilon }];
    case 'layerNorm':
      return ['LayerNormalization', { axis: -1, epsilon: layer.epsilon }];
    case 'dropout':
      return ['Dropout', { rate: layer.rate }];
    case 'flatten':
      return ['Flatten', { data_format: 'channels_last' }];
    case 'activation':
      // tfjs-layers has leaky ReLU as a layer only.
      if (layer.function === 'leakyRelu') return ['LeakyReLU', { alpha: layer.slope ?? 0.2 }];
      return ['Activation', { activation: layer.function }];
  }
}
