import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { onnx } from 'onnx-proto';
import { TrainingFailure } from '../context/failure';
import { fileInside } from '../context/allowed-path';
import { cutEnding, findEnding, type OnnxEnding } from './onnx-ending';
import { refuseTrainingMode } from './onnx-training-mode';

/** An ONNX file, checked before ONNX Runtime opens it. */
export interface OnnxFile {
  /** The model, to be opened from memory; undefined when it must be opened by its path, since it has files of weights. */
  readonly bytes: Uint8Array | undefined;
  /** The files of weights beside it: the path that the model names, and the real one. */
  readonly external: ReadonlyMap<string, string>;
  /** Name of the output that is read. */
  readonly output: string;
  /** Whether it quantizes activations by the range of the whole batch, so that an answer follows from the others of its batch too. */
  readonly quantizesByBatch: boolean;
  /** The network without the softmax or sigmoid that its graph seems to end in; undefined where it ends in none. */
  readonly withoutEnding: OnnxCut | undefined;
}

/** A network whose ending is left out. */
export interface OnnxCut {
  readonly kind: OnnxEnding['kind'];
  /** Makes the model, its weights inside, and the name of its output. May be called once. */
  make(): { readonly bytes: Uint8Array; readonly output: string };
}

/** Limit of protobuf. */
const maxBytes = 2 ** 31 - 1;

/**
 * Reads an ONNX file. Files that it names must lie in its folder; none is opened here.
 * @param file its real path.
 * @param written its path in messages.
 * @param outputName output that the config names, which the file has.
 * @throws TrainingFailure that names the file and its fault.
 */
export function readOnnxFile(file: string, written: string, outputName?: string): OnnxFile {
  assertSize(file, written);
  const bytes = readFileSync(file);
  const model = decode(bytes, written);
  const { tensors, nodes } = partsOf(model);
  for (const tensor of tensors) requireNumbers(tensor, written);
  refuseTrainingMode(model, nodes, written);
  const folder = path.dirname(file);
  const named = new Set(tensors.flatMap(locationsOf));
  const files = new Map([...named].map((location) => [location, fileInside(location, { root: folder, folder })]));
  const output = outputName ?? outputOf(model);
  return {
    bytes: files.size > 0 ? undefined : bytes,
    external: files,
    output,
    quantizesByBatch: nodes.some(({ opType }) => opType.startsWith('DynamicQuantize')),
    withoutEnding: withoutEnding(model, output, (): void => takeIn(tensors, files)),
  };
}

/** Name of the output that holds the answers: the one called `logits`, or the first. */
function outputOf({ graph }: onnx.ModelProto): string {
  const names = (graph?.output ?? []).map(({ name }) => name ?? '');
  return names.find((name) => name === 'logits') ?? names[0] ?? '';
}

function withoutEnding(model: onnx.ModelProto, output: string, takeWeightsIn: () => void): OnnxCut | undefined {
  const { graph } = model;
  const ending = graph && findEnding(graph, output);
  if (!ending) return undefined;
  return {
    kind: ending.kind,
    make: () => {
      takeWeightsIn();
      const name = cutEnding(graph, output, ending);
      return { bytes: onnx.ModelProto.encode(model).finish(), output: name };
    },
  };
}

/** Puts weights from files of their own into the model: from memory, ONNX Runtime finds no files beside it. */
function takeIn(tensors: readonly onnx.TensorProto[], files: ReadonlyMap<string, string>): void {
  const contents = new Map([...files].map(([location, file]) => [location, readFileSync(file)]));
  for (const tensor of tensors) {
    const entries = new Map(tensor.externalData.map(({ key, value }) => [key, value ?? '']));
    const content = contents.get(entries.get('location') ?? '');
    if (!isExternal(tensor) || content === undefined) continue;
    const start = Number(entries.get('offset') ?? 0);
    const length = Number(entries.get('length') ?? content.length - start);
    tensor.rawData = content.subarray(start, start + length);
    tensor.externalData = [];
    tensor.dataLocation = onnx.TensorProto.DataLocation.DEFAULT;
  }
}

function assertSize(file: string, written: string): void {
  const { size } = statSync(file);
  if (size <= maxBytes) return;
  const [megabytes, limit] = [size, maxBytes].map((bytes) => Math.floor(bytes / 2 ** 20));
  throw new TrainingFailure(`${written} has ${megabytes} MB, above ${limit} MB`, 'take a smaller file', {
    where: written,
  });
}

function decode(bytes: Uint8Array, written: string): onnx.ModelProto {
  const refuse = (reason: string, cause?: unknown): never => {
    const hint = 'export the model again; a file that was cut off or is no ONNX model cannot be read';
    throw new TrainingFailure(`${written} is not an ONNX model: ${reason}`, hint, { cause, where: written });
  };
  let model: onnx.ModelProto;
  try {
    model = onnx.ModelProto.decode(bytes);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error), error);
  }
  return (model.graph?.node ?? []).length === 0 ? refuse('it holds no graph') : model;
}

/** All tensors and nodes of a model, wherever they are: weights, constants, in the bodies of loops and functions. */
function partsOf(root: object): { readonly tensors: onnx.TensorProto[]; readonly nodes: onnx.NodeProto[] } {
  const tensors: onnx.TensorProto[] = [];
  const nodes: onnx.NodeProto[] = [];
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue;
    if (value instanceof onnx.NodeProto) nodes.push(value);
    if (value instanceof onnx.TensorProto) tensors.push(value);
    // A list of numbers has nothing inside.
    else if (!Array.isArray(value) || typeof value[0] !== 'number') {
      // One by one: a list of some hundred thousand nodes is more than a call takes as arguments.
      for (const inner of Object.values(value) as unknown[]) waiting.push(inner);
    }
  }
  return { tensors, nodes };
}

/** As the numbers that a decoded file holds. */
const externalLocation: number = onnx.TensorProto.DataLocation.EXTERNAL;
const floatType: number = onnx.TensorProto.DataType.FLOAT;

function isExternal({ dataLocation, externalData }: onnx.TensorProto): boolean {
  const location: number = dataLocation;
  return location === externalLocation || externalData.length > 0;
}

function locationsOf(tensor: onnx.TensorProto): string[] {
  if (!isExternal(tensor)) return [];
  return tensor.externalData.flatMap(({ key, value }) => (key === 'location' ? [value ?? ''] : []));
}

/** Refuses a weight that claims more numbers than it holds, before anything makes room for them. */
function requireNumbers(tensor: onnx.TensorProto, written: string): void {
  if (isExternal(tensor) || tensor.dataType !== floatType) return;
  const claimed = tensor.dims.reduce<number>((product, length) => product * Number(length), 1);
  const held = tensor.rawData.length / 4 + tensor.floatData.length;
  if (claimed === held) return;
  throw new TrainingFailure(
    `${written}: the weight '${tensor.name}' should have ${claimed} numbers and has ${held}`,
    'the file is damaged: export the model again',
    { where: written },
  );
}
