import { ParquetDamage } from './damage';

/** A value of Thrift's compact protocol. */
export type ThriftValue = number | boolean | Uint8Array | ThriftStruct | readonly ThriftValue[];

/** Levels of structs and lists in each other; parquet's own metadata has seven. */
const maxDepth = 32;
/** Structs of one head; Arrow takes as many. */
const maxStructs = 1_000_000;

/** Fields of a struct by their numbers. Each getter throws where the field is of another kind. */
export class ThriftStruct {
  constructor(private readonly fields: ReadonlyMap<number, ThriftValue>) {}

  /** Safe integer of a field; undefined where the struct has none. */
  integer(field: number): number | undefined {
    const value = this.fields.get(field);
    if (value === undefined || (typeof value === 'number' && Number.isSafeInteger(value))) return value;
    throw new ParquetDamage(`field ${field} of a head is no number that can be`);
  }

  /** Number of a field that the format demands, from 0 on. */
  count(field: number, what: string): number {
    const value = this.integer(field);
    if (value !== undefined && value >= 0) return value;
    throw new ParquetDamage(`${what} is ${value ?? 'missing'}`);
  }

  isTrue(field: number): boolean {
    return this.fields.get(field) === true;
  }

  /** Whether a field is there and false. */
  isFalse(field: number): boolean {
    return this.fields.get(field) === false;
  }

  bytes(field: number): Uint8Array | undefined {
    const value = this.fields.get(field);
    if (value === undefined || value instanceof Uint8Array) return value;
    throw new ParquetDamage(`field ${field} of a head is no text`);
  }

  text(field: number): string | undefined {
    const bytes = this.bytes(field);
    return bytes && textOf(bytes);
  }

  struct(field: number): ThriftStruct | undefined {
    const value = this.fields.get(field);
    if (value === undefined || value instanceof ThriftStruct) return value;
    throw new ParquetDamage(`field ${field} of a head is no record`);
  }

  structs(field: number): readonly ThriftStruct[] {
    return this.list(field).map((value) => {
      if (value instanceof ThriftStruct) return value;
      throw new ParquetDamage(`field ${field} of a head is no list of records`);
    });
  }

  texts(field: number): readonly string[] {
    return this.list(field).map((value) => {
      if (value instanceof Uint8Array) return textOf(value);
      throw new ParquetDamage(`field ${field} of a head is no list of texts`);
    });
  }

  private list(field: number): readonly ThriftValue[] {
    const value = this.fields.get(field);
    if (value === undefined) return [];
    if (typeof value === 'object' && !(value instanceof Uint8Array) && !(value instanceof ThriftStruct)) return value;
    throw new ParquetDamage(`field ${field} of a head is no list`);
  }
}

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

/**
 * Reads structs of Thrift's compact protocol in time and memory that its bytes bound: no count is believed beyond them.
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export class ThriftReader {
  private structs = 0;

  constructor(
    private readonly bytes: Uint8Array,
    public offset: number,
  ) {}

  /** @throws ParquetDamage where the bytes are no struct */
  readStruct(depth = 0): ThriftStruct {
    this.structs += 1;
    if (this.structs > maxStructs) throw new ParquetDamage(`a head of it has more than ${maxStructs} records`);
    const fields = new Map<number, ThriftValue>();
    let field = 0;
    for (;;) {
      const head = this.byte();
      const type = head & 0x0f;
      if (type === 0) return new ThriftStruct(fields);
      const step = head >> 4;
      field = step === 0 ? this.zigzag() : field + step;
      fields.set(field, this.readValue(type, depth + 1));
    }
  }

  private readValue(type: number, depth: number): ThriftValue {
    if (depth > maxDepth) throw new ParquetDamage(`a head of it is nested more than ${maxDepth} deep`);
    switch (type) {
      case 1:
      case 2:
        return type === 1;
      case 3:
        return (this.byte() << 24) >> 24;
      case 4:
      case 5:
      case 6:
        return this.zigzag();
      case 7:
        return Buffer.from(this.take(8)).readDoubleLE(0);
      case 8:
        return this.take(this.varint());
      case 9:
      case 10:
        return this.readList(depth);
      case 12:
        return this.readStruct(depth);
      default:
        throw new ParquetDamage(`a head of it holds something of the type ${type}`);
    }
  }

  private readList(depth: number): ThriftValue[] {
    const head = this.byte();
    const type = head & 0x0f;
    const length = head >> 4 === 15 ? this.varint() : head >> 4;
    // Each item takes a byte at least.
    if (length > this.bytes.length - this.offset) throw new ParquetDamage(`a list of ${length} is not in it`);
    const isTruth = type === 1 || type === 2;
    return Array.from({ length }, () => (isTruth ? this.byte() === 1 : this.readValue(type, depth + 1)));
  }

  private take(length: number): Uint8Array {
    const end = this.offset + length;
    if (end > this.bytes.length) throw new ParquetDamage(`a text of ${length} bytes is not in it`);
    const taken = this.bytes.subarray(this.offset, end);
    this.offset = end;
    return taken;
  }

  private byte(): number {
    const value = this.bytes[this.offset];
    if (value === undefined) throw new ParquetDamage('a head of it has no end');
    this.offset += 1;
    return value;
  }

  private varint(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new ParquetDamage('a number of it has no end');
  }

  private zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
