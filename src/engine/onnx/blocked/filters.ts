import type { GraphValue } from '../node';
import type { Blocks } from './blocks';

/** The axes of a filter, and of what lies in blocks of it. */
type Axis = 'outputs' | 'inputs' | 'rows' | 'columns' | 'input' | 'output';
const axes: readonly Axis[] = ['outputs', 'inputs', 'rows', 'columns'];

interface Part {
  readonly axis: Axis | 'groups';
  readonly length: number;
}

interface Origin {
  readonly name: string;
  readonly parts: readonly Part[];
}

/**
 * Puts a filter [outputs, inputs, rows, columns] into blocks: of outputs alone where an image is read as it is or each
 * channel by itself. Filters are small beside the images, so this is done at every step.
 * @param groups as how many filters, for so many parts of the inputs, it is used.
 * @returns its name there.
 */
export function blockedFilter(
  filter: string,
  splits: readonly ('outputs' | 'inputs')[],
  blocks: Blocks,
  groups = 1,
): string {
  const { name, parts } = originOf(filter, blocks);
  const size = blocks.blockSize;
  const isSplit = (axis: Part['axis']): boolean => splits.some((split) => split === axis);
  const split = parts.flatMap(({ axis, length }): Part[] => {
    const inner = axis === 'outputs' ? 'output' : 'input';
    if (!isSplit(axis) || parts.some((part) => part.axis === inner)) return [{ axis, length }];
    const halves: Part[] = [
      { axis, length: length / size / (axis === 'inputs' ? groups : 1) },
      { axis: inner, length: size },
    ];
    return axis === 'inputs' ? [{ axis: 'groups', length: groups }, ...halves] : halves;
  });
  const wanted: Part['axis'][] = ['groups', 'outputs', 'inputs', 'rows', 'columns', 'input', 'output'];
  const order = wanted.filter((axis) => split.some((part) => part.axis === axis));
  const perm = order.map((axis) => split.findIndex((part) => part.axis === axis));
  const apart = blocks.reshape(
    name,
    split.map(({ length }) => length),
  );
  const [outputs = 1, inputs = 1, ...area] = blocks.shapeOf(filter);
  return blocks.reshape(blocks.append('Transpose', [apart], { perm }), [outputs * groups, inputs / groups, ...area]);
}

/** What a filter is a transpose of, mostly tfjs's [rows, columns, inputs, outputs], and what its axes are. */
function originOf(filter: string, blocks: Blocks): Origin {
  const producer = blocks.producerOf(filter);
  const source = blocks.knowledge.values.get(producer?.inputs[0] ?? '');
  const perm = producer?.attributes['perm'];
  if (producer?.opType !== 'Transpose' || !Array.isArray(perm) || source === undefined) {
    return { name: blocks.plain(filter), parts: lengthsOf(axes, blocks.shapeOf(filter)) };
  }
  const named = source.shape.map((_, axis) => axes[perm.indexOf(axis)] ?? 'outputs');
  return inBlocks(source, named, blocks) ?? { name: blocks.plain(source.name), parts: lengthsOf(named, source.shape) };
}

/** A filter that is a transpose of an image which lies in blocks: the image's channels are the filter's outputs. */
function inBlocks({ name, shape }: GraphValue, named: readonly Axis[], blocks: Blocks): Origin | undefined {
  const block = blocks.blockOf(name);
  if (block === undefined || named.join() !== 'inputs,outputs,rows,columns') return undefined;
  const [examples = 1, channels = 1, ...area] = shape;
  const lengths = [examples, channels / blocks.blockSize, ...area, blocks.blockSize];
  return { name: block, parts: lengthsOf([...named, 'output'], lengths) };
}

function lengthsOf(named: readonly Axis[], shape: readonly number[]): Part[] {
  return named.map((axis, index) => ({ axis, length: shape[index] ?? 1 }));
}
