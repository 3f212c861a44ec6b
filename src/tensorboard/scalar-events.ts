// Scalars in event files. Field numbers are those of tensorflow/core/util/event.proto and framework/summary.proto, tensor.proto.
import { encodeRecord, decodeRecords } from './records';
import { field, readFields, readVarint } from './protobuf';

/** A number of a curve. */
export interface Scalar {
  readonly tag: string;
  readonly step: number;
  /** In seconds since 1970-01-01 UTC. */
  readonly wallTime: number;
  readonly value: number;
}

const event = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 } as const;
const summaryValue = 1;
const value = { tag: 1, simple: 2, tensor: 8 } as const;
const tensor = { type: 1, content: 4, floats: 5, doubles: 6, integers: 7, longs: 10 } as const;
/** The version without which no program takes a file for one of events. */
const fileVersion = 'brain.Event:2';

/** An event file of scalars. */
export function encodeScalars(scalars: readonly Scalar[]): Uint8Array {
  const [first] = scalars;
  const head = Buffer.concat([
    field.double(event.wallTime, first?.wallTime ?? 0),
    field.text(event.fileVersion, fileVersion),
  ]);
  const records = [encodeRecord(head)];
  for (const { tag, step, wallTime, value: number } of scalars) {
    const content = Buffer.concat([field.text(value.tag, tag), field.float(value.simple, number)]);
    const summary = field.message(event.summary, field.message(summaryValue, content));
    const place = Buffer.concat([field.double(event.wallTime, wallTime), field.integer(event.step, step)]);
    records.push(encodeRecord(Buffer.concat([place, summary])));
  }
  return Buffer.concat(records);
}

/** The scalars of an event file, and where it is damaged; histograms, pictures and texts are passed over. */
export function decodeScalars(bytes: Buffer): { readonly scalars: readonly Scalar[]; readonly damagedAt?: number } {
  const { records, damagedAt } = decodeRecords(bytes);
  const scalars = records.flatMap((record) => {
    try {
      return scalarsOf(Buffer.from(record.buffer, record.byteOffset, record.length));
    } catch (error) {
      // The record is whole by its checksum, so that its writer has another format: the next may be of ours.
      if (error instanceof RangeError) return [];
      throw error;
    }
  });
  return { scalars, ...(damagedAt !== undefined && { damagedAt }) };
}

function scalarsOf(record: Buffer): Scalar[] {
  let [wallTime, step] = [0, 0];
  const found: { readonly tag: string; readonly value: number }[] = [];
  for (const one of readFields(record)) {
    if (one.number === event.wallTime && one.kind === 'fixed64') wallTime = one.bytes.readDoubleLE();
    if (one.number === event.step && one.kind === 'varint') step = Number(BigInt.asIntN(64, one.value));
    if (one.number !== event.summary || one.kind !== 'bytes') continue;
    for (const part of readFields(one.bytes)) {
      if (part.number === summaryValue && part.kind === 'bytes') found.push(...valueOf(part.bytes));
    }
  }
  return found.map((one) => ({ ...one, step, wallTime }));
}

/** A summary's value where it is one number: a float of its own or a tensor of one element. */
function valueOf(content: Buffer): { readonly tag: string; readonly value: number }[] {
  let [tag, number] = ['', undefined as number | undefined];
  for (const one of readFields(content)) {
    if (one.number === value.tag && one.kind === 'bytes') tag = one.bytes.toString('utf8');
    if (one.number === value.simple && one.kind === 'fixed32') number = one.bytes.readFloatLE();
    if (one.number === value.tensor && one.kind === 'bytes') number = elementOf(one.bytes);
  }
  return number === undefined ? [] : [{ tag, value: number }];
}

/** Types of tensors whose numbers are read, by TensorFlow's number: how an element lies in `tensor_content`. */
const elements = new Map<number, { readonly bytes: number; readonly read: (content: Buffer) => number }>([
  [1, { bytes: 4, read: (content) => content.readFloatLE() }],
  [2, { bytes: 8, read: (content) => content.readDoubleLE() }],
  [3, { bytes: 4, read: (content) => content.readInt32LE() }],
  [9, { bytes: 8, read: (content) => Number(content.readBigInt64LE()) }],
]);

/** A tensor's type by TensorFlow's number. */
function typeOf(content: Buffer): number | undefined {
  for (const one of readFields(content)) {
    if (one.number === tensor.type && one.kind === 'varint') return Number(one.value);
  }
  return undefined;
}

/** The only element of a tensor; undefined where there are none or several, or its type is no number. */
function elementOf(content: Buffer): number | undefined {
  const element = elements.get(typeOf(content) ?? -1);
  if (element === undefined) return undefined;
  for (const one of readFields(content)) {
    if (one.kind === 'varint') {
      if (one.number === tensor.integers || one.number === tensor.longs) return Number(BigInt.asIntN(64, one.value));
      continue;
    }
    if (one.number === tensor.content && one.bytes.length === element.bytes) return element.read(one.bytes);
    // Packed or not: one element has its own bytes either way.
    if (one.number === tensor.floats && one.bytes.length === 4) return one.bytes.readFloatLE();
    if (one.number === tensor.doubles && one.bytes.length === 8) return one.bytes.readDoubleLE();
    if ((one.number === tensor.integers || one.number === tensor.longs) && one.bytes.length > 0) {
      const { value: integer, end } = readVarint(one.bytes, 0);
      if (end === one.bytes.length) return Number(BigInt.asIntN(64, integer));
    }
  }
  return undefined;
}
