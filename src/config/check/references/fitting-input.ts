import { inputLayout, shapeSeen, type Shape } from '../../../models/architecture';
import type { TeacherInput } from '../../schema/teacher';

/**
 * The `input` by which pictures of the data fit a network: its own size, and its own number of channels. Undefined where there
 * is none, or the network leaves its lengths open.
 * @param taken shape of one example as the network declares it
 */
export function fittingInput(
  taken: readonly (number | undefined)[] | undefined,
  data: Shape,
): Pick<TeacherInput, 'size' | 'channels'> | undefined {
  if (data.length !== 3 || taken?.length !== 3) return undefined;
  const [first = 0, second = 0, third = 0] = taken;
  const orders: readonly (readonly [height: number, width: number, channels: number])[] = [
    [second, third, first],
    [first, second, third],
  ];
  for (const [height, width, channels] of orders) {
    if ((channels !== 1 && channels !== 3) || height < 1 || width < 1) continue;
    const isOwnSize = height === data[0] && width === data[1];
    const input = {
      ...(!isOwnSize && { size: height === width ? height : ([height, width] as [number, number]) }),
      ...(channels !== data[2] && { channels: channels === 1 ? ('gray' as const) : ('rgb' as const) }),
    };
    const seen = shapeSeen(data, input);
    if (!('fault' in seen) && inputLayout(taken, seen.shape, 'onnx') !== undefined) return input;
  }
  return undefined;
}
