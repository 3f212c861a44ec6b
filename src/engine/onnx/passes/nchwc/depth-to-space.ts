import { depthToSpaceType } from '../../graph/depth-to-space';
import { nchwcDomain } from '../../graph/domains';
import type { GraphValue } from '../../graph/node';
import { declined, unmatched, type Rule } from '../pass';
import type { NchwcLayout } from './nchwc-layout';

/** DepthToSpaceParts(p, p, …) → nchwc.Upsample(p): the gradient of means over tiles, where each pixel of a tile gets the same. */
export const upsampleOfBlocks: Rule<GraphValue, NchwcLayout> = {
  name: 'upsample-of-blocks',
  operations: [depthToSpaceType],
  match: ({ inputs: [part, ...others] }, layout) => {
    if (part === undefined || others.some(({ name }) => name !== part.name)) return unmatched('its parts differ');
    return layout.blockOf(part) ?? declined('the part does not lie in blocks');
  },
  rewrite: (block, node, layout) => {
    const { rows, columns } = node.attributes;
    const attributes = { mode: { text: 'nearest' }, scales: [1, 1, rows as number, columns as number] };
    layout.add(node, [block], { opType: 'Upsample', domain: nchwcDomain, attributes });
  },
};

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
