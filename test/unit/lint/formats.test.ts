import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Rooms that may know formats of data, and the starters, which are configs. */
const allowed = ['src/data-sources/', 'src/data/', 'src/config/edit/starter.ts'];

describe('a data set by name', () => {
  it('stands in the data sources alone: everything else goes by facts', () => {
    const files = ['src', 'webview'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
        path.posix.join(folder, ...name.split(path.sep)),
      ),
    );
    const code = files.filter((file) => file.endsWith('.ts') && !allowed.some((one) => file.startsWith(one)));
    assert.ok(code.length > 300, String(code.length));
    // An id of a run in an example is a name that a person gave.
    const naming = code.filter((file) =>
      /mnist/i.test(readFileSync(file, 'utf8').replaceAll(/\d{8}-\d{6}-mnist-\w+/g, '')),
    );
    assert.deepEqual(naming, []);
  });
});
