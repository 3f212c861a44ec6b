import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import { describe, it } from 'mocha';
import { PictureDecoder, PictureFault, readPictureHeader } from '../../../src/pictures';
import { chunk, pictureNamed, png } from './pictures';

/** Message of the fault that decoding ends with. */
function faultOf(bytes: Uint8Array): string {
  try {
    new PictureDecoder().decode(bytes, 'rgb');
  } catch (error) {
    assert.ok(error instanceof PictureFault, String(error));
    return error.message;
  }
  return 'decoded';
}

/** The bytes with some written over at an offset. */
function patched(bytes: Buffer, offset: number, ...values: readonly number[]): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(values, offset);
  return copy;
}

describe('pictures of 50,000 × 50,000 pixels', () => {
  const jpeg = pictureNamed('jpeg 4:2:0');
  const frame = jpeg.indexOf(Buffer.of(0xff, 0xc0));
  const huge: Readonly<Record<string, Buffer>> = {
    jpeg: patched(jpeg, frame + 5, 0xc3, 0x50, 0xc3, 0x50),
    png: png(50000, 50000, Buffer.alloc(10)),
    gif: patched(pictureNamed('gif'), 6, 0x50, 0xc3, 0x50, 0xc3),
    bmp: patched(pictureNamed('bmp rgb'), 18, 0x50, 0xc3, 0, 0, 0x50, 0xc3, 0, 0),
  };
  for (const [format, bytes] of Object.entries(huge)) {
    it(`are refused by the header alone: ${format}`, () => {
      const before = process.memoryUsage().rss;
      assert.equal(faultOf(bytes), 'has 50000 × 50000 pixels; more than 89 million are not decoded');
      assert.ok(process.memoryUsage().rss - before < 100e6);
    });
  }
});

describe('decompression bombs', () => {
  const zeros = deflateSync(Buffer.alloc(50e6));
  it('of a png whose picture unpacks to more than its size end where its size does', () => {
    assert.equal(faultOf(png(10, 10, zeros)), 'is a damaged png: it unpacks to more than its size');
  });
  it('in texts of a png are not unpacked', () => {
    const text = chunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0', 'latin1'), zeros]));
    const { pixels } = new PictureDecoder().decode(png(2, 1, deflateSync(Buffer.of(0, 7, 9)), text), 'gray');
    assert.deepEqual([...pixels], [7, 9]);
  });
  it('of a gif whose picture is larger than its screen are refused', () => {
    const gif = patched(pictureNamed('gif'), 6, 2, 0, 2, 0);
    assert.equal(faultOf(gif), 'is a damaged gif: its picture is larger than its screen');
  });
});

describe('damaged pictures', () => {
  for (const name of ['jpeg 4:2:0', 'jpeg progressive', 'png rgb', 'png interlaced rgb', 'webp lossy', 'gif']) {
    it(`are refused wherever they are cut: ${name}`, () => {
      const bytes = pictureNamed(name);
      const end = name.startsWith('png') ? bytes.indexOf('IEND') - 12 : bytes.length - 2;
      for (let length = 0; length < end; length += 7) {
        assert.notEqual(faultOf(bytes.subarray(0, length)), 'decoded', `${length} of ${bytes.length} bytes`);
      }
    });
  }
  it('leave the decoder able to go on with the next picture', () => {
    const decoder = new PictureDecoder();
    const good = pictureNamed('jpeg 4:4:4');
    const expected = decoder.decode(good, 'rgb').pixels;
    for (let length = 2; length < good.length; length += 31) {
      assert.throws(() => decoder.decode(good.subarray(0, length), 'rgb'), PictureFault);
    }
    assert.deepEqual(decoder.decode(good, 'rgb').pixels, expected);
  });
  it('never throw anything but a fault, whatever byte is wrong', () => {
    let state = 1;
    const random = (limit: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 1;
      return state % limit;
    };
    for (const name of [
      'jpeg 4:2:0',
      'jpeg cmyk',
      'png palette 4',
      'png interlaced rgb',
      'webp lossless',
      'bmp palette',
      'gif',
    ]) {
      const bytes = pictureNamed(name);
      for (let time = 0; time < 60; time += 1)
        faultOf(patched(bytes, random(bytes.length - 1), random(256), random(256)));
    }
  });
  it('are named for what they are', () => {
    const lfs = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n';
    assert.equal(
      faultOf(Buffer.from(lfs)),
      'is a Git LFS pointer in place of a picture; `git lfs pull` gets the picture',
    );
    assert.equal(faultOf(Buffer.alloc(0)), 'is empty');
    assert.equal(faultOf(Buffer.from('hello')), 'is no jpeg, png, webp, bmp or gif');
    assert.equal(faultOf(pictureNamed('jpeg gray').subarray(0, 300)), 'is cut short');
    assert.equal(faultOf(png(0, 4, Buffer.alloc(4))), 'is a png of 0 × 4 pixels');
    assert.equal(faultOf(patched(pictureNamed('png palette 8'), 25, 5)), 'is a damaged png: colour type 5 with 8 bits');
  });
  it('tell their format by their bytes, whatever they are called', () => {
    assert.deepEqual(readPictureHeader(pictureNamed('webp lossy')), { format: 'webp', width: 21, height: 14 });
    assert.deepEqual(readPictureHeader(pictureNamed('webp lossless')), { format: 'webp', width: 21, height: 14 });
    assert.deepEqual(readPictureHeader(pictureNamed('webp lossy alpha')), { format: 'webp', width: 21, height: 14 });
    assert.deepEqual(readPictureHeader(pictureNamed('bmp gray')), { format: 'bmp', width: 21, height: 14 });
  });
});
