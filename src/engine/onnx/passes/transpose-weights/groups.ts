import { isElementwise } from '../../graph/elementwise';
import { equalShapes } from '../../graph/shape';
import type { GraphNode } from '../../graph/node';
import type { GraphInfo } from '../pass-pipeline';

/** A matrix that has an order: of one row or one column there is only one. */
export function isMatrix(shape: readonly number[]): boolean {
  return shape.length === 2 && shape.every((length) => length > 1);
}

/**
 * Which matrices lie in the same order, since operations work on them element by element, and which must lie as they are,
 * since an operation takes or gives them that knows no other order. Products take and give matrices in any order.
 */
export class MatrixGroups {
  private readonly shapes = new Map<string, readonly number[]>();
  private readonly parents = new Map<string, string>();
  private readonly pinned = new Set<string>();

  constructor(
    nodes: readonly GraphNode[],
    private readonly knowledge: GraphInfo,
  ) {
    for (const node of nodes) this.read(node);
  }

  shapeOf(name: string): readonly number[] {
    return this.shapes.get(name) ?? this.knowledge.values.get(name)?.shape ?? [];
  }

  /** The name of the group that a matrix is in. */
  groupOf(name: string): string {
    const parent = this.parents.get(name);
    if (parent === undefined) return name;
    const group = this.groupOf(parent);
    this.parents.set(name, group);
    return group;
  }

  isPinned(name: string): boolean {
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
    const [output = ''] = node.outputs;
    if (node.opType === 'Gemm') {
      this.readProduct(node, output);
      return;
    }
    if (isElementwise(node)) {
      this.readElementwise(node, output);
      return;
    }
    if (node.opType === 'ReduceSum' && this.isOfOneOrder(node, output)) return;
    for (const name of [...node.inputs, ...node.outputs]) this.pin(name);
  }

  private readProduct({ inputs: [, , added = ''] }: GraphNode, output: string): void {
    if (isMatrix(this.shapeOf(added))) this.join(added, output);
  }

  private readElementwise({ inputs }: GraphNode, output: string): void {
    const shape = inputs.map((name) => this.shapeOf(name)).find(isMatrix) ?? [];
    if (!this.knowledge.values.has(output)) this.shapes.set(output, shape);
    const matrices = inputs.filter((name) => isMatrix(this.shapeOf(name)));
    if (matrices.length > 0 && equalShapes(this.shapeOf(output), shape)) {
      for (const name of matrices) this.join(name, output);
      return;
    }
    for (const name of [...matrices, output]) this.pin(name);
  }

  /** A sum over rows or over columns, which may change places, or over all. */
  private isOfOneOrder({ inputs: [, axes = ''], attributes }: GraphNode, output: string): boolean {
    if (attributes['keepdims'] !== 0) return false;
    return this.shapeOf(output).length === 0 || this.knowledge.scalars.has(axes);
  }
}
