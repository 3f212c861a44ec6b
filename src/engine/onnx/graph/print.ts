import type { Graph } from './graph';
import { bodyOf, dynamicLength, type Attribute, type GraphNode, type GraphValue } from './node';

const typeNames = { float32: 'f32', uint8: 'u8', int32: 'i32', int64: 'i64', bool: 'bool' } as const;

/** Types are aligned up to this column. */
const maxWidth = 120;

/** A graph as lines: its inputs, then a node a line: `%y = Conv(%x, %w; pads=1,1,1,1)  f32[128,32,28,28]`. */
export function printGraph(graph: Graph): readonly string[] {
  const inputs = graph.inputs.map((value) => `%${value.name} ${printType(value)}`).join(', ');
  const lines = printNodes(graph.nodes, graph);
  const width = Math.max(0, ...lines.map(([text]) => Math.min(text.length, maxWidth)));
  return [`inputs ${inputs}`, ...lines.map(([text, types]) => `${text.padEnd(width)}  ${types}`.trimEnd())];
}

type Line = readonly [text: string, types: string];

function printNodes(nodes: readonly GraphNode[], graph: Graph): readonly Line[] {
  return nodes.flatMap((node): readonly Line[] => {
    const body = bodyOf(node);
    const inner = body === undefined ? [] : printNodes(body.nodes, graph);
    return [printNode(node, graph), ...inner.map(([text, types]): Line => [`  ${text}`, types])];
  });
}

function printNode(node: GraphNode, graph: Graph): Line {
  const inputs = node.inputs.map((value) => printInput(value, graph)).join(', ');
  const attributes = Object.entries(node.attributes)
    .filter(([name]) => name !== 'body')
    .map(([name, value]) => `${name}=${printAttribute(value)}`);
  const given = [inputs, ...(attributes.length > 0 ? [attributes.join(', ')] : [])].join('; ');
  const operation = node.domain === undefined ? node.opType : `nchwc.${node.opType}`;
  const outputs = node.outputs.map(({ name }) => `%${name}`).join(', ');
  return [`${outputs} = ${operation}(${given})`, node.outputs.map(printType).join(', ')];
}

/** Small constants are shown as what they hold. */
function printInput(value: GraphValue, { constants }: Graph): string {
  const scalar = value.shape.length === 0 ? constants.scalar(value) : undefined;
  if (scalar !== undefined) return String(scalar);
  const list = constants.list(value);
  return list === undefined ? `%${value.name}` : `[${list.join(',')}]`;
}

function printAttribute(value: Attribute): string {
  if (typeof value === 'number') return String(value);
  if ('float' in value) return String(value.float);
  if ('text' in value) return value.text;
  return 'body' in value ? value.body.name : value.join(',');
}

function printType({ shape, type }: GraphValue): string {
  return `${typeNames[type]}[${shape.map((length) => (length === dynamicLength ? '?' : length)).join(',')}]`;
}
