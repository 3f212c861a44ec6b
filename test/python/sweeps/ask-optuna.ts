// Asks Optuna's sampler for points as a coordinator does, each after the scores of those before, and prints them with their numbers.
//   node --import tsx test/python/sweeps/ask-optuna.ts PYTHON COUNT
import { OptunaSampler } from '../../../src/coordinator/optuna/optuna-sampler';
import { ourModule } from '../../../src/launchers/python-program';
import { readSpace, type Trial } from '../../../src/sweeps';

const [python = 'python3', count = '20'] = process.argv.slice(2);
const over = {
  'temperature.value': { from: 1, to: 20, log: true },
  'train.epochs': { from: 1, to: 9 },
  'loss.kind': ['kl', 'mse'],
};
const parameters = readSpace(over, ([, key]) => key === 'epochs');
const program = { command: python, args: [...ourModule, 'optuna'], cwd: process.cwd(), env: { PYTHONPATH: 'python' } };

/** Lowest at a temperature of 4, with many epochs and by KL. */
function score([temperature, epochs, kind]: readonly unknown[]): number {
  return Math.log(Number(temperature) / 4) ** 2 + (9 - Number(epochs)) / 20 + (kind === 'kl' ? 0 : 0.5);
}

async function main(): Promise<void> {
  const sampler = new OptunaSampler(program, parameters, 7);
  const trials: Trial[] = [];
  while (trials.length < Number(count)) {
    const values = await sampler.propose(trials);
    // Each fifth has failed.
    trials.push({ values, score: trials.length % 5 === 4 ? undefined : score(values) });
  }
  sampler.close();
  console.log(JSON.stringify(trials));
}

void main();
