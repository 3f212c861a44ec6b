import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { PictureDecoder } from '../../../src/pictures';
import { BaselineJpegDecoder } from '../../../src/pictures/formats/baseline-jpeg';
import { bytesOf, largestDifference, pictureNamed } from './pictures';

interface Jpeg {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly file: string;
  /** SHA-256 of the pixels. */
  readonly rgb: string;
}

/** Baseline JPEGs with a digest of Pillow's pixels, made by the script beside them. */
const jpegs = JSON.parse(
  readFileSync(path.join(__dirname, '../../fixtures/pictures/jpegs.json'), 'utf8'),
) as readonly Jpeg[];

describe('the decoder of baseline JPEGs', () => {
  const decoder = new BaselineJpegDecoder();
  for (const { name, width, height, file, rgb } of jpegs) {
    it(`gives Pillow’s pixels: ${name}`, () => {
      const bytes = bytesOf(file);
      const decoded = decoder.decode(bytes);
      assert.deepEqual([decoded?.width, decoded?.height], [width, height]);
      const { pixels } = new PictureDecoder().decode(bytes, 'rgb');
      assert.equal(createHash('sha256').update(pixels).digest('hex'), rgb);
    });
  }

  for (const name of ['jpeg 4:2:0', 'jpeg 4:2:2', 'jpeg 4:4:4', 'jpeg gray', 'jpeg with an orientation']) {
    it(`takes a ${name}`, () => assert.notEqual(decoder.decode(pictureNamed(name)), undefined));
  }
  for (const name of ['jpeg progressive', 'jpeg cmyk', 'jpeg restart markers']) {
    it(`leaves a ${name} to libjpeg-turbo`, () => assert.equal(decoder.decode(pictureNamed(name)), undefined));
  }

  it('leaves a picture that is cut off to libjpeg-turbo, wherever that is', () => {
    const bytes = bytesOf(jpegs.at(-5)?.file ?? '');
    for (let length = 2; length < bytes.length; length += 1) {
      assert.equal(decoder.decode(bytes.subarray(0, length)), undefined, `${length} bytes`);
    }
  });

  it('decodes a whole picture after damaged ones as before them', () => {
    const good = pictureNamed('jpeg 4:2:0');
    const before = decoder.decode(good)?.pixels.slice() ?? new Uint8Array();
    assert.ok(before.length > 0);
    let refused = 0;
    for (const { file } of jpegs) {
      const bytes = bytesOf(file);
      // Every eleventh byte in turn is another one.
      for (let at = 2; at < bytes.length; at += 11) {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
        if (decoder.decode(damaged) === undefined) refused += 1;
      }
      assert.equal(largestDifference(decoder.decode(good)?.pixels ?? new Uint8Array(), before), 0);
    }
    assert.ok(refused > 100, `${refused} refused`);
  });
});
