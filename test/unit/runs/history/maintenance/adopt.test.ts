import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { adoptRun, allowedFoldersOf, readManifest, assertInsideWorkspace, runsFolder } from '../../../../../src/runs';

describe('what came with a clone', () => {
  let root: string;
  let workspace: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-clone-'));
    workspace = path.join(root, 'workspace');
    mkdirSync(workspace);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const cases: readonly [string, string, string, string][] = [
    [
      'keeps the config’s place',
      '/theirs/configs/a.distill.yaml',
      '/theirs/.distillery/cache',
      'configs/a.distill.yaml',
    ],
    [
      'falls back to the copy',
      '/etc/a.distill.json',
      '/theirs/.distillery/cache',
      '.distillery/runs/one/config.distill.json',
    ],
    [
      'falls back from dots',
      '/theirs/../a.distill.yaml',
      '/theirs/.distillery/cache',
      '.distillery/runs/one/config.distill.yaml',
    ],
  ];
  for (const [name, configPath, cacheFolder, expected] of cases) {
    it(`names no place outside of the workspace once it is taken over: ${name}`, async () => {
      const folder = path.join(runsFolder(workspace), 'one');
      mkdirSync(folder, { recursive: true });
      const manifest = { formatVersion: 1, id: 'one', name: 'one', createdAt: 1, config: {}, configPath, cacheFolder };
      writeFileSync(path.join(folder, 'run.json'), JSON.stringify(manifest));
      await adoptRun(folder);
      const adopted = await readManifest(folder);
      assert.equal(adopted.cacheFolder, path.join(workspace, '.distillery', 'cache'));
      assert.equal(adopted.configPath, path.join(workspace, expected));
    });
  }

  it('leads nowhere by a linked folder, unless the user allows where it leads', () => {
    const other = path.join(root, 'other');
    mkdirSync(other);
    symlinkSync(other, path.join(workspace, '.distillery'));
    const runs = runsFolder(workspace);
    assert.throws(
      () => assertInsideWorkspace(runs, workspace, []),
      /leads to .*other, outside of the workspace; allow that folder/,
    );
    assertInsideWorkspace(runs, workspace, [other]);
    assertInsideWorkspace(path.join(workspace, 'plain', 'runs'), workspace, []);
    assert.throws(
      () => assertInsideWorkspace(path.join(root, 'workspace-2'), workspace, []),
      /outside of the workspace/,
    );
  });

  it('allows folders only by a list of texts', () => {
    const read = (text: string): string[] => allowedFoldersOf({ DISTILLERY_ALLOWED_FOLDERS: text });
    assert.deepEqual(read('["/a", 3, "/b"]'), ['/a', '/b']);
    for (const wrong of ['', '{', '"/a"', 'null']) assert.deepEqual(read(wrong), []);
    assert.deepEqual(allowedFoldersOf({}), []);
  });
});
