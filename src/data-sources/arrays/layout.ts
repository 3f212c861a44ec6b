import { DataFault } from '../data-fault';

/** Order of the axes of images. */
export type ArrayLayout = 'NHWC' | 'NCHW';

/** Shape of one example, and the places of its features in a row of the array where they are in another order. */
export interface ExampleShape {
  readonly shape: readonly number[];
  readonly order?: Int32Array;
}

/** Channels of images: gray, color, color with transparency. */
const usualChannels = [1, 3, 4];

/**
 * Reads an array's shape as that of examples: [examples, columns], gray images [examples, height, width], or images with
 * channels last or first, told by which of the two axes has 1, 3 or 4.
 * @throws DataFault that names the array where it is none of these, or where both orders could be meant
 */
export function exampleShape(
  [count = 0, ...rest]: readonly number[],
  layout: ArrayLayout | undefined,
  name: string,
): ExampleShape {
  if (count * rest.reduce((product, length) => product * length, 1) === 0) {
    throw new DataFault(`${name}: its shape ${[count, ...rest].join('×')} has no values`, 'a split cannot be empty');
  }
  const [first = 0, second = 0, third = 0] = rest;
  if (rest.length === 1) return { shape: [first] };
  if (rest.length === 2) return { shape: [first, second, 1] };
  if (rest.length !== 3) {
    const message = `${name}: the shape ${[count, ...rest].join('×')} is neither columns nor images`;
    throw new DataFault(message, 'save [examples, columns], [examples, height, width] or images with channels');
  }
  const isFirst = layout === undefined ? isChannelsFirst(rest, name) : layout === 'NCHW';
  if (!isFirst) return { shape: [first, second, third] };
  const [channels, height, width] = [first, second, third];
  const area = height * width;
  const order = Int32Array.from(
    { length: channels * area },
    (_, place) => (place % channels) * area + Math.floor(place / channels),
  );
  return { shape: [height, width, channels], order };
}

function isChannelsFirst(rest: readonly number[], name: string): boolean {
  const [isFirst, isLast] = [rest[0], rest[2]].map((length) => usualChannels.includes(length ?? 0));
  if (isFirst !== isLast) return isFirst ?? false;
  const reason = isFirst === true ? 'both the first and the last' : 'neither the first nor the last';
  throw new DataFault(
    `${name}: examples are ${rest.join('×')}: ${reason} axis could be channels`,
    'write data.layout: NHWC or data.layout: NCHW',
  );
}
