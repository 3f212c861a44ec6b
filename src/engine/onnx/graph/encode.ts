import { onnx } from 'onnx-proto';
import { blockedDomain } from '../passes/nchwc/domain';
import {
  elementCodes,
  type Attribute,
  type ElementType,
  type GraphNode,
  type GraphValue,
  type Initializer,
} from './node';

/** Opset 17 is the last in which ReduceMax takes its axes as an attribute; every runtime of today reads it. */
const opset = 17;
const irVersion = 8;

export interface EncodedGraph {
  readonly name: string;
  readonly nodes: readonly GraphNode[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly Described[];
}

/** A value as a model describes it. A shape that is left out is found by the runtime. */
export interface Described {
  readonly name: string;
  readonly shape?: readonly (number | string)[];
  readonly type: ElementType;
}

/** A graph in ONNX's binary form. */
export function encodeModel(graph: EncodedGraph): Uint8Array {
  return modelOf(graph.nodes, encodeGraph(graph));
}

/** A model in ONNX's binary form, whose graph or what is inside of it has the given nodes. */
export function modelOf(nodes: readonly GraphNode[], graph: onnx.IGraphProto): Uint8Array {
  return onnx.ModelProto.encode({
    irVersion,
    producerName: 'Distillery',
    opsetImport: [{ domain: '', version: opset }, ...domainsOf(nodes)],
    graph,
  }).finish();
}

/** A graph, as a model has one and as an operation that repeats it has one. */
export function encodeGraph(graph: EncodedGraph): onnx.IGraphProto {
  return {
    name: graph.name,
    node: graph.nodes.map(encodeNode),
    initializer: graph.initializers.map(({ value, bytes }) => ({
      name: value.name,
      dims: [...value.shape],
      dataType: elementCodes[value.type],
      rawData: bytes,
    })),
    input: graph.inputs.map(describeValue),
    output: graph.outputs.map(describeValue),
  };
}

/** A model that keeps to ONNX's own operations names no other domain: every runtime reads it. */
function domainsOf(nodes: readonly GraphNode[]): onnx.IOperatorSetIdProto[] {
  return nodes.some(({ domain }) => domain !== undefined) ? [{ domain: blockedDomain, version: 1 }] : [];
}

function encodeNode({ opType, domain, inputs, outputs, attributes }: GraphNode, index: number): onnx.INodeProto {
  return {
    opType,
    ...(domain === undefined ? {} : { domain }),
    name: `${opType}${index}`,
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).map(([key, value]) => encodeAttribute(key, value)),
  };
}

/** The description of an input or an output; a length that is a text stands for any number. */
export function describeValue({ name, shape, type }: Described): onnx.IValueInfoProto {
  const dimensions = shape?.map((length) => (typeof length === 'string' ? { dimParam: length } : { dimValue: length }));
  const known = dimensions === undefined ? {} : { shape: { dim: dimensions } };
  return { name, type: { tensorType: { elemType: elementCodes[type], ...known } } };
}

function encodeAttribute(name: string, value: Attribute): onnx.IAttributeProto {
  const types = onnx.AttributeProto.AttributeType;
  if (typeof value === 'number') return { name, type: types.INT, i: value };
  if ('float' in value) return { name, type: types.FLOAT, f: value.float };
  if ('text' in value) return { name, type: types.STRING, s: new TextEncoder().encode(value.text) };
  return { name, type: types.INTS, ints: [...value] };
}

/** Numbers as the bytes of an ONNX tensor, which are little-endian. */
export function toBytes(values: ArrayLike<number>, type: ElementType): Uint8Array {
  switch (type) {
    case 'float32':
      return new Uint8Array(new Float32Array(values).buffer);
    case 'int32':
      return new Uint8Array(new Int32Array(values).buffer);
    case 'int64':
      return new Uint8Array(BigInt64Array.from(Array.from(values), BigInt).buffer);
    case 'bool':
      return new Uint8Array(values);
  }
}
