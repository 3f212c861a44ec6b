// Draws the pictures of examples/pictures: 45 gray PNGs of 12 × 12 pixels, rings, crosses and bars, from a seed.
//   node --import tsx scripts/pictures/example-pictures.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pngUri } from '../../src/data-sources/thumbnails/png-picture.ts';
import { Generator } from '../../src/random/index.ts';

const side = 12;
const perClass = 15;
const generator = new Generator(1);

/** Whether a shape covers the point at a distance of x and y from its middle. */
const shapes = {
  ring: (x, y) => Math.abs(Math.hypot(x, y) - 3.4) < 0.8,
  cross: (x, y) => (Math.abs(x) < 0.8 || Math.abs(y) < 0.8) && Math.max(Math.abs(x), Math.abs(y)) < 4.5,
  bars: (x, y) => Math.abs(Math.abs(y) - 2.5) < 0.8 && Math.abs(x) < 4.5,
};

for (const [name, covers] of Object.entries(shapes)) {
  const folder = path.resolve(import.meta.dirname, '../../examples/pictures/shapes', name);
  mkdirSync(folder, { recursive: true });
  for (let number = 0; number < perClass; number += 1) {
    const [left, top] = [generator.nextUniform(), generator.nextUniform()].map((share) => 4.5 + 2 * share);
    const [dark, light] = [40 * generator.nextUniform(), 160 + 80 * generator.nextUniform()];
    const pixels = Uint8Array.from({ length: side * side }, (_, place) => {
      const isInside = covers((place % side) - left, Math.floor(place / side) - top);
      return Math.round((isInside ? light : dark) + 15 * generator.nextUniform());
    });
    const uri = pngUri(pixels, [side, side, 1]);
    const file = path.join(folder, `${String(number).padStart(2, '0')}.png`);
    writeFileSync(file, Buffer.from(uri.slice(uri.indexOf(',') + 1), 'base64'));
  }
}
