// An extension that runs the tests of the window that it is started in: the first, another beside it, and the first after a reload.
// Each is told apart by the report before it: FOLDER/1.json, 2.json and 3.json of DISTILLERY_TEST_RESULTS.
import { existsSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

/** Runs the tests of this window; their report is there once they have ended. */
export function activate(): void {
  const folder = process.env['DISTILLERY_TEST_RESULTS'] ?? '';
  const reportOf = (number: number): string => path.join(folder, `${number}.json`);
  const number = [1, 2, 3].find((one) => !existsSync(reportOf(one)));
  if (number === undefined) return;
  const mocha = new Mocha({
    ...{ ui: 'bdd', timeout: 120_000, reporter: 'json', reporterOptions: { output: reportOf(number) } },
    grep: `window ${number}`,
  });
  mocha.addFile(path.join(__dirname, 'windows.test.js'));
  mocha.run();
}
