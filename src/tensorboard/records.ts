// TFRecord framing, which event files have: length (uint64), its checksum, data, checksum of the data; all little-endian.
// https://www.tensorflow.org/tutorials/load_data/tfrecord
import { maskedCrc32c } from './crc32c';

const headBytes = 12;
const tailBytes = 4;

/** The bytes of a record around its data. */
export function encodeRecord(data: Uint8Array): Uint8Array {
  const record = Buffer.alloc(headBytes + data.length + tailBytes);
  record.writeBigUInt64LE(BigInt(data.length), 0);
  record.writeUInt32LE(maskedCrc32c(record.subarray(0, 8)), 8);
  record.set(data, headBytes);
  record.writeUInt32LE(maskedCrc32c(data), headBytes + data.length);
  return record;
}

/** Records of a file up to its end, and the damage that ended it before. */
export interface DecodedRecords {
  readonly records: readonly Uint8Array[];
  /** Offset of the first byte that belongs to no sound record; a last record that is cut short is none, as its file is written on. */
  readonly damagedAt?: number;
}

/** Splits a file into the data of its records, and stops where a checksum is wrong: nothing behind it can be found. */
export function decodeRecords(bytes: Buffer): DecodedRecords {
  const records: Uint8Array[] = [];
  for (let offset = 0; offset + headBytes <= bytes.length;) {
    const length = bytes.readBigUInt64LE(offset);
    if (maskedCrc32c(bytes.subarray(offset, offset + 8)) !== bytes.readUInt32LE(offset + 8)) {
      return { records, damagedAt: offset };
    }
    const start = offset + headBytes;
    if (BigInt(bytes.length - start - tailBytes) < length) break;
    const data = bytes.subarray(start, start + Number(length));
    if (maskedCrc32c(data) !== bytes.readUInt32LE(start + data.length)) return { records, damagedAt: offset };
    records.push(data);
    offset = start + data.length + tailBytes;
  }
  return { records };
}
