import { isMap, ModelFault, shown, type Json } from './fault';

/** One layer as a file names it. */
export interface FileLayer {
  readonly name: string;
  readonly className: string;
  readonly config: Json;
  /** For messages: `layer 3 'conv2d_1' (Conv2D)`. */
  readonly place: string;
  /** The names of the layers that it reads. */
  readonly from: readonly string[];
}

/** A file's layers, its input and its output by name. */
export interface FileGraph {
  readonly layers: ReadonlyMap<string, FileLayer>;
  readonly input: string;
  readonly output: string;
  /** Without the batch; null where any length is meant. */
  readonly inputShape: readonly (number | null)[];
}

const saveAgain = 'save it with tfjs `model.save`, or convert a Keras model with tensorflowjs_converter';
const maxLayers = 10_000;

/** Reads the topology of a `model.json`, Sequential or Functional. Throws ModelFault. */
export function readTopology(topology: unknown): FileGraph {
  // tfjs's own files hold the model itself, the Keras converter's a `model_config` beside versions.
  const inner = isMap(topology) && isMap(topology['model_config']) ? topology['model_config'] : topology;
  if (!isMap(inner)) throw new ModelFault('it holds no modelTopology', saveAgain);
  const { class_name: kind, config } = inner;
  if (kind === 'Sequential') return readSequential(config);
  if (kind === 'Model' || kind === 'Functional') return readFunctional(config);
  throw new ModelFault(`its modelTopology is ${shown(kind)}, neither Sequential nor Functional`, saveAgain);
}

function readLayers(list: unknown): { readonly layer: Omit<FileLayer, 'from'>; readonly entry: Json }[] {
  if (!Array.isArray(list) || list.length === 0) throw new ModelFault('it lists no layers', saveAgain);
  if (list.length > maxLayers) throw new ModelFault(`it lists ${list.length} layers`, 'take a smaller network');
  return list.map((entry: unknown, index) => {
    const config = isMap(entry) ? entry['config'] : undefined;
    if (!isMap(entry) || typeof entry['class_name'] !== 'string' || !isMap(config)) {
      throw new ModelFault(`layer ${index + 1} has no class_name and config`, saveAgain);
    }
    const { class_name: className } = entry;
    const named: readonly unknown[] = [config['name'], entry['name']];
    const name = named.find((value): value is string => typeof value === 'string') ?? `layer${index + 1}`;
    const place = `layer ${index + 1} '${name}' (${className})`;
    return { layer: { name, className, config, place }, entry };
  });
}

function readSequential(config: unknown): FileGraph {
  // tfjs before 1.0 wrote the list itself in place of a map that holds it.
  const listed = readLayers(isMap(config) ? config['layers'] : config);
  const chain = listed.map(({ layer }, index): FileLayer => {
    const before = listed[index - 1]?.layer.name;
    return { ...layer, from: before === undefined ? [] : [before] };
  });
  // A Sequential model may begin with its first layer, whose input then has no name.
  const first = chain[0];
  const start = 'the input';
  const whole =
    first === undefined || first.className === 'InputLayer'
      ? chain
      : [inputLike(first, start), ...startingAt(chain, start)];
  const built = isMap(config) ? config['build_input_shape'] : undefined;
  return graphOf(whole, whole[0]?.name ?? start, whole.at(-1)?.name ?? start, built);
}

const inputLike = (first: FileLayer, name: string): FileLayer => ({
  ...first,
  name,
  className: 'InputLayer',
  from: [],
});

function startingAt([first, ...rest]: readonly FileLayer[], start: string): FileLayer[] {
  return first === undefined ? [] : [{ ...first, from: [start] }, ...rest];
}

function readFunctional(config: unknown): FileGraph {
  if (!isMap(config)) throw new ModelFault('its modelTopology has no config', saveAgain);
  const chain = readLayers(config['layers']).map(({ layer, entry }) => ({ ...layer, from: sourcesOf(layer, entry) }));
  const input = onlyName(config['input_layers'], 'input');
  const output = onlyName(config['output_layers'], 'output');
  return graphOf(chain, input, output, undefined);
}

/** The layers that a layer reads, by `inbound_nodes`: [[[name, node, tensor, arguments], …], …], one entry a call. */
function sourcesOf({ place }: Omit<FileLayer, 'from'>, entry: Json): string[] {
  const calls = entry['inbound_nodes'] ?? [];
  if (!Array.isArray(calls)) throw new ModelFault(`${place} has no list of inbound_nodes`, saveAgain);
  if (calls.length > 1) {
    throw new ModelFault(`${place} is used ${calls.length} times`, 'give each use a layer of its own');
  }
  const sources: unknown = calls[0] ?? [];
  if (!Array.isArray(sources)) {
    throw new ModelFault(`${place} is wired as Keras 3 writes it`, 'convert the model with Keras 2 (tf_keras)');
  }
  return sources.map((source: unknown) => {
    const [name, node, tensor] = Array.isArray(source) ? (source as unknown[]) : [];
    if (typeof name !== 'string' || node !== 0 || tensor !== 0) {
      throw new ModelFault(`${place} reads ${shown(source)}, not the one output of a layer`, saveAgain);
    }
    return name;
  });
}

function onlyName(list: unknown, side: 'input' | 'output'): string {
  const names = (Array.isArray(list) ? list.flat(2) : []).filter((value): value is string => typeof value === 'string');
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  throw new ModelFault(`it has ${names.length} ${side}s where one is needed`, `save a network with one ${side}`);
}

function graphOf(chain: readonly FileLayer[], input: string, output: string, built: unknown): FileGraph {
  const layers = new Map<string, FileLayer>();
  for (const layer of chain) {
    if (layers.has(layer.name)) throw new ModelFault(`two layers are called '${layer.name}'`, 'name each differently');
    layers.set(layer.name, layer);
  }
  for (const name of [input, output, ...chain.flatMap(({ from }) => from)]) {
    if (!layers.has(name)) throw new ModelFault(`the layer '${name}' is used but not listed`, saveAgain);
  }
  const config = layers.get(input)?.config ?? {};
  const batched = config['batch_input_shape'] ?? config['batch_shape'] ?? built;
  return { layers, input, output, inputShape: shapeOf(batched) };
}

function shapeOf(batched: unknown): (number | null)[] {
  const isLength = (value: unknown): value is number | null => value === null || typeof value === 'number';
  if (Array.isArray(batched) && batched.length >= 2 && batched.every(isLength)) return batched.slice(1);
  throw new ModelFault(
    'it does not say the shape of its input',
    'give the first layer an inputShape and save it again',
  );
}
