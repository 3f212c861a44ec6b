import type { FileHandle } from 'node:fs/promises';

/** A field of a protobuf message. Long ones are not read: `start` and `end` are their offsets in the file. */
export interface Field {
  readonly number: number;
  /** Of a field that is a number. */
  readonly value?: number;
  readonly start: number;
  readonly end: number;
}

/** A file that is not the protobuf message that was expected. */
export class WireFault extends Error {}

/** A message of more fields than are read. */
export class TooManyFields extends WireFault {}

const windowBytes = 64 * 1024;
/** More fields than the largest network has; a file of tiny ones must not be read for minutes. */
const maxFields = 200_000;
const maxTextBytes = 4096;
const lengthDelimited = 2;

/** Reads the outline of a protobuf file through a window, without its long parts. Its errors are WireFaults. */
export class WireFile {
  private window = Buffer.alloc(0);
  private windowStart = 0;
  private fieldsLeft = maxFields;

  constructor(
    private readonly handle: FileHandle,
    readonly size: number,
  ) {}

  /** The fields of the message between two offsets, in their order. */
  async *fields(start: number, end: number): AsyncGenerator<Field> {
    let place = start;
    while (place < end) {
      if (--this.fieldsLeft < 0) throw new TooManyFields(`it has more than ${maxFields} parts`);
      const tag = await this.varint(place);
      const field = await this.field(tag.value, tag.end);
      if (field.end > end) throw new WireFault(`it ends at least ${field.end - end} bytes too early`);
      yield field;
      place = field.end;
    }
  }

  /** A short text; longer ones are cut. */
  async text({ start, end }: Field): Promise<string> {
    const length = Math.min(end - start, maxTextBytes);
    await this.load(start, length);
    return this.window.toString('utf8', start - this.windowStart, start - this.windowStart + length);
  }

  private async field(tag: number, place: number): Promise<Field> {
    const number = Math.floor(tag / 8);
    const wireType = tag % 8;
    if (number === 0) throw new WireFault('it is no protobuf message');
    switch (wireType) {
      case 0: {
        const { value, end } = await this.varint(place);
        return { number, value, start: place, end };
      }
      case 1:
        return { number, start: place, end: place + 8 };
      case lengthDelimited: {
        const { value, end } = await this.varint(place);
        return { number, start: end, end: end + value };
      }
      case 5:
        return { number, start: place, end: place + 4 };
      default:
        throw new WireFault('it is no protobuf message');
    }
  }

  /** A number of seven bits a byte, the lowest first. Above 2^53 it is rounded, which no length is. */
  private async varint(place: number): Promise<{ value: number; end: number }> {
    let value = 0;
    for (let index = 0; index < 10; index += 1) {
      const byte = await this.byte(place + index);
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return { value, end: place + index + 1 };
    }
    throw new WireFault('it is no protobuf message');
  }

  private async byte(place: number): Promise<number> {
    await this.load(place, 1);
    return this.window[place - this.windowStart] ?? 0;
  }

  /** Makes the window hold some bytes. */
  private async load(start: number, length: number): Promise<void> {
    if (start + length > this.size)
      throw new WireFault(`it ends at least ${start + length - this.size} bytes too early`);
    if (start >= this.windowStart && start + length <= this.windowStart + this.window.length) return;
    const buffer = Buffer.alloc(Math.min(windowBytes, this.size - start));
    const { bytesRead } = await this.handle.read(buffer, 0, buffer.length, start);
    if (bytesRead < length) throw new WireFault('it changed while it was read');
    this.window = buffer.subarray(0, bytesRead);
    this.windowStart = start;
  }
}
