import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Fit, Interpolation } from '../../../src/pictures';

export { chunk, grayPng, png } from './small-png';

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
