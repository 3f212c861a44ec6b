import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { fitPicture } from '../../../../src/pictures/resize/fit';
import { Resampler } from '../../../../src/pictures/resize/resample';
import { bytesOf, largestDifference, pictures } from '../pictures';

/** Three bytes a pixel → four. */
function widened(colours: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: (colours.length / 3) * 4 }, (_, at) =>
    at % 4 === 3 ? 255 : (colours[3 * Math.floor(at / 4) + (at % 4)] ?? 0),
  );
}

const narrowed = (bytes: Uint8Array): Uint8Array => bytes.filter((_, at) => at % 4 !== 3);

describe('resized pictures', () => {
  const resampler = new Resampler();
  const all = pictures.resized.flatMap(({ cases, ...picture }, index) =>
    cases.map((one) => ({ ...one, picture, kind: ['hard', 'soft'][index] ?? '' })),
  );
  for (const { interpolation, fit, picture: source, kind, ...expected } of all) {
    const { width, height, pixels } = source;
    it(`are torchvision’s, with ${kind} edges: ${fit}, ${interpolation}, ${width} × ${height} to ${expected.width} × ${expected.height}`, () => {
      const size = { width: expected.width, height: expected.height };
      const picture = { width, height, pixels: widened(bytesOf(pixels)) };
      const result = fitPicture(picture, { ...size, fit, interpolation }, resampler);
      assert.deepEqual([result.width, result.height], [size.width, size.height]);
      assert.equal(largestDifference(narrowed(result.pixels), bytesOf(expected.pixels)), 0);
      if (expected.tensor === undefined) return;
      const difference = largestDifference(narrowed(result.pixels), bytesOf(expected.tensor));
      assert.ok(difference <= 1, `${difference} of 255 from a tensor’s antialiased resize`);
    });
  }

  it('leave no trace in those that are resized after them', () => {
    const white = { width: 64, height: 64, pixels: new Uint8Array(4 * 64 * 64).fill(255) };
    const black = { width: 16, height: 16, pixels: new Uint8Array(4 * 16 * 16) };
    resampler.resize(white, 32, 32, 'bilinear');
    const result = resampler.resize(black, 33, 7, 'bicubic');
    assert.ok(result.pixels.every((value) => value === 0));
  });
});
