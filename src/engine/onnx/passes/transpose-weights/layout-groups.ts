import { isElementwise } from '../../graph/elementwise';
import type { Graph } from '../../graph/graph';
import { equalShapes, isMatrix } from '../../graph/shape';
import type { GraphNode, GraphValue } from '../../graph/node';

/**
 * Matrices that have one layout, since operations work on them element by element (a union-find by name), and groups that are
 * pinned to row-major order, since an operation reads or makes one of them that knows no other. Products allow any layout.
 */
export class LayoutGroups {
  private readonly parents = new Map<string, string>();
  private readonly pinned = new Set<string>();

  constructor(private readonly graph: Graph) {
    for (const node of graph.nodes) this.read(node);
  }

  /** The name of the group that a matrix is in. */
  groupOf(name: string): string {
    const parent = this.parents.get(name);
    if (parent === undefined) return name;
    const group = this.groupOf(parent);
    this.parents.set(name, group);
    return group;
  }

  isPinned({ name }: GraphValue): boolean {
    return this.pinned.has(this.groupOf(name));
  }

  pin(name: string): void {
    this.pinned.add(this.groupOf(name));
  }

  join(one: string, other: string): void {
    const [first, second] = [this.groupOf(one), this.groupOf(other)];
    if (first === second) return;
    this.parents.set(second, first);
    if (this.pinned.has(second)) this.pinned.add(first);
  }

  private read(node: GraphNode): void {
    const [output] = node.outputs;
    if (output === undefined) return;
    if (node.opType === 'Gemm') this.readProduct(node, output);
    else if (isElementwise(node)) this.readElementwise(node, output);
    else if (node.opType !== 'ReduceSum' || !this.allowsAnyLayout(node, output)) {
      for (const { name } of [...node.inputs, ...node.outputs]) this.pin(name);
    }
  }

  private readProduct({ inputs: [, , added] }: GraphNode, output: GraphValue): void {
    if (added !== undefined && isMatrix(added.shape)) this.join(added.name, output.name);
  }

  private readElementwise({ inputs }: GraphNode, output: GraphValue): void {
    const matrices = inputs.filter(({ shape }) => isMatrix(shape));
    const [first] = matrices;
    if (first !== undefined && equalShapes(output.shape, first.shape)) {
      for (const { name } of matrices) this.join(name, output.name);
      return;
    }
    for (const { name } of [...matrices, output]) this.pin(name);
  }

  /** Whether a sum is over rows or over columns, which may change places, or over all. */
  private allowsAnyLayout({ inputs: [, axes], attributes }: GraphNode, output: GraphValue): boolean {
    if (attributes['keepdims'] !== 0) return false;
    return output.shape.length === 0 || this.graph.constants.scalar(axes) !== undefined;
  }
}
