import type { ElementType } from './node';

/** Numbers as the bytes of an ONNX tensor, which are little-endian. */
export function toBytes(values: ArrayLike<number>, type: ElementType): Uint8Array {
  switch (type) {
    case 'float32':
      return new Uint8Array(new Float32Array(values).buffer);
    case 'int32':
      return new Uint8Array(new Int32Array(values).buffer);
    case 'int64':
      return new Uint8Array(BigInt64Array.from(Array.from(values), BigInt).buffer);
    case 'uint8':
    case 'bool':
      return new Uint8Array(values);
  }
}
