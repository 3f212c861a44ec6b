// The wire format of Protocol Buffers, as far as events need it: https://protobuf.dev/programming-guides/encoding

const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** A field of a message as it was read: its number and its content. */
export type Field =
  | { readonly number: number; readonly kind: 'varint'; readonly value: bigint }
  | { readonly number: number; readonly kind: 'fixed64' | 'bytes' | 'fixed32'; readonly bytes: Buffer };

/** The fields of a message in their order, one at a time: a message may be of nothing else. Throws a RangeError where bytes are no message. */
export function* readFields(message: Buffer): Generator<Field> {
  for (let offset = 0; offset < message.length;) {
    const key = readVarint(message, offset);
    const number = Number(key.value >> 3n);
    const wireType = Number(key.value & 7n);
    if (wireType === wireTypes.varint) {
      const { value, end } = readVarint(message, key.end);
      yield { number, kind: 'varint', value };
      offset = end;
      continue;
    }
    const { kind, start, length } = contentAt(message, key.end, wireType);
    if (start + length > message.length) throw new RangeError('a field is longer than its message');
    yield { number, kind, bytes: message.subarray(start, start + length) };
    offset = start + length;
  }
}

interface Content {
  readonly kind: 'fixed64' | 'bytes' | 'fixed32';
  readonly start: number;
  readonly length: number;
}

function contentAt(message: Buffer, start: number, wireType: number): Content {
  if (wireType === wireTypes.fixed64) return { kind: 'fixed64', start, length: 8 };
  if (wireType === wireTypes.fixed32) return { kind: 'fixed32', start, length: 4 };
  if (wireType !== wireTypes.bytes) throw new RangeError(`a field has the unknown wire type ${wireType}`);
  const { value, end } = readVarint(message, start);
  return { kind: 'bytes', start: end, length: Number(value) };
}

/** Reads a number of 7 bits a byte, the lowest first. */
export function readVarint(bytes: Buffer, start: number): { readonly value: bigint; readonly end: number } {
  let value = 0n;
  for (let place = start; place < start + 10; place += 1) {
    const byte = bytes[place];
    if (byte === undefined) break;
    value |= BigInt(byte & 0x7f) << BigInt(7 * (place - start));
    if (byte < 0x80) return { value, end: place + 1 };
  }
  throw new RangeError('a number is cut short');
}

function encodeVarint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

const keyOf = (number: number, wireType: number): Buffer => encodeVarint(BigInt((number << 3) | wireType));

/** Encoders of single fields; a message is their bytes one after another. */
export const field = {
  integer: (number: number, value: number): Buffer =>
    Buffer.concat([keyOf(number, wireTypes.varint), encodeVarint(BigInt(value))]),
  double(number: number, value: number): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    return Buffer.concat([keyOf(number, wireTypes.fixed64), bytes]);
  },
  float(number: number, value: number): Buffer {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value);
    return Buffer.concat([keyOf(number, wireTypes.fixed32), bytes]);
  },
  message: (number: number, content: Uint8Array): Buffer =>
    Buffer.concat([keyOf(number, wireTypes.bytes), encodeVarint(BigInt(content.length)), content]),
  text: (number: number, value: string): Buffer => field.message(number, Buffer.from(value, 'utf8')),
};
