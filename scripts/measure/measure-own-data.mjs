// Measures a distilled and a plain student on Fashion-MNIST, as idx files and as a folder of PNG, and on scikit-learn's digits,
// wine and breast cancer, and prints the table of docs/your-data.md. Debian's Fashion-MNIST and scikit-learn's wheel are fetched into .cache/ once.
// Usage: npm run measure:own-data [-- --seeds 1,2,3] [--only wine]…
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { crc32, deflateSync } from 'node:zlib';
import { copyFashionMnist, fashionContent, writeTable } from './real-data.mjs';
import { runConfig } from './run-config.mjs';

const train = { batchSize: 16, optimizer: { name: 'adam', learningRate: 0.005 }, schedule: { kind: 'cosine' } };
/** Data, networks and schedule of each set. */
const sets = {
  'Fashion-MNIST': ofFashion({ format: 'idx', path: 'fashion' }),
  'the same as PNG': ofFashion({ format: 'images', path: 'pictures', channels: 'gray' }),
  digits: ofTable('digits.csv', [128, 128], [12]),
  wine: ofTable('wine.csv', [64, 64], [3]),
  'breast cancer': ofTable('breast-cancer.csv', [64, 64], [3]),
};

function ofFashion(data) {
  return {
    data: { ...data, validation: 5000, limit: 12_000 },
    teacher: { model: { preset: 'mlp', hidden: [512, 512], dropout: 0.2 }, train: { epochs: 12, batchSize: 128 } },
    student: { model: { preset: 'mlp', hidden: [32] } },
    train: { epochs: 12, batchSize: 128 },
  };
}

function ofTable(file, hidden, small) {
  return {
    data: { format: 'table', path: file, validation: 0.15, test: 0.3 },
    teacher: { model: { preset: 'mlp', hidden, dropout: 0.2 }, train: { ...train, epochs: 40 } },
    student: { model: { preset: 'mlp', hidden: small } },
    train: { ...train, epochs: 100 },
  };
}

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    only: { type: 'string', multiple: true, default: Object.keys(sets) },
  },
});
const seeds = values.seeds.split(',').map(Number);

const work = mkdtempSync(path.join(tmpdir(), 'distillery-own-data-'));
mkdirSync(path.join(work, '.distillery'));

/** Writes each example as a PNG into the folder of its class, `pictures/train/CLASS/NUMBER.png`. */
function writePictures() {
  for (const [split, prefix] of [
    ['train', 'train'],
    ['test', 't10k'],
  ]) {
    const [pixels, labels] = [fashionContent(`${prefix}-images-idx3`, 16), fashionContent(`${prefix}-labels-idx1`, 8)];
    const folders = fashionClasses.map((name) => path.join(work, 'pictures', split, name));
    for (const folder of folders) mkdirSync(folder, { recursive: true });
    labels.forEach((label, index) => {
      const name = `${String(index).padStart(5, '0')}.png`;
      writeFileSync(
        path.join(folders[label], name),
        grayPng(pixels.subarray(index * side ** 2, (index + 1) * side ** 2)),
      );
    });
  }
}

const side = 28;
/** Classes in the order of their labels; a folder cannot be called T-shirt/top. */
const fashionClasses = 'T-shirt or top,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot'.split(',');

function grayPng(pixels) {
  const lines = Buffer.alloc(side * (side + 1));
  for (let y = 0; y < side; y += 1) lines.set(pixels.subarray(y * side, (y + 1) * side), y * (side + 1) + 1);
  const header = Buffer.from([0, 0, 0, side, 0, 0, 0, side, 8, 0, 0, 0, 0]);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    ...[
      signature,
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(lines, { level: 1 })),
      chunk('IEND', Buffer.alloc(0)),
    ],
  ]);
}

function chunk(name, content) {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}

const prepare = {
  'the same as PNG': writePictures,
  'Fashion-MNIST': () => copyFashionMnist(work),
  digits: () => writeTable(work, 'digits'),
  wine: () => writeTable(work, 'wine'),
  'breast cancer': () => writeTable(work, 'breast-cancer'),
};

/** The last test evaluation of a phase in a run's log. */
function lastTest(folder, phase) {
  const lines = readFileSync(path.join(folder, 'events.jsonl'), 'utf8').trim().split('\n');
  return lines
    .map((line) => JSON.parse(line))
    .findLast((event) => event.type === 'evaluation' && event.split === 'test' && event.phase === phase);
}

function measure(name, kind, seed) {
  const { teacher, ...rest } = sets[name];
  const own = kind === 'distilled' ? { teacher, temperature: 4, loss: { kind: 'kl', hard: 0.1, soft: 0.9 } } : plain;
  const file = path.join(work, `${kind}.distill.json`);
  writeFileSync(file, JSON.stringify({ name: kind, seed, ...rest, ...own }));
  const settings = kind === 'distilled' ? { 'teacher.train.seed': seed } : {};
  const { folder, wallSeconds } = runConfig(file, settings);
  return { student: lastTest(folder, 'student'), teacher: lastTest(folder, 'teacher'), wallSeconds };
}
const plain = { loss: { hard: 1, soft: 0 } };

const listed = (evaluations) => {
  const errors = evaluations.map(({ errors: count }) => count);
  return `${errors.join(', ')} (${(errors.reduce((sum, count) => sum + count, 0) / errors.length).toFixed(1)})`;
};

console.log('| data | test examples | teacher | distilled student | plain student | seconds |');
console.log('| --- | --- | --- | --- | --- | --- |');
try {
  for (const name of values.only) {
    prepare[name]();
    const distilled = seeds.map((seed) => measure(name, 'distilled', seed));
    const alone = seeds.map((seed) => measure(name, 'plain', seed));
    const seconds = [...distilled, ...alone].reduce((sum, { wallSeconds }) => sum + wallSeconds, 0);
    const cells = [
      listed(distilled.map(({ teacher }) => teacher)),
      listed(distilled.map(({ student }) => student)),
      listed(alone.map(({ student }) => student)),
    ];
    console.log(`| ${name} | ${distilled[0].student.count} | ${cells.join(' | ')} | ${seconds} |`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
