import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Generator } from '../../../../../src/data';
import { grayPng, pictures, pictureNamed } from '../../../pictures/pictures';
import { bothReaders } from './both-data-readers';
import { pick } from '../../forge-json';
import { inFolder } from '../../in-folder';
import type { Target, WorstInputs } from '../../target';

/** Settings under which pictures are read; the first byte of an input chooses. */
const settings: readonly object[] = [{}, { channels: 'gray' }, { size: 4 }, { size: [3, 5], fit: 'pad' }];
const settingsOf = (input: Buffer): object => settings[(input[0] ?? 0) % settings.length] ?? {};
/** Pictures that stay as they are, beside the one of an input. */
const others = ['a/2.png', 'a/3.png', 'b/2.png', 'b/3.png'];
const places = ['a/1.png', 'b/9.png'];
const plain = grayPng([1, 2, 3, 4], [5, 6, 7, 8]);

function putPictures(folder: string): void {
  for (const name of ['a', 'b']) mkdirSync(path.join(folder, name));
  for (const name of others) writeFileSync(path.join(folder, name), plain);
}

export function picturesTarget(): Target {
  const folder = inFolder(putPictures);
  // The first byte of an input says the settings, the second which of the pictures it is.
  const files = [plain, ...pictures.decoded.map(({ name }) => pictureNamed(name)).filter((one) => one.length < 4096)];
  const corpus = files.map((file, index) => Buffer.concat([Buffer.of(index, index >> 2), file]));
  const check = async (input: Buffer): Promise<void> => {
    const file = path.join(folder, places[(input[1] ?? 0) % places.length] ?? '');
    writeFileSync(file, input.subarray(2));
    try {
      await bothReaders(folder, { format: 'images', path: '.', test: 0.2, ...settingsOf(input) });
    } finally {
      rmSync(file);
    }
  };
  // Threads are started for each input.
  return { name: 'pictures, in the editor and the trainer', corpus, check, forge: forgePicture, inputs: 5 };
}

/** Bytes near the beginning, where lengths and sizes are. */
function forgePicture(original: Buffer, generator: Generator): Buffer {
  const copy = Buffer.from(original);
  for (let left = 1 + generator.nextBelow(3); left > 0; left -= 1) {
    const place = 2 + generator.nextBelow(Math.min(copy.length - 2, 60));
    copy[place] = pick([0, 1, 2, 4, 0x7f, 0x80, 0xff], generator);
  }
  return generator.nextBelow(4) === 0 ? copy.subarray(0, 2 + generator.nextBelow(copy.length)) : copy;
}

const columns = { path: ['path', 'file', 'image', 'x'], label: ['label', 'class', 'y'] };
const written = ['a/2.png', 'a/3.png', 'b/2.png', 'b/3.png', './a/2.png', 'a//3.png', 'a', '', 'c/1.png'];
const outside = ['../a/2.png', '/etc/hostname', 'a\\2.png', 'a/../../x.png', 'a/2.png\u0000', ' a/2.png '];

/** A list of pictures with odd rows. */
function forgeList(original: Buffer, generator: Generator): Buffer {
  const separator = pick([',', ';', '\t'], generator);
  const names = [pick(columns.path, generator), pick(columns.label, generator)];
  const rows = Array.from({ length: generator.nextBelow(12) }, (_, place) => {
    const isOdd = generator.nextBelow(6) === 0;
    const file = isOdd ? pick([...written, ...outside], generator) : (others[place % others.length] ?? '');
    const label = generator.nextBelow(8) === 0 ? pick(['', 'A', 'a ', '"', '\u0000', 'é'], generator) : 'ab'[place % 2];
    return [file, label, ...(generator.nextBelow(9) === 0 ? ['more'] : [])];
  });
  const text = [names, ...rows].map((row) => row.join(separator)).join('\n');
  return Buffer.concat([original.subarray(0, 1), Buffer.from(text, 'utf8')]);
}

export function pictureListTarget(): Target {
  const folder = inFolder(putPictures);
  const list = ['path,label', ...others.map((name) => `${name},${name.slice(0, 1)}`)].join('\n');
  const corpus = settings.map((_, place) => Buffer.concat([Buffer.of(place), Buffer.from(list)]));
  const check = async (input: Buffer): Promise<void> => {
    writeFileSync(path.join(folder, 'list.csv'), input.subarray(1));
    await bothReaders(folder, { format: 'images', path: '.', list: 'list.csv', test: 0.2, ...settingsOf(input) });
  };
  return { name: 'a list of pictures, in the editor and the trainer', corpus, check, forge: forgeList, inputs: 8 };
}

/** CIFAR-10, in binary or as Python's pickles: one of the batches is the input. */
export function cifarTarget(kind: 'binary' | 'pickled'): Target {
  const batch = (label: number): Buffer =>
    Buffer.from([label, ...Array.from({ length: 3072 }, (_, place) => (label + place) % 251)]);
  const whole =
    kind === 'binary'
      ? Buffer.concat([batch(0), batch(9)])
      : readFileSync(path.resolve('test/fixtures/data/pickle-2.bin'));
  const end = kind === 'binary' ? '.bin' : '';
  const names = ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch'];
  const meta = kind === 'binary' ? 'batches.meta.txt' : 'batches.meta';
  const folder = inFolder((where) => {
    for (const name of names) writeFileSync(path.join(where, `${name}${end}`), whole);
  });
  // The first byte of an input says which file it is: a batch, or the names of the classes.
  const files = [`data_batch_2${end}`, `test_batch${end}`, meta];
  const classNames = Buffer.from('a b c d e f g h i j'.split(' ').join('\n'));
  const corpus = [Buffer.concat([Buffer.of(0), whole]), Buffer.concat([Buffer.of(1), whole])];
  if (kind === 'binary') corpus.push(Buffer.concat([Buffer.of(2), classNames]));
  const check = async (input: Buffer): Promise<void> => {
    const place = (input[0] ?? 0) % files.length;
    const file = path.join(folder, files[place] ?? '');
    writeFileSync(file, input.subarray(1));
    try {
      await bothReaders(folder, { format: 'cifar', path: '.', validation: 0.25 });
    } finally {
      if (place === 2) rmSync(file);
      else writeFileSync(file, whole);
    }
  };
  const name = `CIFAR-10, ${kind}, in the editor and the trainer`;
  if (kind === 'pickled') return { name, corpus, check, inputs: 25, forge: forgePickle };
  const worst: WorstInputs = {
    pictures: [1 << 18, (length) => Buffer.concat([Buffer.of(0), Buffer.alloc(length - (length % 3073))])],
    'names of classes': [1 << 16, (length) => Buffer.concat([Buffer.of(2), Buffer.from('a\n'.repeat(length / 2))])],
  };
  return { name, corpus, check, inputs: 25, worst };
}

/** Operations of the pickle changed, and not the pixels, which are checked by nothing. */
function forgePickle(original: Buffer, generator: Generator): Buffer {
  const copy = Buffer.from(original);
  for (let left = 1 + generator.nextBelow(3); left > 0; left -= 1) {
    const offset = generator.nextBelow(240);
    const place = generator.nextBelow(2) === 0 ? 1 + offset : copy.length - 1 - offset;
    const operation = Buffer.from('(]})tla eusdcRbqhjp0.NKMJX\x85\x86\x87\x80\xff', 'latin1');
    copy[place] = operation[generator.nextBelow(operation.length)] ?? 0;
  }
  return copy;
}
