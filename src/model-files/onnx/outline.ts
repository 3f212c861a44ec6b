import type { FileHandle } from 'node:fs/promises';
import { WireFault, WireFile, type Field } from './wire';

/** An input or output of a graph as it is declared. */
export interface OnnxValue {
  readonly name: string;
  /** Of its numbers; undefined where it is not said, or where it is no tensor's. */
  readonly type: string | undefined;
  /** The batch first; a length that is left open is undefined. */
  readonly shape: readonly (number | undefined)[] | undefined;
}

export interface OnnxOutline {
  /** Without those that are weights, which older files declare as inputs too. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** The files of weights that it names. */
  readonly external: readonly string[];
  /** A node that normalises by the other examples of a batch, by its attribute `training_mode`. */
  readonly inTraining: OnnxNode | undefined;
}

/** A node of a graph. */
export interface OnnxNode {
  readonly name: string;
  readonly opType: string;
}

/** The numbers of fields in https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. */
const model = { irVersion: 1, graph: 7, operatorSets: 8 } as const;
const graphFields = { node: 1, initializer: 5, input: 11, output: 12 } as const;
const tensorFields = { name: 8, externalData: 13 } as const;
const entryFields = { key: 1, value: 2 } as const;
const nodeFields = { name: 3, opType: 4, attribute: 5 } as const;
const attributeFields = { name: 1, integer: 3 } as const;
const valueFields = { name: 1, type: 2 } as const;
const typeFields = { tensor: 1 } as const;
const tensorType = { elementType: 1, shape: 2 } as const;
const shapeFields = { dimension: 1 } as const;
const dimensionFields = { value: 1 } as const;

/** TensorProto.DataType. */
const elementTypes: Readonly<Record<number, string>> = {
  ...{ 1: 'float32', 2: 'uint8', 3: 'int8', 4: 'uint16', 5: 'int16', 6: 'int32', 7: 'int64', 8: 'string' },
  ...{ 9: 'bool', 10: 'float16', 11: 'float64', 12: 'uint32', 13: 'uint64', 16: 'bfloat16' },
};

/** Bounds of the lists that are kept, above those of any real model. */
const maxValues = 100;
const maxFiles = 200;
const maxNames = 20_000;
/** Nodes whose attributes are looked at. */
const maxNodes = 5000;

/** Reads the declarations of an ONNX file and skips its weights. Throws a WireFault when it is none, or damaged. */
export async function readOnnxOutline(handle: FileHandle, size: number): Promise<OnnxOutline> {
  const file = new WireFile(handle, size);
  let graph: Field | undefined;
  const found = new Set<number>();
  for await (const field of file.fields(0, size)) {
    found.add(field.number);
    if (field.number === model.graph) graph = field;
  }
  const isWhole = Object.values(model).every((number) => found.has(number));
  if (graph === undefined || !isWhole) throw new WireFault('it holds no graph with its operators');
  return readGraph(file, graph);
}

async function readGraph(file: WireFile, graph: Field): Promise<OnnxOutline> {
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  const weights = new Set<string>();
  const external = new Set<string>();
  let nodes = 0;
  let inTraining: OnnxNode | undefined;
  for await (const field of file.fields(graph.start, graph.end)) {
    switch (field.number) {
      case graphFields.node:
        nodes += 1;
        if (nodes <= maxNodes) inTraining ??= await nodeInTraining(file, field);
        break;
      case graphFields.initializer:
        await readWeight(file, field, weights, external);
        break;
      case graphFields.input:
        if (inputs.length < maxValues + weights.size) inputs.push(await readValue(file, field));
        break;
      case graphFields.output:
        if (outputs.length < maxValues) outputs.push(await readValue(file, field));
        break;
    }
  }
  if (nodes === 0) throw new WireFault('it holds no graph with its operators');
  return { inputs: inputs.filter(({ name }) => !weights.has(name)), outputs, external: [...external], inTraining };
}

/** The node, where it is a batch normalisation in training mode. */
async function nodeInTraining(file: WireFile, node: Field): Promise<OnnxNode | undefined> {
  const type = await one(file, node, nodeFields.opType);
  const opType = type && (await file.text(type));
  if (opType !== 'BatchNormalization') return undefined;
  for await (const attribute of file.fields(node.start, node.end)) {
    if (attribute.number !== nodeFields.attribute) continue;
    const name = await one(file, attribute, attributeFields.name);
    if (name === undefined || (await file.text(name)) !== 'training_mode') continue;
    if (((await one(file, attribute, attributeFields.integer))?.value ?? 0) === 0) return undefined;
    const own = await one(file, node, nodeFields.name);
    return { opType, name: own === undefined ? '' : await file.text(own) };
  }
  return undefined;
}

/** Reads a weight's name and its files; its numbers are skipped. */
async function readWeight(file: WireFile, tensor: Field, names: Set<string>, external: Set<string>): Promise<void> {
  for await (const field of file.fields(tensor.start, tensor.end)) {
    if (field.number === tensorFields.name && names.size < maxNames) names.add(await file.text(field));
    if (field.number !== tensorFields.externalData || external.size >= maxFiles) continue;
    const entry = new Map<number, string>();
    for await (const part of file.fields(field.start, field.end)) entry.set(part.number, await file.text(part));
    const location = entry.get(entryFields.value);
    if (entry.get(entryFields.key) === 'location' && location !== undefined) external.add(location);
  }
}

async function readValue(file: WireFile, value: Field): Promise<OnnxValue> {
  const name = await one(file, value, valueFields.name);
  const type = await one(file, value, valueFields.type);
  const tensor = type && (await one(file, type, typeFields.tensor));
  const element = tensor && (await one(file, tensor, tensorType.elementType))?.value;
  const shape = tensor && (await one(file, tensor, tensorType.shape));
  return {
    name: name === undefined ? '' : await file.text(name),
    type: type !== undefined && tensor === undefined ? 'no tensor' : elementTypes[element ?? 0],
    shape: shape && (await readShape(file, shape)),
  };
}

async function readShape(file: WireFile, shape: Field): Promise<(number | undefined)[]> {
  const lengths: (number | undefined)[] = [];
  for await (const field of file.fields(shape.start, shape.end)) {
    if (field.number !== shapeFields.dimension || lengths.length >= maxValues) continue;
    const length = (await one(file, field, dimensionFields.value))?.value;
    // 0 and what would be negative stand for a length that is left open.
    lengths.push(length !== undefined && length > 0 && length < 2 ** 31 ? length : undefined);
  }
  return lengths;
}

/** The last field of a number in a message, which is the one that counts. */
async function one(file: WireFile, message: Field, number: number): Promise<Field | undefined> {
  let found: Field | undefined;
  for await (const field of file.fields(message.start, message.end)) if (field.number === number) found = field;
  return found;
}
