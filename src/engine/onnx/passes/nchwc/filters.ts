import type { GraphValue } from '../../graph/node';
import type { NchwcLayout } from './nchwc-layout';

/** The axes of a filter, and of what lies in blocks of it. */
type Axis = 'outputs' | 'inputs' | 'rows' | 'columns' | 'input' | 'output';
const axes: readonly Axis[] = ['outputs', 'inputs', 'rows', 'columns'];

interface Part {
  readonly axis: Axis | 'groups';
  readonly length: number;
}

interface Origin {
  readonly name: string;
  /** Of how many axes ONNX Runtime has it: channels inside of blocks are none of their own. */
  readonly rank: number;
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
  blocks: NchwcLayout,
  groups = 1,
): string {
  const size = blocks.blockSize;
  const isSplit = (axis: Part['axis']): boolean => splits.some((split) => split === axis);
  const { name, parts } = filledUp(originOf(filter, blocks), isSplit, blocks);
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
  const width = isSplit('inputs') ? blocks.widthFor(inputs) : inputs;
  const shape = [blocks.widthFor(outputs) * groups, width / groups, ...area];
  return blocks.reshape(blocks.append('Transpose', [apart], { perm }), shape);
}

/** With zeros behind the outputs and inputs that do not fill their last block: such an output is 0, such an input counts nothing. */
function filledUp({ parts, ...whole }: Origin, isSplit: (axis: Part['axis']) => boolean, blocks: NchwcLayout): Origin {
  return parts.reduce<Origin>(
    (origin, { axis, length }, place) => {
      if (!isSplit(axis) || parts.some((part) => part.axis === (axis === 'outputs' ? 'output' : 'input')))
        return origin;
      const filled: Part = { axis, length: blocks.widthFor(length) };
      return {
        ...origin,
        name: blocks.filledUp(origin.name, { rank: origin.rank, axis: place, channels: length }),
        parts: origin.parts.map((part) => (part.axis === axis ? filled : part)),
      };
    },
    { ...whole, parts },
  );
}

/** What a filter is a transpose of, mostly tfjs's [rows, columns, inputs, outputs], and what its axes are. */
function originOf(filter: string, blocks: NchwcLayout): Origin {
  const producer = blocks.producerOf(filter);
  const source = blocks.knowledge.values.get(producer?.inputs[0] ?? '');
  const perm = producer?.attributes['perm'];
  if (producer?.opType !== 'Transpose' || !Array.isArray(perm) || source === undefined) {
    return { name: blocks.plain(filter), rank: axes.length, parts: lengthsOf(axes, blocks.shapeOf(filter)) };
  }
  const named = source.shape.map((_, axis) => axes[perm.indexOf(axis)] ?? 'outputs');
  const parts = lengthsOf(named, source.shape);
  return inBlocks(source, named, blocks) ?? { name: blocks.plain(source.name), rank: named.length, parts };
}

/** A filter that is a transpose of an image which lies in blocks: the image's channels are the filter's outputs. */
function inBlocks({ name, shape }: GraphValue, named: readonly Axis[], blocks: NchwcLayout): Origin | undefined {
  const block = blocks.blockOf(name);
  if (block === undefined || named.join() !== 'inputs,outputs,rows,columns') return undefined;
  const [examples = 1, channels = 1, ...area] = shape;
  const lengths = [examples, blocks.widthFor(channels) / blocks.blockSize, ...area, blocks.blockSize];
  return { name: block, rank: named.length, parts: lengthsOf([...named, 'output'], lengths) };
}

function lengthsOf(named: readonly Axis[], shape: readonly number[]): Part[] {
  return named.map((axis, index) => ({ axis, length: shape[index] ?? 1 }));
}
