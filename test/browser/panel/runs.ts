import { curveNames, type CurveName, type RunCard, type ToPanel } from '../../../src/editor/panel/messages';

const base: RunCard = {
  id: '20261124-101010-mnist-1a2b',
  folder: '/project/.distillery/runs/20261124-101010-mnist-1a2b',
  name: 'mnist',
  status: 'running',
  objective: '0.1·CE + 0.9·T²·KL(teacher at T ‖ student at T), T from 8 to 2 (linear)',
  teacher: '784-1200-1200-10, 2,395,210 parameters',
  student: '784-800-800-10, 1,276,810 parameters',
  data: 'mnist, 5,000 held back for validation',
  seed: '1',
  engine: 'onnx 1.30.0, 2 threads',
  epoch: '3.20 of 10',
  progress: 0.32,
  activity: 'training the student, 21,450 images/s',
  result: '',
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
    activity: 'training the teacher, epoch 3.2 of 20, 12,300 images/s',
  },
  running: base,
  stopping: { ...base, status: 'stopping', activity: 'finishing the step, then writing a checkpoint' },
  stopped: { ...base, status: 'stopped', activity: 'stopped at step 1,376 of 4,300; its checkpoint is kept' },
  finished: {
    ...base,
    status: 'finished',
    epoch: '10.00 of 10',
    progress: 1,
    activity: 'trained in 2 min 3 s',
    result: '1.42 % test error (142 of 10000), teacher 98',
    figures: [
      { label: 'Student test accuracy', value: '98.58 %', detail: '142 errors' },
      { label: 'Teacher test accuracy', value: '99.02 %', detail: '98 errors' },
      { label: 'Agreement', value: '98.91 %', detail: 'same class as the teacher' },
      { label: 'Epoch kept', value: '9', detail: 'of 10' },
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
      message: 'the trainer is gone: its process ended without a last word',
      hint: 'The machine was restarted or the process was ended from outside. The curves and checkpoints so far are kept; run again.',
    },
  },
} as const satisfies Record<string, RunCard>;

type Curves = Extract<ToPanel, { type: 'snapshot' }>['curves'];
type Plain = Record<CurveName, { step: number[]; value: number[] }>;

/** The curves of a run after so many of its 4,300 steps, 430 an epoch: noisy, falling, and the same every time. */
export function makeCurves(from: number, to: number): Curves {
  const curves = Object.fromEntries(curveNames.map((name) => [name, { step: [], value: [] }])) as unknown as Plain;
  const add = (name: CurveName, step: number, value: number): void => {
    curves[name].step.push(step);
    curves[name].value.push(value);
  };
  for (let step = from; step <= to; step += 1) {
    const noise = Math.abs(Math.sin(step * 12.9898) * 43758.5453) % 1;
    const hard = 2.2 * Math.exp(-step / 300) + 0.05 + noise * 0.08;
    const soft = 6 * Math.exp(-step / 420) + 0.4 + noise * 0.35;
    add('hard', step, hard);
    add('soft', step, soft);
    add('loss', step, 0.1 * hard + 0.9 * soft);
    add('temperature', step, 8 - (6 * step) / 4300);
    if (step % 430 === 0) add('validationAccuracy', step, 0.986 - 0.06 * Math.exp(-step / 800));
    if (step === 4300) add('testAccuracy', step, 0.9858);
  }
  // What the editor's transport makes of typed arrays in a test is a plain list, which the panel takes too.
  return curves as unknown as Curves;
}

/** A snapshot of a run with the points of the first `steps` steps. */
export function snapshot(run: RunCard, steps: number): ToPanel {
  return { type: 'snapshot', run, curves: makeCurves(1, steps) };
}
