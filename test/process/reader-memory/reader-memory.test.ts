import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { deflateSync, gzipSync } from 'node:zlib';
import { pickles } from '../../exhaustive/data-sources/long-pickles';
import { npyFile, npzFile } from '../../unit/data-sources/small-arrays';
import { encodeScalars } from '../../../src/tensorboard';
import { grayPng, png } from '../../unit/pictures/pictures';

interface Reading {
  readonly question: object;
  /** Files of which `bytes` are unpacked, or read where they are not packed. */
  readonly files: (bytes: number) => Readonly<Record<string, Uint8Array | string>>;
  /** Bytes of memory for each byte of the content, at most. */
  readonly factor: number;
}

const rowBytes = 1024;
const bytes = 12 << 20;
/** Memory of a process that reads anything: code that is compiled, threads, garbage that was not collected yet. */
const ofAnything = 96 << 20;

const labels = (count: number): Buffer => Buffer.from(Array.from({ length: count }, (_, row) => row % 2));
const arrays = { format: 'arrays', path: 'a.npz', test: 0.1, validation: 0.1 };
const npyLabels = (count: number): Buffer => npyFile('|u1', [count], labels(count));

function idxFile(shape: readonly number[], content: Buffer): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  [0x0800 + shape.length, ...shape].forEach((value, place) => header.writeUInt32BE(value, 4 * place));
  return gzipSync(Buffer.concat([header, content]));
}

/** Lines of numbers, of `bytes` in all. */
function table(head: string, bytes: number, last: (row: number) => string): string {
  const numbers = '0.125,7.5,1024,-3.75,0.0625,12.5,99,1,';
  const count = Math.floor(bytes / (numbers.length + 2));
  return `${head}\n${Array.from({ length: count }, (_, row) => `${numbers}${last(row)}`).join('\n')}\n`;
}

const readings: Readonly<Record<string, Reading>> = {
  'packed arrays': {
    question: { data: arrays },
    factor: 8,
    files: (bytes) => {
      const count = bytes / rowBytes;
      const x = npyFile('|u1', [count, rowBytes], Buffer.alloc(bytes, 7));
      return { 'a.npz': npzFile({ x_train: x, y_train: npyLabels(count) }) };
    },
  },
  'packed idx files': {
    question: { data: { format: 'idx', path: '.', test: 0.1, validation: 0.1 } },
    factor: 8,
    files: (bytes) => {
      const count = bytes / rowBytes;
      return {
        'train-images-idx3-ubyte.gz': idxFile([count, 32, 32], Buffer.alloc(bytes, 7)),
        'train-labels-idx1-ubyte.gz': idxFile([count], labels(count)),
      };
    },
  },
  'a table': {
    question: { data: { format: 'table', path: 'a.csv', columns: { label: 'y' }, test: 0.1, validation: 0.1 } },
    factor: 4,
    files: (bytes) => ({ 'a.csv': table('a,b,c,d,e,f,g,h,y', bytes, (row) => String(row % 2)) }),
  },
  'a table of one text': {
    question: { data: { format: 'table', path: 'a.csv', columns: { label: 'y' }, test: 0.1, validation: 0.1 } },
    factor: 4,
    files: (bytes) => ({ 'a.csv': `a,y\n"${'x""\n'.repeat(bytes / 4)}` }),
  },
  'a packed picture of one color': {
    question: { data: { format: 'images', path: '.', size: 8, channels: 'gray', test: 0.2, validation: 0.2 } },
    factor: 10,
    files: (bytes) => {
      const side = Math.floor(Math.sqrt(bytes));
      const others = Array.from({ length: 8 }, (_, place) => [
        `${place % 2}/${place}.png`,
        grayPng([place, 2], [3, 4]),
      ]);
      return {
        ...(Object.fromEntries(others) as Record<string, Buffer>),
        '0/large.png': png(side, side, deflateSync(Buffer.alloc(side * (side + 1)))),
      };
    },
  },
  'answers in an array': {
    question: { answers: 'a.npy' },
    factor: 4,
    files: (bytes) => ({ 'a.npy': npyFile('<f4', [bytes / 8, 2], Buffer.alloc(bytes)) }),
  },
  'answers in a table': {
    question: { answers: 'a.csv' },
    factor: 4,
    files: (bytes) => ({ 'a.csv': table('a,b,c,d,e,f,g,h,i', bytes, () => '1') }),
  },
  'a tfjs model of many layers': {
    question: { model: 'model.json' },
    factor: 16,
    files: (bytes) => {
      const layer = { class_name: 'Activation', config: { name: 'a', activation: 'relu' } };
      const layers = Array.from({ length: bytes / JSON.stringify(layer).length }, () => layer);
      const modelTopology = { class_name: 'Sequential', config: { layers } };
      return { 'model.json': JSON.stringify({ format: 'layers-model', modelTopology, weightsManifest: [] }) };
    },
  },
  'an ONNX model of many nodes': {
    question: { model: 'a.onnx' },
    factor: 16,
    files: (bytes) => {
      // Field 7 of a model is its graph, whose field 1 is a node, whose field 4 is its operator.
      const node = Buffer.from([0x0a, 6, 0x22, 4, ...Buffer.from('Relu')]);
      const graph = Buffer.alloc(bytes, node);
      const length = [graph.length & 127, (graph.length >> 7) & 127, (graph.length >> 14) & 127, graph.length >> 21];
      const head = [0x3a, ...length.map((part, place) => (place < 3 ? part | 128 : part))];
      return { 'a.onnx': Buffer.concat([Buffer.from(head), graph]) };
    },
  },
  'event files of TensorBoard': {
    question: { log: 'tensorboard' },
    factor: 16,
    files: (bytes) => {
      const scalars = Array.from({ length: bytes / 64 }, (_, step) => ({
        tag: 'loss',
        step,
        value: 1,
        wallTime: step,
      }));
      return { 'events.out.tfevents.1': encodeScalars(scalars) };
    },
  },
  'a trainer_state.json': {
    question: { log: 'huggingface' },
    factor: 16,
    files: (bytes) => {
      const entry = (step: number): object => ({ epoch: step / 100, learning_rate: 0.001, loss: 1.5, step });
      const log = Array.from({ length: bytes / 64 }, (_, step) => entry(step + 1));
      return { 'trainer_state.json': JSON.stringify({ global_step: log.length, log_history: log }) };
    },
  },
  'a log in csv': {
    question: { log: 'csv' },
    factor: 30 /* A row of 20 bytes is a step with three numbers. */,
    files: (bytes) => {
      const lines = Array.from({ length: bytes / 32 }, (_, step) => `${step / 100},${step},1.5,0.001`);
      return { 'metrics.csv': `epoch,step,loss,lr\n${lines.join('\n')}\n` };
    },
  },
  ...Object.fromEntries(
    pickles.map(([title, , pickle]) => [
      title,
      { question: { pickle: 'a' }, factor: 16, files: (bytes: number) => ({ a: pickle(bytes / 4) }) },
    ]),
  ),
};

describe('the memory of a reader of a person’s files is bounded by what it reads', function () {
  this.timeout(120_000);
  const root = mkdtempSync(path.join(tmpdir(), 'distillery-reader-memory-'));
  const program = path.join(root, 'read-once.cjs');
  // In one file: each case has a process of its own, which would load the sources one by one.
  before(() =>
    build({
      ...{ bundle: true, platform: 'node', format: 'cjs', target: 'node20', mainFields: ['module', 'main'] },
      entryPoints: [path.join(import.meta.dirname, 'read-once.ts')],
      outfile: program,
      external: ['onnxruntime-node', 'onnxruntime-web'],
      // Threads and WebAssembly of readers lie in the build.
      define: { __dirname: JSON.stringify(path.resolve('dist')) },
      logLevel: 'error',
    }),
  );
  after(() => rmSync(root, { recursive: true, force: true }));

  function grownBy({ question, files }: Reading, name: string): number {
    const folder = path.join(root, name);
    for (const [file, content] of Object.entries(files(bytes))) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), content);
    }
    const words = [program, folder, JSON.stringify(question)];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    assert.equal(status, 0, stderr);
    const { grown, end } = JSON.parse(stdout) as { readonly grown: number; readonly end: string };
    assert.ok(end === 'read' || end.length > 20, end);
    return grown;
  }

  for (const [place, [title, reading]] of Object.entries(readings).entries()) {
    it(`${title}: ${reading.factor} bytes for each of its own at most`, () => {
      const grown = grownBy(reading, String(place));
      assert.ok(grown < ofAnything + reading.factor * bytes, `${grown} bytes for ${bytes}`);
    });
  }
});
