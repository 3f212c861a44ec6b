import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';
import { describe, it } from 'mocha';
import { PNG } from 'pngjs';
import { animatedPng } from '../../../scripts/pictures/animated-png.mjs';

/** A picture of one colour, with one pixel of another. */
function picture(pixel?: { readonly x: number; readonly y: number; readonly red: number }): Buffer {
  const png = new PNG({ width: 5, height: 4 });
  png.data.fill(255);
  if (pixel !== undefined) png.data[4 * (pixel.y * 5 + pixel.x)] = pixel.red;
  return PNG.sync.write(png);
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function chunksOf(file: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);
    chunks.push({ type: file.toString('latin1', at + 4, at + 8), data: file.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

describe('an animated picture', () => {
  const frames = [picture(), picture(), picture({ x: 3, y: 1, red: 7 })];
  const file = animatedPng(frames, { delayMs: 100, lastMs: 2000 });

  it('begins with its first frame, which a viewer of plain PNG shows', () => {
    const { width, height, data } = PNG.sync.read(file);
    assert.deepEqual([width, height], [5, 4]);
    assert.ok(data.equals(PNG.sync.read(picture()).data));
  });

  it('holds of a frame only what changed, and shows one that changes nothing for longer', () => {
    const chunks = chunksOf(file);
    assert.deepEqual(
      chunks.map(({ type }) => type),
      ['IHDR', 'PLTE', 'tRNS', 'acTL', 'fcTL', 'IDAT', 'fcTL', 'fdAT', 'IEND'],
    );
    const [first, second] = chunks.filter(({ type }) => type === 'fcTL').map(({ data }) => data);
    const numbers = (data?: Buffer): number[] => [0, 4, 8, 12, 16].map((at) => data?.readUInt32BE(at) ?? -1);
    assert.deepEqual(numbers(first), [0, 5, 4, 0, 0]);
    assert.deepEqual(numbers(second), [1, 1, 1, 3, 1]);
    assert.deepEqual([first?.readUInt16BE(20), second?.readUInt16BE(20)], [200, 2000]);
    const data = chunks.find(({ type }) => type === 'fdAT')?.data ?? Buffer.alloc(4);
    assert.equal(data.readUInt32BE(0), 2);
    // No filter, then the index of the second colour.
    assert.deepEqual([...inflateSync(data.subarray(4))], [0, 2]);
    const palette = chunks.find(({ type }) => type === 'PLTE')?.data ?? Buffer.alloc(0);
    assert.deepEqual([...palette], [0, 0, 0, 255, 255, 255, 7, 255, 255]);
  });

  it('lays a frame over the one before, which shows where nothing changed', () => {
    const pixels = [picture({ x: 1, y: 0, red: 9 }), picture({ x: 4, y: 0, red: 9 })];
    const chunks = chunksOf(animatedPng(pixels, { delayMs: 100, lastMs: 100 }));
    const transparent = chunks.find(({ type }) => type === 'tRNS')?.data;
    assert.deepEqual([...(transparent ?? [])], [0]);
    const data = chunks.find(({ type }) => type === 'fdAT')?.data ?? Buffer.alloc(4);
    // From the second pixel of the row to its last one: white again, two as they were, the other colour.
    assert.deepEqual([...inflateSync(data.subarray(4))], [0, 1, 0, 0, 2]);
    const control = chunks.filter(({ type }) => type === 'fcTL').at(-1)?.data;
    assert.deepEqual([control?.[24], control?.[25]], [0, 1]);
  });

  it('has 255 colours at most: the frequent ones as they are, and for each other one the nearest', () => {
    const png = new PNG({ width: 64, height: 64 });
    png.data.fill(255);
    // 256 groups of like colours beside the white of most.
    for (let pixel = 0; pixel < 1024; pixel += 1) png.data.set([4 * (pixel % 64), 4 * (pixel >> 6), 0], 4 * pixel);
    const drawn = animatedPng([PNG.sync.write(png)], { delayMs: 1, lastMs: 1 });
    const palette = chunksOf(drawn).find(({ type }) => type === 'PLTE')?.data ?? Buffer.alloc(0);
    assert.equal(palette.length, 3 * 256);
    const { data } = PNG.sync.read(drawn);
    assert.ok(data.subarray(4 * 1024).equals(png.data.subarray(4 * 1024)));
    const distance = data.reduce((most, value, at) => Math.max(most, Math.abs(value - (png.data[at] ?? 0))), 0);
    assert.ok(distance > 0 && distance <= 16, `${distance}`);
  });

  it('refuses frames of different sizes', () => {
    const other = PNG.sync.write(new PNG({ width: 1, height: 1 }));
    assert.throws(
      () => animatedPng([picture(), other], { delayMs: 1, lastMs: 1 }),
      /^Error: a frame has 1 × 1 pixels, the first 5 × 4$/,
    );
  });
});
