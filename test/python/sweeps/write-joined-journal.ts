// Writes an Optuna journal of a sweep that another value has joined, by two writers.
//   node --import tsx test/python/sweeps/write-joined-journal.ts FOLDER
import { mkdirSync } from 'node:fs';
import { OptunaJournal } from '../../../src/coordinator/optuna/optuna-journal';
import type { OptunaTrial } from '../../../src/coordinator/optuna/optuna-lines';
import { readSpace } from '../../../src/sweeps';

const [folder = '.'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

/** Writes trials of these temperatures, the higher the better, with the distribution that the sweep has by then. */
function write(temperatures: readonly number[]): void {
  const parameters = readSpace({ 'temperature.value': [...temperatures] }, () => false);
  const trials = temperatures.map((temperature): OptunaTrial => ({
    ...{ values: [temperature], state: 'complete', value: 0.9 + temperature / 1000 },
    ...{ curve: () => [], startedAt: Date.now(), runs: [`sweep-${temperature}-s1`] },
  }));
  new OptunaJournal(folder, { name: 'sweep', direction: 'max', parameters: () => parameters }).update(trials);
}

write([1, 2]);
write([1, 2, 8]);
