import { isElementwise } from '../../graph/elementwise';
import { integersOf, type GraphNode, type GraphValue } from '../../graph/node';
import { refuse, type Vectorizer } from './vectorizer';

/** Writes the node of an ensemble in place of a member's; some input of the node is stacked. */
export type VectorRule = (node: GraphNode, vectorizer: Vectorizer) => void;

/** Element by element, beside those that passes know to be so. */
const furtherElementwise = new Set(['Mod', 'PRelu', 'IsNaN', 'IsInf', 'Round', 'Sin', 'Cos', 'Xor']);

/** The rule of a node's operation. @throws UnvectorizableError where there is none. */
export function ruleOf(node: GraphNode): VectorRule {
  if (node.domain !== undefined) return refuse(node, 'has no form for an ensemble');
  if (isElementwise(node) || furtherElementwise.has(node.opType)) return elementwise;
  return rules[node.opType] ?? refuse(node, 'has no form for an ensemble');
}

/** The axis of a stacked value for one of a member's; those from the end stay. */
const behindMembers = (axis: number): number => (axis < 0 ? axis : axis + 1);

const elementwise: VectorRule = (node, vectorizer) => {
  const rank = node.outputs[0]?.shape.length ?? 0;
  vectorizer.replace(node, { inputs: node.inputs.map((input) => vectorizer.aligned(input, rank)) });
};

/** Gemm(a, b; transA, transB) → MatMul(a, b) of stacked matrices. */
const product: VectorRule = (node, vectorizer) => {
  const [a, b, addend] = node.inputs;
  if (a === undefined || b === undefined || addend !== undefined) return refuse(node, 'with an addend has none');
  const { transA, transB, ...others } = node.attributes;
  if (Object.keys(others).length > 0) return refuse(node, 'with factors has none');
  const inputs = [
    transA === 1 ? vectorizer.transposed(a) : vectorizer.valueOf(a),
    transB === 1 ? vectorizer.transposed(b) : vectorizer.valueOf(b),
  ];
  vectorizer.replace(node, { opType: 'MatMul', inputs, attributes: {} });
};

/** MatMul of batches of matrices, whose batch axes broadcast. */
const batchedProduct: VectorRule = (node, vectorizer) => {
  const rank = node.outputs[0]?.shape.length ?? 2;
  vectorizer.replace(node, { inputs: node.inputs.map((input) => vectorizer.aligned(input, rank)) });
};

/** An operation along the axis of its attribute. */
const alongAxis: VectorRule = (node, vectorizer) => {
  const { axis } = node.attributes;
  if (typeof axis !== 'number') return refuse(node, 'without an axis has none');
  vectorizer.replace(node, { attributes: { ...node.attributes, axis: behindMembers(axis) } });
};

const concat: VectorRule = (node, vectorizer) => {
  const { axis } = node.attributes;
  if (typeof axis !== 'number') return refuse(node, 'without an axis has none');
  const inputs = node.inputs.map((input) => vectorizer.repeated(input));
  vectorizer.replace(node, { inputs, attributes: { ...node.attributes, axis: behindMembers(axis) } });
};

/** A reduction along axes that are an attribute. */
const alongAxes: VectorRule = (node, vectorizer) => {
  const axes = integersOf(node, 'axes').map(behindMembers);
  if (axes.length === 0) return refuse(node, 'over all axes has none');
  vectorizer.replace(node, { attributes: { ...node.attributes, axes } });
};

/** An operation whose input at `place` lists axes. */
function withAxes(place: number): VectorRule {
  return (node, vectorizer) => {
    const { constants } = vectorizer.graph;
    const list = node.inputs[place];
    const axes = constants.list(list);
    if (list === undefined || axes === undefined) return refuse(node, 'along axes that are no constants has none');
    const changed = constants.intern(axes.map(behindMembers), list.shape, 'int64');
    const inputs = node.inputs.map((input, index) => (index === place ? changed : vectorizer.valueOf(input)));
    vectorizer.replace(node, { inputs });
  };
}

const shaped: VectorRule = (node, vectorizer) => {
  const [source] = node.inputs;
  const target = node.outputs[0];
  if (source === undefined || target === undefined) return refuse(node, 'without a source has none');
  const shape = [vectorizer.ensemble.members, ...target.shape];
  const given = node.opType === 'Expand' ? vectorizer.aligned(source, target.shape.length) : vectorizer.valueOf(source);
  vectorizer.replace(node, { inputs: [given, vectorizer.graph.constants.integers(shape)] });
};

const transpose: VectorRule = (node, vectorizer) => {
  const perm = [0, ...integersOf(node, 'perm').map((axis) => axis + 1)];
  vectorizer.replace(node, { attributes: { perm } });
};

/** Gather(x, indices): of stacked rows by shared indices, or of shared rows by the indices of each member. */
const gather: VectorRule = (node, vectorizer) => {
  const [rows, indices] = node.inputs as [GraphValue, GraphValue];
  const { axis } = node.attributes;
  if (vectorizer.isStacked(rows) && !vectorizer.isStacked(indices)) alongAxis(node, vectorizer);
  else if (!vectorizer.isStacked(rows) && axis === 0) vectorizer.replace(node, {});
  else refuse(node, 'by indices of each member has none');
};

/** Rules by operation. An operation that is missing has no form for an ensemble: its members train one by one. */
const rules: Readonly<Record<string, VectorRule>> = {
  Gemm: product,
  MatMul: batchedProduct,
  Softmax: alongAxis,
  LogSoftmax: alongAxis,
  ArgMax: alongAxis,
  ArgMin: alongAxis,
  TopK: alongAxis,
  Split: alongAxis,
  Concat: concat,
  ReduceMax: alongAxes,
  ReduceMin: alongAxes,
  ReduceMean: alongAxes,
  ReduceProd: alongAxes,
  ReduceSum: withAxes(1),
  CumSum: withAxes(1),
  Slice: withAxes(3),
  Reshape: shaped,
  Expand: shaped,
  Transpose: transpose,
  Gather: gather,
};
