import { layerSchema, type Layer, type PlainLayer, type Shape } from '../../models/architecture';
import { ModelFault, shown } from './fault';
import type { FileLayer } from './topology';

/** Keras's and tfjs's names of the activations. */
const activationNames: Readonly<Record<string, string>> = {
  linear: 'linear',
  relu: 'relu',
  relu6: 'relu6',
  elu: 'elu',
  selu: 'selu',
  gelu: 'gelu',
  swish: 'swish',
  silu: 'swish',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  softplus: 'softplus',
};

const supported =
  'Dense, Conv2D, DepthwiseConv2D, MaxPooling2D, AveragePooling2D, GlobalAveragePooling2D, BatchNormalization, LayerNormalization, Dropout, Flatten, Reshape to a vector, Add and activations';

/** Converts a file's layer to layers of ours, for an input of the given shape; none where it is the identity. */
export function layersOf(file: FileLayer, input: Shape): PlainLayer[] {
  const { className, config } = file;
  switch (className) {
    case 'InputLayer':
      return [];
    case 'Dense':
      return [parsed(file, { type: 'dense', units: config['units'], ...weighted(file) })];
    case 'Conv2D':
      return [parsed(file, { type: 'conv2d', filters: config['filters'], ...convolution(file), ...weighted(file) })];
    case 'DepthwiseConv2D':
      return [parsed(file, { type: 'depthwiseConv2d', ...depthwise(file), ...weighted(file) })];
    case 'MaxPooling2D':
    case 'AveragePooling2D':
      return [parsed(file, { type: className === 'MaxPooling2D' ? 'maxPool' : 'averagePool', ...pooling(file) })];
    case 'GlobalAveragePooling2D':
      requireValue(file, 'keepdims', [undefined, false]);
      return [parsed(file, { type: 'globalAveragePool', ...channelsLast(file) })];
    case 'BatchNormalization':
    case 'LayerNormalization':
      return [normalization(file, input)];
    case 'Dropout':
      return config['rate'] === 0 ? [] : [parsed(file, { type: 'dropout', rate: config['rate'] })];
    case 'Flatten':
      return [parsed(file, { type: 'flatten', ...channelsLast(file) })];
    case 'Reshape':
      return reshaped(file, input);
    default:
      return activationLayer(file);
  }
}

/** Checks what was read against the schema of layers, so that no value goes further that a config could not hold. */
function parsed(file: FileLayer, candidate: Readonly<Record<string, unknown>>): PlainLayer {
  const result = layerSchema.safeParse(candidate);
  if (result.success) return plain(file, result.data);
  const [issue] = result.error.issues;
  const field = issue?.path[0] ?? 'type';
  const value = issue?.path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (Reflect.get(inner, key) as unknown) : undefined),
    candidate,
  );
  throw new ModelFault(
    `${file.place}: its ${String(field)} is ${shown(value)}`,
    `what a layer may be is in docs/config.md, under \`layers\``,
  );
}

function plain(file: FileLayer, layer: Layer): PlainLayer {
  if (layer.type !== 'residual') return layer;
  throw new Error(`${file.place} became a residual`);
}

/** Refuses a setting that our layers lack. */
function requireValue({ place, config }: FileLayer, key: string, allowed: readonly unknown[]): void {
  const value = config[key];
  if (allowed.some((one) => JSON.stringify(one) === JSON.stringify(value))) return;
  throw new ModelFault(
    `${place}: ${key} is ${shown(value)}, which is not supported`,
    `take a network with ${key} ${shown(allowed.find((one) => one !== undefined))} there`,
  );
}

const channelsLast = (file: FileLayer): object => {
  requireValue(file, 'data_format', [undefined, null, 'channels_last']);
  return {};
};

const weighted = ({ config, place }: FileLayer): object => ({
  activation: activationOf(config['activation'], place),
  useBias: config['use_bias'] ?? true,
});

function window(file: FileLayer): object {
  channelsLast(file);
  for (const key of ['dilation_rate', 'groups']) requireValue(file, key, [undefined, null, 1, [1, 1]]);
  return { padding: file.config['padding'] };
}

const convolution = (file: FileLayer): object => ({
  ...window(file),
  kernel: file.config['kernel_size'],
  strides: file.config['strides'] ?? 1,
});

function depthwise(file: FileLayer): object {
  const { kernel_size: kernel, strides, depth_multiplier: multiplier } = file.config;
  const [down, right] = Array.isArray(strides) ? (strides as unknown[]) : [strides ?? 1, strides ?? 1];
  if (down !== right) {
    throw new ModelFault(`${file.place}: its strides differ, ${shown(strides)}`, 'take the same stride both ways');
  }
  return { ...window(file), kernel, strides: down, multiplier: multiplier ?? 1 };
}

const pooling = (file: FileLayer): object => ({
  ...window(file),
  size: file.config['pool_size'],
  strides: file.config['strides'] ?? file.config['pool_size'],
});

/** Ours normalise over the last axis. */
function normalization(file: FileLayer, input: Shape): PlainLayer {
  // Counted with the batch.
  const last = input.length;
  const { axis = -1 } = file.config;
  requireValue({ ...file, config: { axis } }, 'axis', [-1, last, [-1], [last]]);
  const { epsilon, momentum } = file.config;
  if (file.className === 'LayerNormalization') return parsed(file, { type: 'layerNorm', epsilon });
  return parsed(file, { type: 'batchNorm', momentum: momentum ?? 0.99, epsilon });
}

function reshaped(file: FileLayer, input: Shape): PlainLayer[] {
  const target: unknown = file.config['target_shape'];
  if (JSON.stringify(target) === JSON.stringify(input)) return [];
  if (Array.isArray(target) && target.length === 1) return [parsed(file, { type: 'flatten' })];
  throw new ModelFault(
    `${file.place} makes ${shown(target)} of ${shown(input)}; only a vector can be made`,
    'take a network that keeps images as they are',
  );
}

function activationLayer(file: FileLayer): PlainLayer[] {
  const { className, config, place } = file;
  const of = (name: string, slope?: unknown): PlainLayer[] => {
    if (name === 'linear') return [];
    return [parsed(file, { type: 'activation', function: name, ...(slope === undefined ? {} : { slope }) })];
  };
  switch (className) {
    case 'Activation':
      return of(activationOf(config['activation'], place));
    case 'LeakyReLU':
      return of('leakyRelu', config['alpha'] ?? config['negative_slope'] ?? 0.3);
    case 'ELU':
      requireValue(file, 'alpha', [undefined, null, 1]);
      return of('elu');
    case 'ReLU':
      requireValue(file, 'threshold', [undefined, null, 0]);
      requireValue(file, 'negative_slope', [undefined, null, 0, [0]]);
      requireValue(file, 'max_value', [undefined, null, 6]);
      return of(config['max_value'] === 6 ? 'relu6' : 'relu');
    default:
      throw new ModelFault(`${place} is of an unknown class`, `the known ones are ${supported}`);
  }
}

function activationOf(name: unknown, place: string): string {
  // Keras may write an activation as a map that names its class.
  const known = name === undefined || name === null ? 'linear' : activationNames[nameIn(name)];
  if (known !== undefined) return known;

  const reason = nameIn(name) === 'softmax' ? 'softmax before the last layer' : `the activation ${shown(name)}`;
  throw new ModelFault(
    `${place}: ${reason} is not supported`,
    `the known activations are ${Object.keys(activationNames).join(', ')}`,
  );
}

function nameIn(value: unknown): string {
  if (typeof value === 'string') return Object.hasOwn(activationNames, value) || value === 'softmax' ? value : '';
  return '';
}

/** An operation that makes probabilities of logits. */
export type Ending = 'softmax' | 'sigmoid';

/** Layers that may end in an activation of their own; both act on the channels, which are the classes. */
const weightedClasses: readonly string[] = ['Dense', 'Conv2D'];

/** The operation that a layer is, or ends in. */
export function endingOf({ className, config }: FileLayer): Ending | undefined {
  if (className === 'Softmax') return 'softmax';
  const activation = config['activation'];
  if (!['Activation', ...weightedClasses].includes(className)) return undefined;
  return activation === 'softmax' || activation === 'sigmoid' ? activation : undefined;
}

/** True of a layer behind an ending that leaves its numbers as they are. */
export function isPassing({ className, config }: FileLayer): boolean {
  if (className === 'Activation') return config['activation'] === 'linear';
  return ['Dropout', 'Flatten', 'Reshape'].includes(className);
}

/** The layer without its ending; undefined when nothing is left of it. */
export function withoutEnding(file: FileLayer): FileLayer | undefined {
  if (!weightedClasses.includes(file.className)) return undefined;
  return { ...file, config: { ...file.config, activation: 'linear' } };
}
