// The bundle entry of the trainer: `node trainer.js RUN_FOLDER`. Exit code 0 only when the run finished or was stopped. With
// DISTILLERY_GROUP it trains several runs in this process, and the code of each is in its own exit.json.
import type { Attempt } from './context/context';
import { attemptsOf, trainTogether } from './ensemble/train-together';
import { runAttempt } from './run-attempt';
import { startEngine } from './start-engine';
import { openOwnDataSets } from './torch';

async function main(attempts: readonly Attempt[]): Promise<void> {
  // Before anything else: loading data and compiling take seconds in which a signal would end the process at once.
  let isAsked = false;
  process.on('SIGTERM', () => (isAsked = true));
  // Output into a pipe whose reader, the supervisor, was killed must not end the training.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const own = { isSignalled: () => isAsked, startEngine, openCode: openOwnDataSets };
  const [only, ...others] = attempts;
  if (only === undefined) return;
  process.exitCode = others.length === 0 ? await runAttempt(only, own) : await trainTogether(attempts, own, runAttempt);
}

const [runFolder] = process.argv.slice(2);
if (runFolder === undefined) {
  console.error('usage: trainer RUN_FOLDER');
  process.exitCode = 2;
} else {
  void main(attemptsOf(runFolder, process.env));
}
