import type { Shape } from './layer';

/** The settings of an input that decide its shape. */
export interface SeenInput {
  readonly size?: number | readonly [height: number, width: number] | undefined;
  readonly channels?: 'rgb' | 'bgr' | 'gray' | undefined;
  readonly layout?: 'NHWC' | 'NCHW' | 'NWHC' | 'NCWH' | undefined;
  readonly mean?: number | readonly number[] | undefined;
  readonly std?: number | readonly number[] | undefined;
}

/** The setting that the data cannot meet, with the rest of a sentence about it, and what to do. */
export interface InputFault {
  readonly key: keyof SeenInput;
  readonly fault: string;
  readonly hint: string;
}

/** Shape of one example as a network with such an input sees it, before its channels may be put first; or why it cannot be. */
export function shapeSeen(data: Shape, input: SeenInput): { readonly shape: Shape } | InputFault {
  const [height, width, channels] = data;
  if (data.length !== 3 || height === undefined || width === undefined || channels === undefined) {
    const key = (['size', 'channels', 'layout'] as const).find((one) => input[one] !== undefined);
    if (key !== undefined) return faultAt(key, 'is one of pictures, and the data has columns', 'take it out');
    return momentsFault(input, data.at(-1) ?? 1, 'columns') ?? { shape: data };
  }
  const { size, channels: colours, layout } = input;
  if (colours !== undefined && channels !== 1 && channels !== 3) {
    return faultAt('channels', `is one of pictures of 1 or 3 channels, and the data has ${channels}`, 'take it out');
  }
  const depth = colours === undefined ? channels : colours === 'gray' ? 1 : 3;
  const isSwapped = layout === 'NWHC' || layout === 'NCWH';
  const [ownHeight, ownWidth] = isSwapped ? [width, height] : [height, width];
  const [high, wide] = size === undefined ? [ownHeight, ownWidth] : typeof size === 'number' ? [size, size] : size;
  return momentsFault(input, depth, 'channels') ?? { shape: [high, wide, depth] };
}

function momentsFault(input: SeenInput, channels: number, what: string): InputFault | undefined {
  for (const key of ['mean', 'std'] as const) {
    const written = input[key];
    if (written === undefined || typeof written === 'number' || written.length === channels) continue;
    return faultAt(key, `${written.length} numbers for ${channels} ${what}`, 'write one number, or one for each');
  }
  return undefined;
}

const faultAt = (key: keyof SeenInput, rest: string, hint: string): InputFault => ({
  ...{ key, hint },
  fault: key === 'mean' || key === 'std' ? `${key}: ${rest}` : `${key} ${rest}`,
});
