import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import { withSourcePlaces } from '../../../scripts/suites/mocha/source-places.mjs';

describe('places in compiled tests', () => {
  let folder: string;
  let file: string;
  let lineOfThrow: number;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'distillery-places-'));
    file = path.join(folder, 'sums.test.js');
    const source =
      'interface Sums {\n  one: number;\n}\nconst sums: Sums = { one: 1 };\nthrow new Error(`${sums.one}`);\n';
    const { code, map } = transformSync(source, { loader: 'ts', sourcemap: 'external', sourcefile: '../sums.test.ts' });
    writeFileSync(file, code);
    writeFileSync(`${file}.map`, map);
    lineOfThrow = code.split('\n').findIndex((line) => line.includes('throw')) + 1;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are told as those of the sources, from paths and from addresses', () => {
    const source = path.relative(process.cwd(), path.join(path.dirname(folder), 'sums.test.ts'));
    assert.notEqual(lineOfThrow, 5);
    for (const place of [file, pathToFileURL(file).href]) {
      const stack = `Error: 1\n    at Context.<anonymous> (${place}:${lineOfThrow}:1)\n    at node:internal/timers:483:21`;
      const expected = `Error: 1\n    at Context.<anonymous> (${source}:5:1)\n    at node:internal/timers:483:21`;
      assert.equal(withSourcePlaces(stack, path.basename(folder)), expected);
    }
  });

  it('stay as they are without a map', () => {
    rmSync(`${file}.map`);
    const stack = `    at ${file}:1:7`;
    assert.equal(withSourcePlaces(stack, path.basename(folder)), stack);
  });
});
