import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { removeWorkspace } from '../../remove-workspace';

describe('a secret in the environment', function () {
  this.timeout(60_000);

  it('is in no file of a run, of the line or of the cache, nor in a report, of a run that ends and of one that fails', async () => {
    const secret = 'planted-4711-secret';
    const workspace = mkdtempSync(path.join(tmpdir(), 'distillery-secret-'));
    const env = { ...process.env, DISTILLERY_TEST_SECRET: secret, API_TOKEN: secret };
    const distillery = (...words: string[]): string => {
      const bundle = path.resolve('dist/distillery.js');
      const result = spawnSync(process.execPath, [bundle, ...words, '--workspace', workspace], {
        env,
        encoding: 'utf8',
      });
      return `${result.stdout}${result.stderr}`;
    };
    const quick = path.resolve('test/fixtures/workspace/quick.distill.yaml');
    const ended = distillery('run', quick, '--json', '--set', 'train.epochs=1');
    assert.match(ended, /"status":"finished"/);
    const [, id = ''] = /"id":"([^"]+)","status":"finished"/.exec(ended) ?? [];
    const failed = distillery('run', quick, '--json', '--set', 'loss.hard=1e300');
    const report = distillery('report', id);
    assert.match(report, /## Manifest/);
    const files = readdirSync(workspace, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.ok(files.length > 10, `${files.length} files`);
    const holding = files.filter((entry) => readFileSync(path.join(entry.parentPath, entry.name)).includes(secret));
    assert.deepEqual(
      holding.map(({ name }) => name),
      [],
    );
    assert.ok(![ended, failed, report].some((text) => text.includes(secret)));
    await removeWorkspace(workspace);
  });
});
