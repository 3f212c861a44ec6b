import { onnx } from 'onnx-proto';
import {
  bodyOf,
  dynamicLength,
  elementCodes,
  type Attribute,
  type GraphBody,
  type GraphNode,
  type GraphValue,
} from './node';

/** Opset 17 is the last in which ReduceMax takes its axes as an attribute; every runtime of today reads it. */
const opset = 17;
const irVersion = 8;

/** An input or an output of a model. The runtime finds a shape that is left out. */
export interface Described extends Pick<GraphValue, 'name' | 'type'> {
  readonly shape?: readonly number[];
}

/** A graph whose outputs need no shape. */
export interface Encodable extends Omit<GraphBody, 'outputs'> {
  readonly outputs: readonly Described[];
}

/** A model in ONNX's binary form, with texts by name as its metadata. */
export function encodeModel(graph: Encodable, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  return onnx.ModelProto.encode({
    irVersion,
    producerName: 'Distillery',
    opsetImport: [{ domain: '', version: opset }, ...domainsOf(graph.nodes)],
    graph: encodeGraph(graph),
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  }).finish();
}

/** The same model with texts by name as metadata: of repeated fields, protocol buffers take both parts of joined bytes. */
export function withMetadata(model: Uint8Array, metadata: Readonly<Record<string, string>>): Uint8Array {
  const metadataProps = Object.entries(metadata).map(([key, value]) => ({ key, value }));
  return Buffer.concat([model, onnx.ModelProto.encode({ metadataProps }).finish()]);
}

function encodeGraph(graph: Encodable): onnx.IGraphProto {
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

/** The domains beside ONNX's own. A model without them can be read by every runtime. */
function domainsOf(nodes: readonly GraphNode[]): onnx.IOperatorSetIdProto[] {
  return [...new Set(domainNames(nodes))].map((domain) => ({ domain, version: 1 }));
}

function domainNames(nodes: readonly GraphNode[]): string[] {
  return nodes.flatMap((node) => [
    ...(node.domain === undefined ? [] : [node.domain]),
    ...domainNames(bodyOf(node)?.nodes ?? []),
  ]);
}

function encodeNode(node: GraphNode, index: number): onnx.INodeProto {
  const { opType, domain, label, inputs, outputs, attributes } = node;
  return {
    opType,
    ...(domain === undefined ? {} : { domain }),
    name: label ?? `${opType}${index}`,
    input: inputs.map(({ name }) => name),
    output: outputs.map(({ name }) => name),
    attribute: Object.entries(attributes).map(([key, value]) => encodeAttribute(key, value)),
  };
}

function describeValue({ name, shape, type }: Described): onnx.IValueInfoProto {
  const dim = shape?.map((length) => (length === dynamicLength ? { dimParam: 'steps' } : { dimValue: length }));
  return { name, type: { tensorType: { elemType: elementCodes[type], ...(dim && { shape: { dim } }) } } };
}

function encodeAttribute(name: string, value: Attribute): onnx.IAttributeProto {
  const types = onnx.AttributeProto.AttributeType;
  if (typeof value === 'number') return { name, type: types.INT, i: value };
  if ('float' in value) return { name, type: types.FLOAT, f: value.float };
  if ('text' in value) return { name, type: types.STRING, s: new TextEncoder().encode(value.text) };
  if ('body' in value) return { name, type: types.GRAPH, g: encodeGraph(value.body) };
  return { name, type: types.INTS, ints: [...value] };
}
