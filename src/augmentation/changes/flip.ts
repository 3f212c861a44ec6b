import type { PictureShape } from '../shape';

/** Writes a picture mirrored left to right. */
export function mirror(from: Float32Array, to: Float32Array, [height, width, channels]: PictureShape): void {
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const place = (y * width + x) * channels;
      const source = (y * width + width - 1 - x) * channels;
      for (let channel = 0; channel < channels; channel += 1) to[place + channel] = from[source + channel] ?? 0;
    }
  }
}
