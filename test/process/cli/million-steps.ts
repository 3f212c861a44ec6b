import path from 'node:path';
import { configSchema } from '../../../src/config';
import { createRun, openEventWriter, runsFolder } from '../../../src/runs';

/** Steps of the run, and the one with the largest loss. */
export const [steps, spike] = [1_000_000, 654_321];
const stepsOfEpoch = 50_000;

/** Questions of an agent about the run: the tool, its input and a part of the answer. */
export const millionQuestions = [
  ['list_runs', {}, '"name":"million","status":"finished"'],
  ['follow_run', { run: 'latest' }, '"status":"finished"'],
  ['read_curves', { run: 'latest' }, '"step":1000000'],
  ['read_curves', { run: 'latest', curves: ['loss'], from: spike - 1000, to: spike + 1000 }, `[${spike},99.5]`],
  ['judge_run', { run: 'latest' }, '"verdict":"cannot-tell"'],
] as const;

/** Writes a finished run by the trainer's own writer of logs into a workspace, with all columns that a step has. */
export async function writeMillionSteps(workspace: string): Promise<void> {
  const folder = runsFolder(workspace);
  const model = { preset: 'mlp', hidden: [8] };
  const config = configSchema.parse({
    name: 'million',
    data: { set: 'mnist' },
    teacher: { model },
    student: { model },
  });
  const configPath = path.join(workspace, 'million.distill.yaml');
  const run = await createRun({ folder, configText: 'name: million\n', config, configPath });
  const log = openEventWriter(run.folder, 1);
  const epochs = steps / stepsOfEpoch;
  log.write({ type: 'started', engine: 'none', engineVersion: '1', threads: 1, steps, epochs, node: '20' });
  const series = { phase: 'student' as const };
  for (let step = 1; step <= steps; step += 1) {
    const noise = Math.abs(Math.sin(step * 12.9898) * 43_758.5453) % 1;
    const loss = step === spike ? 99.5 : noise + 1e4 / (step + 1e4);
    const terms = { hard: loss / 2, soft: loss, weightedHard: loss / 4, weightedSoft: loss / 3, klAtOne: noise };
    const rest = {
      temperature: 8 - (6 * step) / steps,
      learningRate: 0.01 * (1 - step / steps),
      imagesPerSecond: 9e4,
    };
    log.write({ type: 'step', ...series, step, epoch: step / stepsOfEpoch, loss, ...terms, ...rest });
    if (step % stepsOfEpoch !== 0) continue;
    const figures = { accuracy: 0.9, errors: 1000, count: 10_000, crossEntropy: 0.3 + noise };
    log.write({ type: 'evaluation', ...series, split: 'validation', step, epoch: step / stepsOfEpoch, ...figures });
  }
  log.write({ type: 'finished', step: steps, bestEpoch: 9, accuracy: 0.9, errors: 1000, seconds: 12_345 });
  log.close();
}
