// An extension that runs the tests beside it once a window is open, before the tested one is activated: the test runner of VS Code would
// activate it first. The report goes to DISTILLERY_TEST_RESULTS.
import path from 'node:path';
import Mocha from 'mocha';

/** Runs the tests; their report is there once they have ended. */
export function activate(): void {
  const output = process.env['DISTILLERY_TEST_RESULTS'];
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: 'json', reporterOptions: { output } });
  mocha.addFile(path.join(__dirname, 'other-yaml.test.js'));
  mocha.run();
}
