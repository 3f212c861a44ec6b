import type { InputLayout, Shape } from '../../models/architecture';

/** Examples [count, …shape] in the layout of a network's input; vectors have but one. */
export function toLayout(
  images: Float32Array,
  [height = 1, width = 1, channels = 1]: Shape,
  { name }: InputLayout,
): Float32Array {
  if ((name !== 'NCHW' && name !== 'flat NCHW') || channels === 1) return images;
  const moved = new Float32Array(images.length);
  const area = height * width;
  for (let start = 0; start < images.length; start += area * channels) {
    for (let place = 0; place < area; place += 1) {
      for (let channel = 0; channel < channels; channel += 1) {
        moved[start + channel * area + place] = images[start + place * channels + channel] ?? 0;
      }
    }
  }
  return moved;
}
