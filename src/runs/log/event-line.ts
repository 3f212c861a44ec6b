import { crc32 } from 'node:zlib';
import { eventOf } from '../protocol/arrival';
import type { RunEvent } from '../protocol/schemas/events';
import { eventTextFields } from '../protocol/generated/event-fields';

const checksumField = ',"crc":"';
const checksumLength = checksumField.length + 8 + 2;

/** One event as one line without its newline; a CRC-32 of all before it comes last, so that a torn line is known. */
export function formatEventLine(event: RunEvent): string {
  const plain = JSON.stringify(event);
  // Numbers that JSON has none for come out as null. Asking for each value is several times slower.
  const text = plain.includes('null') ? JSON.stringify(event, writeNumber) : plain;
  const body = text.slice(0, -1);
  return `${body}${checksumField}${hex(crc32(body))}"}`;
}

/** An event as a line without a checksum, for the log of a writer that has none: readers believe no such line behind one that has one. */
export function formatPlainLine(event: RunEvent): string {
  return JSON.stringify(event, writeNumber);
}

/** Whether a line ends as one with a checksum does. */
export function endsWithChecksum(line: string): boolean {
  return line.slice(-checksumLength).startsWith(checksumField);
}

/** JSON has no NaN and no infinities. */
function writeNumber(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

/**
 * Parses one line. Gives undefined when it is torn, corrupt or no event of the protocol. A line without a checksum is
 * taken as it is, since a trainer in another language may write plain JSON.
 */
export function parseEventLine(line: string): RunEvent | undefined {
  const body = line.slice(0, -checksumLength);
  const tail = line.slice(-checksumLength);
  const isChecked = tail.startsWith(checksumField);
  if (isChecked) {
    if (tail.slice(checksumField.length, -2) !== hex(crc32(body))) return undefined;
  } else if (line.includes(checksumField)) {
    return undefined;
  }
  try {
    // Giving each value to a function makes parsing several times slower, and nearly no line needs it.
    const value: unknown = unusualNumber.test(line) ? JSON.parse(line, reviveNumber) : JSON.parse(line);
    // A checksum in another form than it is written in has been damaged, or what stands around it.
    const event = eventOf(value);
    return event !== undefined && (isChecked || !('crc' in event)) ? event : undefined;
  } catch {
    return undefined;
  }
}

const unusualNumber = /"(?:NaN|-?Infinity)"/;

function reviveNumber(key: string, value: unknown): unknown {
  const isNumber = value === 'NaN' || value === 'Infinity' || value === '-Infinity';
  return isNumber && !eventTextFields.includes(key) ? Number(value) : value;
}

function hex(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}
