import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { PictureDecoder } from '../../../src/pictures';
import { bytesOf, largestDifference, pictures } from './pictures';

describe('decoded pictures', () => {
  for (const { name, file, width, height, rgb, gray } of pictures.decoded) {
    it(`are Pillow’s: ${name}`, () => {
      const decoder = new PictureDecoder();
      const colours = decoder.decode(bytesOf(file), 'rgb');
      assert.deepEqual([colours.width, colours.height, colours.channels], [width, height, 3]);
      assert.equal(largestDifference(colours.pixels, bytesOf(rgb)), 0, 'rgb');
      const luma = decoder.decode(bytesOf(file), 'gray');
      assert.equal(luma.channels, 1);
      assert.equal(largestDifference(luma.pixels, bytesOf(gray)), 0, 'gray');
    });
  }
});
