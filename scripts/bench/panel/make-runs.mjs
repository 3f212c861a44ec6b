// Runs to look at, written by the trainer's own log writer: noisy, with spikes, and with steps that are NaN.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openEventWriter, runFiles } from '../../../src/runs/index.ts';

const epochs = 10;
const stepsOfEpoch = 430;

const config = {
  ...{ name: 'mnist', seed: 7, data: { set: 'mnist', validation: 5000 } },
  student: { model: { preset: 'mlp', hidden: [10] } },
  loss: { kind: 'kl', hard: 1, soft: 0, scaleByT2: true },
};

/** A step of a run; `seed` tells runs apart. */
export function stepAt(step, steps, seed) {
  const noise = Math.abs(Math.sin((step + 31 * seed) * 12.9898) * 43758.5453) % 1;
  const share = step / steps;
  const hard = 2.2 * Math.exp(-12 * share) + 0.05 + noise * 0.08;
  const isSpike = noise > 0.99998;
  const soft = isSpike ? 400 : 6 * Math.exp(-9 * share) + 0.4 + noise * 0.35 + 0.02 * seed;
  const loss = noise < 0.00001 ? Number.NaN : 0.1 * hard + 0.9 * soft;
  const temperature = 8 - 6 * share;
  return {
    ...{ type: 'step', phase: 'student', step, epoch: step / stepsOfEpoch, loss, hard, soft },
    ...{ weightedHard: 0.1 * hard, weightedSoft: 0.9 * soft, temperature },
    ...{ temperatureMin: temperature - noise, temperatureMax: temperature + noise },
    ...{ klAtOne: 0.02 + 1.4 * Math.exp(-8 * share) + noise * 0.02, teacherEntropy: 1.9 - share + 0.1 * noise },
    ...{ learningRate: 0.05 * Math.cos(share * 1.5), imagesPerSecond: 21_000 + 900 * noise },
  };
}

/** Makes the folder of a run with its manifest. */
export function makeRunFolder(folder, name) {
  mkdirSync(folder, { recursive: true });
  const manifest = {
    ...{ formatVersion: 1, id: path.basename(folder), name, createdAt: Date.now(), config },
    ...{ configPath: '/config.distill.yaml', configHash: '', cacheFolder: '', versions: {} },
  };
  writeFileSync(path.join(folder, runFiles.manifest), JSON.stringify(manifest));
}

/** Makes a finished run, unless it is there. Gives its folder. */
export function makeFinishedRun(runs, id, { steps, seed }) {
  const folder = path.join(runs, id);
  if (existsSync(path.join(folder, 'whole'))) return folder;
  makeRunFolder(folder, id);
  const log = openEventWriter(folder, 1);
  log.write({ type: 'started', engine: 'bench', engineVersion: '1', threads: 1, steps, epochs, node: '20' });
  for (let step = 1; step <= steps; step += 1) {
    log.write(stepAt(step, steps, seed));
    if (step % (steps / epochs) === 0) writeEpoch(log, step, steps, seed);
  }
  const errors = 140 + seed;
  log.write({ type: 'finished', step: steps, bestEpoch: 9, accuracy: 1 - errors / 1e4, errors, seconds: 123 });
  log.close();
  writeFileSync(path.join(folder, 'whole'), '');
  return folder;
}

function writeEpoch(log, step, steps, seed) {
  const accuracy = 0.986 - 0.06 * Math.exp((-5 * step) / steps) - 0.001 * seed;
  const place = { step, epoch: (epochs * step) / steps };
  log.write({
    ...{ type: 'evaluation', phase: 'student', split: 'validation', ...place, accuracy, errors: 140, count: 10_000 },
    ...{ crossEntropy: 0.05, calibrationError: 0.01, classCounts: [10_000], classErrors: [140] },
    ...{ agreement: accuracy + 0.004, klAtOne: 0.03 },
  });
  log.write({ type: 'checkpoint', ...place, file: `epoch-${place.epoch}`, best: true });
}
