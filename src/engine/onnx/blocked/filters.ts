import type { GraphNode, GraphValue } from '../node';
import type { Knowledge } from '../simplify';

type Axis = 'outputs' | 'inputs' | 'rows' | 'columns' | 'input' | 'output';

/** Puts filters [outputs, inputs, rows, columns] into blocks: small beside the images, so at every step. */
export class BlockedFilters {
  private count = 0;

  constructor(
    private readonly placed: GraphNode[],
    private readonly producers: ReadonlyMap<string, GraphNode>,
    private readonly knowledge: Knowledge,
    private readonly blockSize: number,
  ) {}

  /** A filter's name in blocks of outputs, and of inputs unless the image is read as it is. */
  blocked(filter: string, isThin: boolean): string {
    const { source, axes } = this.origin(filter);
    const split = axes.flatMap((axis, index): { axis: Axis; length: number }[] => {
      const length = source.shape[index] ?? 1;
      const isSplit = axis === 'outputs' || (axis === 'inputs' && !isThin);
      if (!isSplit) return [{ axis, length }];
      const inner = axis === 'outputs' ? 'output' : 'input';
      return [
        { axis, length: length / this.blockSize },
        { axis: inner, length: this.blockSize },
      ];
    });
    const order: Axis[] = ['outputs', 'inputs', 'rows', 'columns', ...(isThin ? [] : ['input' as const]), 'output'];
    const perm = order.map((wanted) => split.findIndex(({ axis }) => axis === wanted));
    const apart = this.reshape(
      source.name,
      split.map(({ length }) => length),
    );
    const turned = this.add('Transpose', [apart], { perm });
    return this.reshape(turned, this.knowledge.values.get(filter)?.shape ?? []);
  }

  /** What a filter is a transpose of, mostly tfjs's [rows, columns, inputs, outputs], and what its axes are. */
  private origin(filter: string): { source: GraphValue; axes: readonly Axis[] } {
    const axes: readonly Axis[] = ['outputs', 'inputs', 'rows', 'columns'];
    const node = this.producers.get(filter);
    const perm = node?.attributes['perm'];
    const before = this.knowledge.values.get(node?.inputs[0] ?? '');
    if (node?.opType === 'Transpose' && Array.isArray(perm) && before !== undefined) {
      return { source: before, axes: before.shape.map((_, axis) => axes[perm.indexOf(axis)] ?? 'outputs') };
    }
    const value = this.knowledge.values.get(filter);
    if (value === undefined) throw new Error(`the graph has no value '${filter}'`);
    return { source: value, axes };
  }

  private reshape(name: string, shape: readonly number[]): string {
    const length = this.knowledge.constant(shape, [shape.length], 'int64');
    return this.add('Reshape', [name, length.name]);
  }

  private add(opType: string, inputs: readonly string[], attributes: GraphNode['attributes'] = {}): string {
    const output = `filter:${(this.count += 1)}`;
    this.placed.push({ opType, inputs, outputs: [output], attributes });
    return output;
  }
}
