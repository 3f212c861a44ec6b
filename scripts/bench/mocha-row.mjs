import { execFile } from 'node:child_process';

/** Performs the tests of a file whose titles match. Gives the number that passed; throws the first failure. */
export function performTests(file, title) {
  const words = ['--node-option', 'import=tsx', '--exit', '--reporter', 'json', file, '--grep', title];
  return new Promise((resolve, reject) => {
    execFile(
      'node_modules/.bin/mocha',
      words,
      { maxBuffer: 64 << 20, env: { ...process.env, CI: 'true' } },
      (_error, printed) => {
        const { stats, failures } = JSON.parse(printed.slice(printed.indexOf('{\n  "stats"')));
        const [first] = failures;
        if (first !== undefined)
          reject(new Error(`${failures.length} of ${stats.tests}: ${first.title}: ${first.err.message}`));
        else if (stats.passes === 0) reject(new Error(`${file} has no test '${title}'`));
        else resolve(stats.passes);
      },
    );
  });
}
