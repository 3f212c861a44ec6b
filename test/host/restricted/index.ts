// An extension that runs the tests beside it: VS Code trusts every workspace of its own test runner, so an untrusted
// workspace can only be tested by an extension. The report goes to DISTILLERY_TEST_RESULTS.
import path from 'node:path';
import Mocha from 'mocha';

/** Runs the tests; their report is there once they have ended. */
export function activate(): void {
  const output = process.env['DISTILLERY_TEST_RESULTS'];
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: 'json', reporterOptions: { output } });
  mocha.addFile(path.join(__dirname, 'restricted.test.js'));
  mocha.run();
}
