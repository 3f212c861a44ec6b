import path from 'node:path';
import { spawn } from 'node:child_process';
import { readReport } from './tally.mjs';

/**
 * Runs the test files of a pattern and leaves mocha's report in the file `report`. Options: node (whose Node runs them),
 * timeoutMs (of one test), env. Gives the counts. The caller's event loop stays free for servers of its own.
 */
export async function mocha(report, pattern, { node = process.execPath, timeoutMs = 60_000, env = {} } = {}) {
  const child = spawn(
    node,
    [
      ...['--import', 'tsx', path.join('node_modules', 'mocha', 'bin', '_mocha'), '--timeout', String(timeoutMs)],
      ...['--exit', '--reporter', 'json', '--reporter-option', `output=${report}`, pattern],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...env } },
  );
  const ending = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
  return readReport(report, ending);
}
