// A whole sweep of small students by the product's terminal, beside the same runs one after the other, ours and PyTorch's.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { writeDigits } from '../made-up-digits.mjs';
import { findPython } from '../torch.mjs';

const bundle = path.resolve('dist/distillery.js');

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
    writeDigits(path.join(root, 'data'));
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
