import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** The text that Git LFS leaves in place of a file. */
export const lfsPointer = Buffer.from(
  `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d'.repeat(32)}\nsize 47040016\n`,
  'latin1',
);

/** An idx file whose header promises what `shape` says. */
export function idxFile(shape: readonly number[], content: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  [0x0800 + shape.length, ...shape].forEach((value, place) => header.writeUInt32BE(value, 4 * place));
  return Buffer.concat([header, Buffer.from(content)]);
}

/** Images of 2×3 pixels in which each pixel is the image's place, and labels. */
export function idxPair(labels: readonly number[]): { readonly images: Buffer; readonly labels: Buffer } {
  const pixels = labels.flatMap((_, place) => new Array<number>(6).fill(place));
  return { images: idxFile([labels.length, 2, 3], pixels), labels: idxFile([labels.length], labels) };
}

/** The four standard files of a set; a test split that is absent is left out. */
export function standardFiles(train: readonly number[], test?: readonly number[]): Record<string, Buffer> {
  const [training, testing] = [idxPair(train), test && idxPair(test)];
  return {
    'train-images-idx3-ubyte': training.images,
    'train-labels-idx1-ubyte': training.labels,
    ...(testing && { 't10k-images-idx3-ubyte': testing.images, 't10k-labels-idx1-ubyte': testing.labels }),
  };
}

/** A folder that is removed after each test. */
export function temporaryFolder(): {
  readonly path: () => string;
  readonly put: (files: Record<string, Buffer>) => void;
} {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'distillery-data-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return {
    path: () => folder,
    put: (files) => {
      for (const [name, content] of Object.entries(files)) {
        writeFileSync(path.join(folder, name), name.endsWith('.gz') ? gzipSync(content) : content);
      }
    },
  };
}

/** Labels that go round the classes, `count` of them. */
export function around(classes: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, place) => classes[place % classes.length] ?? 0);
}
