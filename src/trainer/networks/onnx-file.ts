import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { onnx } from 'onnx-proto';
import { TrainingFailure } from '../context/failure';
import { fileInside } from '../context/allowed-path';

/** An ONNX file, checked before ONNX Runtime opens it. */
export interface OnnxFile {
  /** The model, to be opened from memory; undefined when it must be opened by its path, since it has files of weights. */
  readonly bytes: Uint8Array | undefined;
  /** The files of weights beside it. */
  readonly external: readonly string[];
  /** A softmax at its end was taken away. */
  readonly endsInSoftmax: boolean;
}

/** Limit of protobuf. */
const maxBytes = 2 ** 31 - 1;

/**
 * Reads an ONNX file. Files that it names must lie in its folder; none is opened here.
 * @param file its real path.
 * @param written its path in messages.
 * @throws TrainingFailure that names the file and what is wrong with it.
 */
export function readOnnxFile(file: string, written: string): OnnxFile {
  assertSize(file, written);
  const bytes = readFileSync(file);
  const model = decode(bytes, written);
  const tensors = tensorsIn(model);
  for (const tensor of tensors) requireNumbers(tensor, written);
  const folder = path.dirname(file);
  const named = new Set(tensors.flatMap(locationsOf));
  const external = [...named].map((location) => fileInside(location, { root: folder, folder }));
  const endsInSoftmax = cutSoftmax(model);
  if (external.length > 0 && endsInSoftmax) {
    throw new TrainingFailure(
      `${written} ends in a softmax and keeps its weights in files beside it`,
      'export it without the softmax, so that it gives logits, or with its weights inside',
      { where: written },
    );
  }
  const kept = endsInSoftmax ? onnx.ModelProto.encode(model).finish() : bytes;
  return { bytes: external.length > 0 ? undefined : kept, external, endsInSoftmax };
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

/** All tensors of a model, wherever they are: weights, constants, in the bodies of loops and functions. */
function tensorsIn(root: object): onnx.TensorProto[] {
  const found: onnx.TensorProto[] = [];
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue;
    if (value instanceof onnx.TensorProto) found.push(value);
    // A list of numbers has nothing inside.
    else if (!Array.isArray(value) || typeof value[0] !== 'number') {
      // One by one: a list of some hundred thousand nodes is more than a call takes as arguments.
      for (const inner of Object.values(value) as unknown[]) waiting.push(inner);
    }
  }
  return found;
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

/** Makes what a final softmax gets the output, since that are the logits. Whether there was one. */
function cutSoftmax({ graph }: onnx.ModelProto): boolean {
  const [output, ...others] = graph?.output ?? [];
  const last = graph?.node?.find((node) => node.output?.includes(output?.name ?? '') === true);
  const logits = last?.input?.[0];
  if (others.length > 0 || output === undefined || last?.opType !== 'Softmax' || logits === undefined) return false;
  output.name = logits;
  return true;
}
