import type { FourBytePixels } from './four-bytes';
import { firstFrameOf } from './gif-frame';
import { PictureFault } from '../picture-fault';
import { instantiate, WasmFault, type WasmExports } from '../wasm/wasm-module';
import { RuntimeError } from '../wasm/wasm-api';

/** Decodes a WebP by libwebp; alpha is dropped. Throws a PictureFault. */
export function decodeWebp(bytes: Uint8Array): FourBytePixels {
  return withInput('webp', bytes, (wasm, input) => {
    const sizes = wasm.call('malloc', 8);
    const output = wasm.call('WebPDecodeRGBA', input, bytes.length, sizes, sizes + 4);
    const [width = 0, height = 0] = wordsAt(wasm, sizes, 2);
    return output === 0 ? undefined : copyOf(wasm, output, width, height);
  });
}

/** Decodes the first picture of a GIF by libnsgif. Throws a PictureFault. */
export function decodeGif(bytes: Uint8Array): FourBytePixels {
  return decodeBy('nsgif', 'decode_gif', 'gif', firstFrameOf(bytes));
}

/** Decodes a BMP by libnsbmp. Throws a PictureFault. */
export function decodeBmp(bytes: Uint8Array): FourBytePixels {
  return decodeBy('nsbmp', 'decode_bmp', 'bmp', bytes);
}

function decodeBy(name: 'nsgif' | 'nsbmp', call: string, format: string, bytes: Uint8Array): FourBytePixels {
  return withInput(
    name,
    bytes,
    (wasm, input) => {
      const result = wasm.call('malloc', 12);
      const error = wasm.call(call, result, result + 4, result + 8, input, bytes.length);
      const [output = 0, width = 0, height = 0] = wordsAt(wasm, result, 3);
      return error === 0 && output !== 0 ? copyOf(wasm, output, width, height) : undefined;
    },
    format,
  );
}

/** Calls C code with the bytes in its memory, in an instance that is thrown away: these formats are rare in training data. */
function withInput(
  name: 'webp' | 'nsgif' | 'nsbmp',
  bytes: Uint8Array,
  decode: (wasm: WasmExports, input: number) => FourBytePixels | undefined,
  format: string = name,
): FourBytePixels {
  const refuse = (cause?: unknown): never => {
    throw new PictureFault(`is a damaged ${format}`, { cause });
  };
  try {
    const wasm = instantiate(name);
    const input = wasm.call('malloc', bytes.length);
    new Uint8Array(wasm.memory.buffer).set(bytes, input);
    return decode(wasm, input) ?? refuse();
  } catch (error) {
    if (error instanceof WasmFault || error instanceof RuntimeError) return refuse(error);
    throw error;
  }
}

function wordsAt({ memory }: WasmExports, pointer: number, count: number): Uint32Array {
  return new Uint32Array(memory.buffer, pointer, count);
}

function copyOf({ memory }: WasmExports, pointer: number, width: number, height: number): FourBytePixels {
  return { width, height, pixels: new Uint8Array(memory.buffer, pointer, 4 * width * height) };
}
