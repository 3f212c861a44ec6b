import { integersOf, type GraphValue } from '../../graph/node';
import { sizeOf } from '../../graph/shape';
import type { NchwcLayout } from './nchwc-layout';

/** The axes of a filter, and the channels inside of its blocks. */
type Axis = 'outputs' | 'inputs' | 'rows' | 'columns' | 'input' | 'output';
const axes: readonly Axis[] = ['outputs', 'inputs', 'rows', 'columns'];

interface Part {
  readonly axis: Axis | 'groups';
  readonly length: number;
}

/** A filter and its axes in the order in which they lie. */
interface Origin {
  readonly value: GraphValue;
  readonly parts: readonly Part[];
}

/**
 * Transpose(Reshape(filter)): puts a filter [outputs, inputs, rows, columns] into blocks; of outputs alone where an image is
 * read in NCHW or each channel by itself. Filters are small beside the images, so this is done at every step.
 * @param groups the filters that it is used as, each for an equal part of the inputs.
 * @returns the filter in blocks, with the shape that ONNX Runtime's operation takes.
 */
export function blockedFilter(
  filter: GraphValue,
  splits: readonly ('outputs' | 'inputs')[],
  layout: NchwcLayout,
  groups = 1,
): GraphValue {
  const size = layout.blockSize;
  const isSplit = (axis: Part['axis']): boolean => splits.some((split) => split === axis);
  const { value, parts } = filledUp(originOf(filter, layout), isSplit, layout);
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
  const apart = layout.reshape(
    value,
    split.map(({ length }) => length),
  );
  const [outputs = 1, inputs = 1, ...area] = filter.shape;
  const width = isSplit('inputs') ? layout.widthFor(inputs) : inputs;
  return layout.reshape(moved(apart, perm, layout), [layout.widthFor(outputs) * groups, width / groups, ...area]);
}

/** Blocks from which they are moved as rows: ONNX Runtime transposes on one thread, and gathers on all. */
const minRows = 16_384;

/** Transpose(filter), or Gather(rows of the filter) of many blocks that stay whole. */
function moved(apart: GraphValue, perm: readonly number[], layout: NchwcLayout): GraphValue {
  const size = apart.shape.at(-1) ?? 1;
  const rows = sizeOf(apart.shape) / size;
  const isWhole = size === layout.blockSize && perm.at(-1) === perm.length - 1;
  return isWhole && rows >= minRows ? layout.gatherRows(apart, perm) : layout.transpose(apart, perm);
}

/** Zeros behind the outputs and inputs that do not fill their last block: such an output is 0, such an input adds nothing. */
function filledUp({ value, parts }: Origin, isSplit: (axis: Part['axis']) => boolean, layout: NchwcLayout): Origin {
  return parts.reduce<Origin>(
    (origin, { axis, length }, place) => {
      if (!isSplit(axis) || parts.some((part) => part.axis === (axis === 'outputs' ? 'output' : 'input')))
        return origin;
      const filled: Part = { axis, length: layout.widthFor(length) };
      return {
        value: layout.filledUp(origin.value, place),
        parts: origin.parts.map((part) => (part.axis === axis ? filled : part)),
      };
    },
    { value, parts },
  );
}

/** The value that a filter is a transpose of, mostly tfjs's [rows, columns, inputs, outputs], with its axes. */
function originOf(filter: GraphValue, layout: NchwcLayout): Origin {
  const producer = layout.graph.producer(filter);
  const [source] = producer?.inputs ?? [];
  if (producer?.opType !== 'Transpose' || source === undefined) {
    return { value: layout.plain(filter), parts: lengthsOf(axes, filter.shape) };
  }
  const perm = integersOf(producer, 'perm');
  const named = source.shape.map((_, axis) => axes[perm.indexOf(axis)] ?? 'outputs');
  return inBlocks(source, named, layout) ?? { value: layout.plain(source), parts: lengthsOf(named, source.shape) };
}

/** A filter that is a transpose of an image in NCHWc: the image's channels are the filter's outputs. */
function inBlocks(source: GraphValue, named: readonly Axis[], layout: NchwcLayout): Origin | undefined {
  const block = layout.blockOf(source);
  if (block === undefined || named.join() !== 'inputs,outputs,rows,columns') return undefined;
  const [examples = 1, channels = 1, ...area] = source.shape;
  const lengths = [examples, layout.widthFor(channels) / layout.blockSize, ...area, layout.blockSize];
  return { value: block, parts: lengthsOf([...named, 'output'], lengths) };
}

function lengthsOf(named: readonly Axis[], shape: readonly number[]): Part[] {
  return named.map((axis, index) => ({ axis, length: shape[index] ?? 1 }));
}
