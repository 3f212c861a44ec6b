// Writes an Optuna journal by three writers, of which the first two are cut off in the middle of a line, and prints its trials as
// they must come out.
//   node --import tsx test/python/sweeps/write-journal.ts FOLDER
import { appendFileSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { OptunaJournal } from '../../../src/coordinator/optuna/optuna-journal';
import type { OptunaTrial } from '../../../src/coordinator/optuna/optuna-lines';
import { readSpace } from '../../../src/sweeps';

const [folder = '.'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const parameters = readSpace(
  {
    'temperature.value': { from: 1, to: 20, log: true },
    'loss.soft': { from: 0.1, to: 0.9, steps: 5 },
    'train.epochs': { from: 1, to: 9 },
    'loss.kind': ['kl', 'mse'],
    temperature: [4, { strategy: 'linear', from: 8, to: 1 }],
    'train.augment': [true, false],
  },
  ([, key]) => key === 'epochs',
);
const kinds = ['kl', 'mse'];
const strategies = [4, { strategy: 'linear', from: 8, to: 1 }];
const states = ['complete', 'pruned', 'failed', 'running', 'waiting'] as const;

/** The first points, each in the state that it has at last, or only created. */
function trialsOf(count: number, areOver: boolean): OptunaTrial[] {
  return Array.from({ length: count }, (_, at): OptunaTrial => {
    const state = states[at % states.length] ?? 'waiting';
    return {
      values: [1 + at / 7, 0.1 + 0.2 * (at % 5), 1 + (at % 9), kinds[at % 2], strategies[at % 2], at % 3 === 0],
      state: areOver ? state : at % 2 === 0 ? 'running' : 'waiting',
      value: state === 'complete' ? 0.9 + at / 1000 : undefined,
      curve: () => [0.5, undefined, 0.9 + at / 1000],
      startedAt: Date.now(),
      runs: [`sweep-${at}-s1`, `sweep-${at}-s2`],
    };
  });
}

const open = (): OptunaJournal =>
  new OptunaJournal(folder, { name: 'sweep', direction: 'max', parameters: () => parameters });
const file = path.join(folder, 'optuna-journal.log');

/** Cuts the last line in its middle, as a kill does. */
function tear(): void {
  const text = readFileSync(file, 'utf8');
  const start = text.lastIndexOf('\n', text.length - 2) + 1;
  truncateSync(file, Math.floor((start + text.length) / 2));
}

open().update(trialsOf(12, false));
tear();
open().update(trialsOf(20, false));
// A note that Optuna's dashboard has added.
const note = { op_code: 2, worker_id: 'dashboard', study_id: 0, user_attr: { note: 'mine' } };
appendFileSync(file, `${JSON.stringify(note)}\n`);
const last = open();
last.update(trialsOf(30, true));
tear();
open().update(trialsOf(30, true));
const length = readFileSync(file, 'utf8').length;
open().update(trialsOf(30, true));
if (readFileSync(file, 'utf8').length !== length) throw new Error('an update without a change has written');
const trials = trialsOf(30, true).map(({ values, state, value, runs }, index) => ({
  ...{ values, runs, value: value ?? null },
  // A trial that was begun by an earlier writer stays so.
  state: state === 'waiting' && index < 20 && index % 2 === 0 ? 'running' : state,
}));
console.log(JSON.stringify(trials));
