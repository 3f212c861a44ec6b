import { depthToSpaceType } from '../../graph/depth-to-space';
import { declined, type Rule } from '../pass';
import type { NchwcLayout } from './nchwc-layout';

/** DepthToSpaceParts(p, …) → Reshape(Concat(Concat(Reshape(p), …), …)): a pixel's block of channels is copied as one piece. */
export const depthToSpaceOfBlocks: Rule<true, NchwcLayout> = {
  name: 'depth-to-space-of-blocks',
  operations: [depthToSpaceType],
  match: ({ inputs }, layout) => {
    if (!inputs.every((part) => layout.fills(part))) return declined('the channels fill less than a third of blocks');
    return inputs.some((part) => layout.blockOf(part) !== undefined) || declined('no part lies in blocks');
  },
  rewrite: (_, node, layout) => {
    const [output] = node.outputs;
    if (output === undefined) return;
    const [rows, columns] = [node.attributes['rows'] as number, node.attributes['columns'] as number];
    const shape = layout.blockShapeOf(output);
    const [batch = 1, channels = 1, height = 1, width = 1] = shape;
    const size = layout.blockSize;
    const lines = (batch * channels * height) / size / rows;
    const apart = node.inputs.map((part) => layout.reshape(layout.blocked(part), [lines, 1, width / columns, 1, size]));
    const joined = Array.from({ length: rows }, (_, row) =>
      layout.append(
        'Concat',
        apart.slice(row * columns, (row + 1) * columns),
        [lines, 1, width / columns, columns, size],
        { axis: 3 },
      ),
    );
    const whole = layout.append('Concat', joined, [lines, rows, width / columns, columns, size], { axis: 1 });
    layout.add(node, [whole, layout.list(shape)], { opType: 'Reshape', attributes: {} });
  },
};
