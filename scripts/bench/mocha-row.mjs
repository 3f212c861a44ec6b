import { execFile } from 'node:child_process';

/**
 * Performs the tests of a file whose titles match. Gives the number that passed; throws the first failure, or where they take
 * longer than some minutes.
 */
export function performTests(file, title, maxMinutes = 15) {
  // The time of one test is that of the suites: two seconds, which mocha gives, are short beside other rows.
  const words = [
    '--node-option',
    'import=tsx',
    '--exit',
    '--timeout',
    '60000',
    '--reporter',
    'json',
    file,
    '--grep',
    title,
  ];
  return new Promise((resolve, reject) => {
    execFile(
      'node_modules/.bin/mocha',
      words,
      { maxBuffer: 64 << 20, timeout: 60_000 * maxMinutes, env: { ...process.env, CI: 'true' } },
      (error, printed, complaints) => {
        const start = printed.indexOf('{\n  "stats"');
        if (start < 0) {
          reject(new Error(`${file} came to no result: ${error?.message ?? ''} ${complaints.slice(-500)}`));
          return;
        }
        const { stats, failures } = JSON.parse(printed.slice(start));
        const [first] = failures;
        if (first !== undefined)
          reject(new Error(`${failures.length} of ${stats.tests}: ${first.title}: ${first.err.message}`));
        else if (stats.passes === 0) reject(new Error(`${file} has no test '${title}'`));
        else resolve(stats.passes);
      },
    );
  });
}
