import { isElementwise } from '../graph/elementwise';
import type { Graph } from '../graph/graph';
import { integersOf, type GraphNode, type GraphValue } from '../graph/node';
import { isMatrix, sizeOf } from '../graph/shape';
import { declined, ignoreDeclines, type Declined, type Pass } from './pass';
import { ValueGroups } from './value-groups';

/** Classes up to which a pass over the rows of a matrix takes more time for the rows than for their numbers. */
const maxClasses = 32;
/** Examples from which there are enough rows to gain by. */
const minExamples = 64;
/** Examples for each class from which the columns are that much longer than the rows. */
const minExamplesOfClass = 4;
/** Operations on a matrix and a column that a group must have: what comes from outside is transposed for it. */
const minColumnwise = 4;

/**
 * [examples, classes] → [classes, examples] for logits, their probabilities and gradients.
 *
 * A loss takes maxima and sums over the classes of each example, and changes the logits by them: ONNX Runtime goes over ten numbers at
 * a time so, and has more to do between them than with them. The other way round it goes over all examples at a time. The product
 * that makes the logits, and those that read their gradient, give and take them in either layout without another operation.
 */
export const turnLogits: Pass = {
  name: 'turn-logits',
  run: (graph, report = ignoreDeclines) => {
    const groups = new LogitGroups(graph);
    const chosen = new Set<string>();
    for (const [group, members] of groups.ofReductions()) {
      const refusal = groups.refuse(group, members);
      if (refusal === undefined) chosen.add(group);
      else report({ rule: 'turn', at: members[0]?.name ?? '', reason: refusal.reason });
    }
    return chosen.size === 0 ? graph : new Turn(graph, groups, chosen).run();
  },
};

/** Whether a value is a matrix or a column: its rows may belong to examples. */
const hasRows = ({ shape }: GraphValue): boolean => shape.length === 2 && (shape[0] ?? 1) > 1;

const reductions = new Set(['ReduceSum', 'ReduceMax', 'ReduceMin', 'ReduceMean']);

/** The axis of a reduction over one; undefined for others. */
function axisOf(node: GraphNode, graph: Graph): number | undefined {
  if (!reductions.has(node.opType)) return undefined;
  if (node.opType === 'ReduceSum') return graph.constants.scalar(node.inputs[1]);
  const [axis, second] = integersOf(node, 'axes');
  return second === undefined ? axis : undefined;
}

/** Whether a reduction gives a column: a number for each row, which is changed with its rows. */
const givesColumn = (node: GraphNode, axis: number | undefined): boolean =>
  axis === 1 && node.attributes['keepdims'] !== 0;

/** Matrices and columns that operations read and make together. */
class LogitGroups extends ValueGroups {
  /** Results of operations that can give them turned, by name. */
  private readonly made = new Map<string, GraphValue>();
  private readonly columnwise: GraphValue[] = [];

  constructor(private readonly graph: Graph) {
    super();
    for (const node of graph.nodes) this.read(node);
    for (const { name } of graph.outputs) this.pin(name);
    for (const { before, after } of graph.carried) for (const name of [before, after]) this.pin(name);
  }

  /** Whether a value is made turned where its group is chosen; others, such as labels, are transposed for it. */
  isMade({ name }: GraphValue): boolean {
    return this.made.has(name);
  }

  /** Groups with a reduction of rows to a column, and their matrices and columns. */
  ofReductions(): ReadonlyMap<string, readonly GraphValue[]> {
    const groups = new Map<string, GraphValue[]>();
    for (const node of this.graph.nodes) {
      const [source] = node.inputs;
      if (source !== undefined && hasRows(source) && givesColumn(node, axisOf(node, this.graph))) {
        groups.set(this.groupOf(source.name), []);
      }
    }
    for (const value of this.made.values()) groups.get(this.groupOf(value.name))?.push(value);
    return groups;
  }

  refuse(group: string, members: readonly GraphValue[]): Declined | undefined {
    if (this.isPinned({ name: group })) return declined('an operation knows one of its matrices in one layout only');
    const isNarrow = ({ shape: [rows = 0, columns = 0] }: GraphValue): boolean =>
      columns <= maxClasses && rows >= Math.max(minExamples, minExamplesOfClass * columns);
    if (!members.every(isNarrow)) return declined('its rows are not that short beside its columns');
    const columnwise = this.columnwise.filter(({ name }) => this.groupOf(name) === group).length;
    return columnwise < minColumnwise ? declined(`it has ${columnwise} operations by columns`) : undefined;
  }

  private read(node: GraphNode): void {
    const [output] = node.outputs;
    if (output === undefined) return;
    if (node.opType === 'Gemm') this.readProduct(node, output);
    else if (isElementwise(node)) this.readElementwise(node, output);
    else if (axisOf(node, this.graph) !== undefined) this.readReduction(node, output);
    else if (node.opType === 'Reshape') this.readReshape(node, output);
    // A sum of all numbers has no order.
    else if (reductions.has(node.opType) && sizeOf(output.shape) === 1) return;
    // Results of other operations are transposed, as inputs are.
    else for (const { name } of node.inputs) this.pin(name);
  }

  private readProduct({ inputs: [, , addend] }: GraphNode, output: GraphValue): void {
    this.made.set(output.name, output);
    if (addend !== undefined && hasRows(addend)) this.join(addend.name, output.name);
  }

  private readElementwise({ inputs }: GraphNode, output: GraphValue): void {
    const withRows = inputs.filter(hasRows);
    if (output.shape.length !== 2) for (const { name } of withRows) this.pin(name);
    if (!hasRows(output)) return;
    this.made.set(output.name, output);
    for (const { name } of withRows) this.join(name, output.name);
    if (inputs.some(({ shape }) => shape.length > 2)) this.pin(output.name);
    if (withRows.some(({ shape }) => shape[1] === 1) && isMatrix(output.shape)) this.columnwise.push(output);
  }

  private readReduction(node: GraphNode, output: GraphValue): void {
    const [source] = node.inputs;
    if (source?.shape.length !== 2) for (const { name } of node.inputs) this.pin(name);
    else if (givesColumn(node, axisOf(node, this.graph))) {
      this.made.set(output.name, output);
      this.join(source.name, output.name);
      if (isMatrix(source.shape)) this.columnwise.push(output);
    } else if (isMatrix(source.shape) && node.attributes['keepdims'] !== 0) this.pin(source.name);
  }

  /** A list may become a column, and a column a list; their numbers lie as those of a row. */
  private readReshape({ inputs: [source] }: GraphNode, output: GraphValue): void {
    if (source !== undefined && isMatrix(source.shape)) this.pin(source.name);
    if (hasRows(output) && !isMatrix(output.shape)) this.made.set(output.name, output);
  }
}

/** Writes a graph anew with the matrices and columns of some groups turned. */
class Turn {
  private readonly nodes: GraphNode[] = [];
  private readonly copies = new Map<string, GraphValue>();

  constructor(
    private readonly graph: Graph,
    private readonly groups: LogitGroups,
    private readonly chosen: ReadonlySet<string>,
  ) {}

  run(): Graph {
    for (const node of this.graph.nodes) this.rewrite(node);
    return this.graph.with({ nodes: this.nodes });
  }

  private isChosen(value: GraphValue): boolean {
    return hasRows(value) && this.chosen.has(this.groups.groupOf(value.name));
  }

  /** A value of the given graph as it lies in the new one. */
  private held(value: GraphValue): GraphValue {
    const isTurned = this.isChosen(value) && this.groups.isMade(value);
    return isTurned ? { ...value, shape: [...value.shape].reverse() } : value;
  }

  private rewrite(node: GraphNode): void {
    const [output] = node.outputs;
    const [source] = node.inputs;
    if (output === undefined || source === undefined) this.nodes.push(node);
    else if (node.opType === 'Gemm') this.product(node, output);
    else if (this.isChosen(source) && axisOf(node, this.graph) !== undefined) this.reduction(node, source);
    else if (this.isChosen(output) && isElementwise(node))
      this.push(
        node,
        node.inputs.map((one) => this.turned(one)),
      );
    else if (this.isChosen(output) && node.opType === 'Reshape') {
      this.push(node, [this.held(source), this.graph.constants.integers(this.held(output).shape)]);
    } else
      this.push(
        node,
        node.inputs.map((one) => this.held(one)),
      );
  }

  private push(node: GraphNode, inputs: readonly GraphValue[], attributes = node.attributes): void {
    this.nodes.push({ ...node, inputs, attributes, outputs: node.outputs.map((one) => this.held(one)) });
  }

  /** (A·B)ᵀ = Bᵀ·Aᵀ where the result is turned; an operand that is turned is read so. */
  private product(node: GraphNode, output: GraphValue): void {
    const [a, b, ...addends] = node.inputs;
    if (a === undefined || b === undefined) return;
    const isTurned = (value: GraphValue): boolean => this.held(value) !== value;
    const isATurned = (node.attributes['transA'] === 1) !== isTurned(a);
    const isBTurned = (node.attributes['transB'] === 1) !== isTurned(b);
    const isSwapped = isTurned(output);
    const operands = isSwapped ? [b, a] : [a, b];
    const [transA, transB] = isSwapped ? [!isBTurned, !isATurned] : [isATurned, isBTurned];
    const added = addends.map((one) => (isSwapped ? this.turned(one) : this.held(one)));
    const attributes = { ...node.attributes, transA: Number(transA), transB: Number(transB) };
    this.push(node, [...operands.map((one) => this.held(one)), ...added], attributes);
  }

  private reduction(node: GraphNode, source: GraphValue): void {
    const axis = 1 - (axisOf(node, this.graph) ?? 0);
    const turned = this.turned(source);
    if (node.opType === 'ReduceSum') this.push(node, [turned, this.graph.constants.integers([axis])]);
    else this.push(node, [turned], { ...node.attributes, axes: [axis] });
  }

  /** An operand beside turned matrices. A row becomes a column. */
  private turned(value: GraphValue): GraphValue {
    const { shape } = value;
    const held = this.held(value);
    const [rows, columns] = shape.length === 1 ? [1, shape[0] ?? 1] : [shape[0] ?? 1, shape[1] ?? 1];
    if (held !== value || rows * columns === 1) return held;
    const known = this.copies.get(value.name);
    if (known !== undefined) return known;
    const copy = { ...value, name: `${value.name}:upright`, shape: [columns, rows] };
    const lengths = this.graph.constants.integers(copy.shape);
    if (isMatrix(shape))
      this.nodes.push({ opType: 'Transpose', inputs: [value], outputs: [copy], attributes: { perm: [1, 0] } });
    else this.nodes.push({ opType: 'Reshape', inputs: [value, lengths], outputs: [copy], attributes: {} });
    this.copies.set(value.name, copy);
    return copy;
  }
}
