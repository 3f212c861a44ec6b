import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunCard } from '../../../src/panel/messages';
import { formatEventLine, runFiles, type NewEvent } from '../../../src/runs';

const base: RunCard = {
  id: '20261124-101010-mnist-1a2b',
  folder: '/project/.distillery/runs/20261124-101010-mnist-1a2b',
  name: 'mnist',
  details: 'linear 8 → 2 · seed 1',
  createdAt: 1_764_000_000_000,
  status: 'running',
  objective: '0.1·CE + 0.9·T²·KL(teacher at T ‖ student at T), T from 8 to 2 (linear)',
  teacher: '784-1200-1200-10, 2,395,210 parameters',
  student: '784-800-800-10, 1,276,810 parameters',
  data: 'mnist, 5,000 held back for validation',
  seed: '1',
  engine: 'onnx 1.30.0, 2 threads',
  epoch: '3.20 of 10',
  progress: 0.32,
  activity: 'epoch 4 of 10 · 1:24 left · 21,450 images/s',
  warnings: [],
  figures: [],
};

/** Runs in each state, as the extension describes them. */
export const cards = {
  queued: {
    ...base,
    status: 'queued',
    engine: '',
    epoch: '',
    progress: 0,
    activity: 'waiting for the trainer to start',
  },
  teaching: {
    ...base,
    epoch: '3.20 of 20 (teacher)',
    progress: 0.16,
    activity: 'training the teacher, epoch 3.2 of 20 · 0:48 left · 12,300 images/s',
  },
  running: base,
  stopping: { ...base, status: 'stopping', activity: 'finishing the step, then writing a checkpoint' },
  stopped: { ...base, status: 'stopped', activity: 'stopped at step 1,376 of 4,300; its checkpoint is kept' },
  finished: {
    ...base,
    status: 'finished',
    epoch: '10 of 10',
    progress: 1,
    activity: 'in 2 min 3 s',
    figures: [
      { label: 'student', value: '98.58 %', detail: '142 errors', tone: 'student' },
      { label: 'teacher', value: '99.02 %', detail: '98 errors', tone: 'teacher' },
      { label: 'against the teacher', value: '+44', detail: 'errors', tone: 'plain' },
      { label: 'agreement', value: '98.91 %', detail: 'with the teacher', tone: 'plain' },
      { label: 'epoch kept', value: '9', detail: 'of 10', tone: 'plain' },
      { label: 'does it help?', value: '9 fewer errors than its control', detail: 'by this one pair', tone: 'good' },
    ],
  },
  failed: {
    ...base,
    status: 'failed',
    activity: '',
    failure: {
      message: 'the loss became NaN at step 1,377 (epoch 3.20): the soft term, linear temperature 5.9',
      hint: 'Lower train.optimizer.learningRate (now 1000000); the checkpoint of epoch 3 is kept.',
    },
  },
  lost: {
    ...base,
    status: 'lost',
    activity: '',
    failure: {
      message: 'Its processes are gone without a word.',
      hint: 'The machine was restarted, or they were ended from outside. Resume it to go on from its last checkpoint; the curves so far are kept.',
    },
  },
} as const satisfies Record<string, RunCard>;

/** Curves of a generated run; absent fields have usual values. */
export interface Shape {
  /** The temperature at a step. */
  readonly temperature?: (step: number) => number;
  readonly loss?: (step: number, usual: number) => number;
  /** Spread of the samples' temperatures. */
  readonly spread?: number;
}

/** The events of a run's steps, of which there are 4,300, 430 an epoch: noisy, falling, and the same every time. */
export function makeEvents(from: number, to: number, shape: Shape = {}): NewEvent[] {
  const events: NewEvent[] = [];
  for (let step = from; step <= to; step += 1) {
    events.push(stepAt(step, shape));
    if (step % 430 === 0) events.push(evaluationAt(step, 'validation'), checkpointAt(step));
    if (step === 4300) events.push(evaluationAt(step, 'test'), finishedAt(step));
  }
  return events;
}

/** Temperature of the runs above at a step. */
export const usualTemperature = (step: number): number => 8 - (6 * step) / 4300;

function stepAt(step: number, { temperature = usualTemperature, loss, spread }: Shape): NewEvent {
  const noise = Math.abs(Math.sin(step * 12.9898) * 43758.5453) % 1;
  const hard = 2.2 * Math.exp(-step / 300) + 0.05 + noise * 0.08;
  const soft = 6 * Math.exp(-step / 420) + 0.4 + noise * 0.35;
  const total = 0.1 * hard + 0.9 * soft;
  const t = temperature(step);
  return {
    ...{ type: 'step', phase: 'student', step, epoch: step / 430, hard, soft },
    ...{ loss: loss?.(step, total) ?? total, weightedHard: 0.1 * hard, weightedSoft: 0.9 * soft, temperature: t },
    ...(spread !== undefined && { temperatureMin: t - spread * (0.5 + noise), temperatureMax: t + spread }),
    ...{ learningRate: 0.05 * Math.cos((step / 4300) * 1.5), imagesPerSecond: 21_000 + 900 * noise },
    ...{ klAtOne: 0.02 + 1.4 * Math.exp(-step / 500) + noise * 0.02, teacherEntropy: 1.9 - step / 9000 },
  };
}

function evaluationAt(step: number, split: 'validation' | 'test'): NewEvent {
  const accuracy = 0.986 - 0.06 * Math.exp(-step / 800);
  return {
    ...{ type: 'evaluation', phase: 'student', split, step, epoch: step / 430, accuracy, errors: 140, count: 10_000 },
    ...{ crossEntropy: 0.05, calibrationError: 0.01, classCounts: [10_000], classErrors: [140] },
    ...{ agreement: accuracy + 0.004, klAtOne: 0.03 + Math.exp(-step / 500) },
  };
}

function checkpointAt(step: number): NewEvent {
  return { type: 'checkpoint', step, epoch: step / 430, file: `epoch-${step / 430}`, best: step <= 3870 };
}

function finishedAt(step: number): NewEvent {
  return { type: 'finished', step, bestEpoch: 9, accuracy: 0.9858, errors: 142, teacherErrors: 98, seconds: 123 };
}

const manifest = {
  ...{
    formatVersion: 1,
    configPath: '/config.distill.yaml',
    configHash: '',
    cacheFolder: '',
    versions: {},
  },
  config: {
    ...{ name: 'mnist', seed: 7, data: { set: 'mnist', validation: 5000 } },
    student: { model: { preset: 'mlp', hidden: [10] } },
    loss: { kind: 'kl', hard: 1, soft: 0, scaleByT2: true },
  },
};

/** Makes a run folder with a manifest and no log yet. */
export function makeRunFolder(folder: string, name: string): void {
  mkdirSync(folder, { recursive: true });
  const id = path.basename(folder);
  // A new run without an owner counts as active.
  const createdAt = Date.now();
  writeFileSync(path.join(folder, runFiles.manifest), JSON.stringify({ ...manifest, id, name, createdAt }));
}

/** Appends events to a run's log, numbered on from what is there. */
export function appendEvents(folder: string, events: readonly NewEvent[]): void {
  const file = path.join(folder, runFiles.events);
  let seq = existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
  const lines = events.map((event) => {
    seq += 1;
    return `${formatEventLine({ ...event, seq, attempt: 1, at: 1_764_000_000_000 + seq * 20 })}\n`;
  });
  appendFileSync(file, lines.join(''));
}
