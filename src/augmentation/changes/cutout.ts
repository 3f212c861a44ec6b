import type { Generator } from '../../random';
import type { PictureShape } from '../shape';
import type { Section } from './crop';

/** Draws the part of a square that lies in the picture; its centre is any pixel (DeVries and Taylor 2017, arXiv:1708.04552). */
export function drawSquare(side: number, [height, width]: PictureShape, generator: Generator): Section {
  const [top, left] = [height, width].map((length) => generator.nextBelow(length) - Math.floor(side / 2));
  const cut = (start: number, length: number): [from: number, length: number] => {
    const from = Math.max(start, 0);
    return [from, Math.min(start + side, length) - from];
  };
  const [rows, columns] = [cut(top ?? 0, height), cut(left ?? 0, width)];
  return { top: rows[0], height: rows[1], left: columns[0], width: columns[1] };
}

/** Fills a section in its place. */
export function cover(picture: Float32Array, [, width, channels]: PictureShape, section: Section, fill: number): void {
  for (let y = section.top; y < section.top + section.height; y += 1) {
    const start = (y * width + section.left) * channels;
    picture.fill(fill, start, start + section.width * channels);
  }
}
