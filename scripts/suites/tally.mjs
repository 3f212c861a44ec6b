// Every suite gives { passed, failed }; a suite that could not run is one failure with its reason.
import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';

export const add = (left, right) => ({ passed: left.passed + right.passed, failed: left.failed + right.failed });

/** One failure in a suite's place. */
export function couldNotRun(reason) {
  console.log(`✘ could not run: ${reason}`);
  return { passed: 0, failed: 1 };
}

/** One check that passes when its command exits with 0. */
export function check(name, command, words) {
  const result = spawnSync(command, words, { stdio: 'inherit' });
  const isGood = result.status === 0;
  console.log(`${isGood ? '✔' : '✘'} ${name}`);
  return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1 };
}

/**
 * Takes the counts from the file that mocha's JSON reporter left, so that a crash before the first test is seen as a
 * failure. A pending test counts as failed: nothing is skipped here.
 */
export function readReport(file, ending) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return couldNotRun(`mocha ended with ${ending} and left no report`);
  }
  for (const test of report.passes) console.log(`✔ ${test.fullTitle} (${test.duration ?? 0} ms)`);
  for (const test of report.failures) console.log(`✘ ${test.fullTitle}\n  ${test.err.stack ?? test.err.message}`);
  for (const test of report.pending) console.log(`✘ ${test.fullTitle}: pending, and nothing may be skipped`);
  const { passes, failures, pending } = report.stats;
  const isSilent = failures + passes === 0 || (ending !== 0 && failures === 0);
  if (isSilent) console.log(`✘ mocha ended with ${ending} after ${passes} tests that passed`);
  return { passed: passes, failed: failures + pending + (isSilent ? 1 : 0) };
}
