import { readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import type { Fit, Interpolation } from '../../../src/pictures';

interface Fixture {
  readonly decoded: readonly {
    readonly name: string;
    readonly file: string;
    readonly width: number;
    readonly height: number;
    readonly rgb: string;
    readonly gray: string;
  }[];
  readonly resized: readonly {
    readonly width: number;
    readonly height: number;
    readonly pixels: string;
    readonly cases: readonly {
      readonly interpolation: Interpolation;
      readonly fit: Fit;
      readonly width: number;
      readonly height: number;
      readonly pixels: string;
      readonly tensor?: string;
    }[];
  }[];
}

const file = path.join(__dirname, '../../fixtures/pictures/pictures.json');

/** Pictures with the pixels that Pillow and torchvision give, made by the script beside them. */
export const pictures = JSON.parse(readFileSync(file, 'utf8')) as Fixture;

/** A picture of the fixture by its name. */
export function pictureNamed(name: string): Buffer {
  const found = pictures.decoded.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no picture is called ${name}`);
  return bytesOf(found.file);
}

export function bytesOf(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}

/** Largest difference of two rows of bytes; infinite where one is longer. */
export function largestDifference(one: Uint8Array, other: Uint8Array): number {
  if (one.length !== other.length) return Infinity;
  return one.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (other[index] ?? 0))), 0);
}

/** A chunk of a PNG, its checksum left out. */
export function chunk(name: string, content: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, Buffer.from(name, 'latin1'), content, Buffer.alloc(4)]);
}

/** A gray PNG of 8 bits with any content. */
export function png(width: number, height: number, packed: Uint8Array, ...others: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    ...others,
    chunk('IDAT', packed),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A gray PNG whose rows are given. */
export function grayPng(...rows: readonly (readonly number[])[]): Buffer {
  return png(rows[0]?.length ?? 0, rows.length, deflateSync(Buffer.from(rows.flatMap((row) => [0, ...row]))));
}
