import { onnx } from 'onnx-proto';

/** An operation at a network's end that makes probabilities of logits, and the graph's value behind which it stands. */
export interface OnnxEnding {
  readonly kind: 'softmax' | 'sigmoid';
  /** Name of the value that holds the logits. */
  readonly logits: string;
  /** Nodes behind the operation that give the output its shape and type, in their order. */
  readonly shaping: readonly onnx.INodeProto[];
}

type Producers = ReadonlyMap<string, onnx.INodeProto>;

/** Operations behind an ending that change neither the order of the numbers nor their type once they are left out. */
const passing = new Set(['Identity', 'Cast', 'Mul', 'Div', 'Clip', 'Dropout']);
/** Operations behind an ending that are kept, since the output has its shape from them. */
const shaping = new Set(['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Transpose']);

/**
 * Finds the softmax or sigmoid at the end of a graph, also one that is built of other operations or stands before others:
 * Softmax → Identity, Cast, Reshape, × 100; Exp ÷ ReduceSum; Exp(LogSoftmax). A candidate only: its axis and factors are not
 * looked at, so the answers with and without it have to be compared.
 */
export function findEnding(graph: onnx.IGraphProto, output: string): OnnxEnding | undefined {
  const nodes = graph.node ?? [];
  const producers: Producers = new Map(nodes.flatMap((node) => (node.output ?? []).map((name) => [name, node])));
  const constants = new Set((graph.initializer ?? []).map(({ name }) => name ?? ''));
  for (const { opType, output: names } of nodes) {
    if (opType === 'Constant') for (const name of names ?? []) constants.add(name);
  }
  const kept: onnx.INodeProto[] = [];
  let value = output;
  // A damaged graph may run in circles.
  for (let left = nodes.length; left > 0; left -= 1) {
    const node = producers.get(value);
    if (node === undefined) return undefined;
    const found = endingAt(node, producers);
    if (found !== undefined) return { ...found, shaping: kept };
    const [data = ''] = (node.input ?? []).filter((name) => !constants.has(name));
    const isShaping = shaping.has(node.opType ?? '') || isCastToFloat(node);
    if (!isShaping && !passing.has(node.opType ?? '')) return undefined;
    if (isShaping) kept.unshift(node);
    value = data;
  }
  return undefined;
}

/** Kept, since the output is float32: the logits may be of another type. */
function isCastToFloat({ opType, attribute }: onnx.INodeProto): boolean {
  const float: number = onnx.TensorProto.DataType.FLOAT;
  return opType === 'Cast' && Number(attribute?.find(({ name }) => name === 'to')?.i ?? 0) === float;
}

function endingAt(node: onnx.INodeProto, producers: Producers): Pick<OnnxEnding, 'kind' | 'logits'> | undefined {
  const [logits = ''] = node.input ?? [];
  switch (node.opType) {
    case 'Softmax':
      return { kind: 'softmax', logits };
    case 'Sigmoid':
      return { kind: 'sigmoid', logits };
    case 'Exp': {
      const inner = producers.get(logits);
      return inner?.opType === 'LogSoftmax' ? { kind: 'softmax', logits: inner.input?.[0] ?? '' } : undefined;
    }
    case 'Div':
    case 'Mul': {
      // Exp(z − max z) ÷ ReduceSum(…), or times its reciprocal.
      const exponential = node.input?.map((name) => producers.get(name)).find((inner) => inner?.opType === 'Exp');
      if (exponential === undefined) return undefined;
      const [shifted = ''] = exponential.input ?? [];
      const shift = producers.get(shifted);
      const isByMaximum = shift?.opType === 'Sub' && producers.get(shift.input?.[1] ?? '')?.opType === 'ReduceMax';
      return { kind: 'softmax', logits: isByMaximum ? (shift.input?.[0] ?? '') : shifted };
    }
    default:
      return undefined;
  }
}

/** Leaves an ending out: the output then holds the logits, under the name that is given back. Changes the graph. */
export function cutEnding(graph: onnx.IGraphProto, output: string, { logits, shaping: kept }: OnnxEnding): string {
  let value = logits;
  const taken = new Set((graph.node ?? []).flatMap((node) => node.output ?? []));
  let count = 0;
  for (const node of kept) {
    let name: string;
    do name = `logits ${(count += 1)}`;
    while (taken.has(name));
    const input = [value, ...(node.input ?? []).slice(1)];
    graph.node?.push(onnx.NodeProto.create({ ...node, name: '', input, output: [name] }));
    value = name;
  }
  for (const one of graph.output ?? []) if (one.name === output) one.name = value;
  return value;
}
