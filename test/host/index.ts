// The entry that VS Code calls inside its extension host. The tests lie beside it, bundled.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

/** Runs every test of this folder; rejects when one fails. The report goes to DISTILLERY_TEST_RESULTS, if it is set. */
export function run(): Promise<void> {
  const output = process.env['DISTILLERY_TEST_RESULTS'];
  const report = output === undefined ? { reporter: 'spec' } : { reporter: 'json', reporterOptions: { output } };
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, ...report });
  for (const name of readdirSync(__dirname).sort()) {
    if (name.endsWith('.test.js')) mocha.addFile(path.join(__dirname, name));
  }
  return new Promise((resolve, reject) => {
    mocha.run((failures) => {
      if (failures === 0) resolve();
      else reject(new Error(`${failures} tests failed`));
    });
  });
}
