import { isElementwise } from '../../graph/elementwise';
import type { Graph } from '../../graph/graph';
import { equalShapes, isMatrix } from '../../graph/shape';
import type { GraphNode, GraphValue } from '../../graph/node';
import { ValueGroups } from '../value-groups';

/**
 * Matrices that have one layout, since operations work on them element by element; groups are pinned to row-major order where an
 * operation reads or makes one of them that knows no other. Products allow any layout.
 */
export class LayoutGroups extends ValueGroups {
  constructor(private readonly graph: Graph) {
    super();
    for (const node of graph.nodes) this.read(node);
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
