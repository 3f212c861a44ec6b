import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A suite whose test leaves a process of a session of its own behind, and looks for it twice. */
const suite = `
import { spawnSync } from 'node:child_process';
import { endOrphans, markProcesses } from './scripts/suites/orphans.mjs';
markProcesses();
const leaver = "require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)', 'left'], "
  + "{ detached: true, stdio: 'ignore' }).unref()";
spawnSync(process.execPath, ['-e', leaver]);
console.log(JSON.stringify([await endOrphans(), await endOrphans()]));
`;

describe('the look for processes that tests leave behind', function () {
  this.timeout(30_000);
  // Elsewhere no process shows its environment.
  if (process.platform !== 'linux') return;

  it('finds one that has left its parent, and ends it', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', suite]);
    const [first, second] = JSON.parse(stdout) as string[][];
    assert.equal(first?.length, 1);
    assert.match(first[0] ?? '', /setInterval.* left/);
    assert.deepEqual(second, []);
  });
});
