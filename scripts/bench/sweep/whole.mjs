// A whole sweep of small students by the product's terminal, beside the same runs one after the other, ours and PyTorch's.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { findPython } from '../torch.mjs';

const bundle = path.resolve('dist/distillery.js');

/** A data set of MNIST's sizes, whose classes light columns of their own. */
function writeData(folder) {
  mkdirSync(folder);
  let state = 1;
  for (const [prefix, count] of [
    ['train', 60_000],
    ['t10k', 10_000],
  ]) {
    const labels = Buffer.alloc(8 + count);
    [0x801, count].forEach((value, index) => labels.writeUInt32BE(value, 4 * index));
    const head = Buffer.alloc(16);
    [0x803, count, 28, 28].forEach((value, index) => head.writeUInt32BE(value, 4 * index));
    const file = openSync(path.join(folder, `${prefix}-images-idx3-ubyte`), 'w');
    writeSync(file, head);
    const row = Buffer.alloc(784);
    for (let index = 0; index < count; index += 1) {
      const label = (labels[8 + index] = index % 10);
      for (let place = 0; place < 784; place += 1) {
        state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
        row[place] = Math.floor((place % 28) / 3) === label ? (state >> 8) & 255 : (state >> 8) % 100;
      }
      writeSync(file, row);
    }
    closeSync(file);
    writeFileSync(path.join(folder, `${prefix}-labels-idx1-ubyte`), labels);
  }
}

const configOf = (name, { epochs, threads }, last) => `name: ${name}
data: { format: idx, path: data, validation: 5000 }
teacher:
  model: { preset: mlp, hidden: [100] }
  train: { epochs: 1 }
student: { model: { preset: mlp, hidden: [30, 30] } }
temperature: 4
train: { epochs: ${epochs}, batchSize: 128, threads: ${threads}, engine: onnx }
${last}
`;

function distillery(root, ...words) {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [bundle, ...words], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return (performance.now() - started) / 1000;
}

const runsIn = (root) => readdirSync(path.join(root, '.distillery/runs'));

function torchSeconds(root, sample, { epochs, threads }) {
  const python = findPython();
  if (python === undefined) return undefined;
  const script = path.join(import.meta.dirname, 'torch_runs.py');
  const words = [script, path.join(root, 'data'), String(sample), String(epochs), String(threads)];
  const { status, stdout, stderr } = spawnSync(python, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout).seconds;
}

/**
 * Seconds of a sweep of `temperatures` × `seeds` runs, and of as many runs one after the other, by a sample of them. The teacher is in
 * the cache, and PyTorch has its logits at hand.
 */
export function raceSweep({ temperatures, seeds, sample, ...settings }) {
  const root = mkdtempSync(path.join(tmpdir(), 'distillery-bench-sweep-'));
  try {
    writeData(path.join(root, 'data'));
    writeFileSync(path.join(root, 'package.json'), '{}');
    const values = Array.from({ length: temperatures }, (_, index) => 1 + index);
    const sweep = `sweep: { over: { temperature.value: [${values.join(', ')}] }, seeds: ${seeds}, control: false }`;
    writeFileSync(path.join(root, 'sweep.distill.yaml'), configOf('sweep', settings, sweep));
    const runs = temperatures * seeds;
    const apart = [];
    // The first trains the teacher.
    for (let run = 0; run <= sample; run += 1) {
      writeFileSync(path.join(root, 'one.distill.yaml'), configOf('one', settings, `seed: ${run + 1}`));
      apart.push(distillery(root, 'run', 'one.distill.yaml'));
    }
    const mean = (times) => times.reduce((sum, time) => sum + time, 0) / times.length;
    const before = runsIn(root).length;
    const together = distillery(root, 'sweep', 'sweep.distill.yaml');
    const made = runsIn(root).length - before - 1;
    if (made !== runs) throw new Error(`${made} runs were made in place of ${runs}`);
    const torch = torchSeconds(root, sample, settings);
    return {
      ...{ runs, sample, ...settings, together },
      apart: mean(apart.slice(1)) * runs,
      torch: torch === undefined ? undefined : (torch / sample) * runs,
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
