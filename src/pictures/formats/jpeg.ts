import { BaselineJpegDecoder } from './baseline-jpeg';
import { asWords, pixelOf, type FourBytePixels } from './four-bytes';
import { hasJpegEnd, readJpegFrame } from './jpeg-frame';
import { PictureFault } from '../picture-fault';
import { instantiate, WasmFault, type WasmExports } from '../wasm/wasm-module';
import { RuntimeError } from '../wasm/wasm-api';

/** Pixel formats of TurboJPEG. */
const pixelFormats = { rgbx: 2, cmyk: 11 };

/** Memory of an instance that is kept for the next picture; one very large picture must not hold its memory for ever. */
const maxKeptBytes = 64 * 2 ** 20;

interface Decoder {
  readonly wasm: WasmExports;
  readonly handle: number;
  readonly sizes: number;
  input: Area;
  output: Area;
}

interface Area {
  readonly pointer: number;
  readonly bytes: number;
}

/**
 * Decodes JPEGs by libjpeg-turbo with its exact inverse transform and smooth upsampling, which are Pillow's too. CMYK is
 * taken to be inverted, as Adobe writes it and Pillow reads it.
 */
export class JpegDecoder {
  private readonly baseline = new BaselineJpegDecoder();
  private decoder: Decoder | undefined;

  /** Decodes a picture; its pixels may be overwritten by the next call. Throws a PictureFault. */
  decode(bytes: Uint8Array): FourBytePixels {
    return this.baseline.decode(bytes) ?? this.decodeAny(bytes);
  }

  private decodeAny(bytes: Uint8Array): FourBytePixels {
    const { width, height, components } = readJpegFrame(bytes);
    const isInk = components === 4;
    const decoder = (this.decoder ??= openDecoder());
    let status: number;
    try {
      decoder.input = fitted(decoder.wasm, decoder.input, bytes.length);
      decoder.output = fitted(decoder.wasm, decoder.output, 4 * width * height);
      new Uint8Array(decoder.wasm.memory.buffer).set(bytes, decoder.input.pointer);
      status = run(decoder, bytes.length, width, height, isInk ? pixelFormats.cmyk : pixelFormats.rgbx);
    } catch (error) {
      // Its memory is in no known state any more.
      this.decoder = undefined;
      if (!(error instanceof WasmFault || error instanceof RuntimeError)) throw error;
      throw new PictureFault(hasJpegEnd(bytes) ? 'is a damaged jpeg' : 'is cut short', { cause: error });
    }
    // A warning: missing bytes are gray then, and Pillow refuses those too; others it passes over.
    if (status !== 0 && !hasJpegEnd(bytes)) throw new PictureFault('is cut short');
    const { memory } = decoder.wasm;
    const pixels = new Uint8Array(memory.buffer, decoder.output.pointer, 4 * width * height);
    if (memory.buffer.byteLength > maxKeptBytes) this.decoder = undefined;
    if (isInk) inkToLight(pixels);
    return { width, height, pixels };
  }
}

function openDecoder(): Decoder {
  const wasm = instantiate('jpeg-turbo');
  const none = { pointer: 0, bytes: 0 };
  return {
    wasm,
    handle: wasm.call('tjInitDecompress'),
    sizes: wasm.call('malloc', 16),
    ...{ input: none, output: none },
  };
}

/** An area of at least this size: the same, or a larger one in its place. */
function fitted(wasm: WasmExports, area: Area, bytes: number): Area {
  if (area.bytes >= bytes) return area;
  if (area.pointer !== 0) wasm.call('free', area.pointer);
  const pointer = wasm.call('malloc', bytes);
  if (pointer === 0) throw new WasmFault(`no memory for ${bytes} bytes`);
  return { pointer, bytes };
}

/** Reads the header, which `tjDecompress2` needs for the colours, and decodes; gives TurboJPEG's status. */
function run(
  { wasm, handle, sizes, input, output }: Decoder,
  length: number,
  ...words: [number, number, number]
): number {
  const [width, height, format] = words;
  const read = wasm.call('tjDecompressHeader3', handle, input.pointer, length, sizes, sizes + 4, sizes + 8, sizes + 12);
  if (read !== 0) throw new WasmFault('the header was not taken');
  return wasm.call(
    'tjDecompress2',
    ...[handle, input.pointer, length, output.pointer],
    ...[width, 4 * width, height, format, 0],
  );
}

/** Inverted CMYK → red, green, blue as Pillow does: (255 − ink)·(255 − black) / 255, rounded. */
function inkToLight(pixels: Uint8Array): void {
  const words = asWords(pixels);
  words.forEach((_, index) => {
    const at = 4 * index;
    const light = pixels[at + 3] ?? 0;
    const [red, green, blue] = [0, 1, 2].map((channel) => scaled(255 - (pixels[at + channel] ?? 0), light));
    words[index] = pixelOf(red ?? 0, green ?? 0, blue ?? 0);
  });
}

/** light − ink·light/255, the product rounded to the nearest whole number. */
function scaled(ink: number, light: number): number {
  const product = ink * light + 128;
  return light - (((product >> 8) + product) >> 8);
}
