import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { statFiles } from '../../../../src/data-sources/images/stat-files';

describe('sizes and times of many files', () => {
  let folder = '';
  const files = Array.from({ length: 2500 }, (_, index) => ({ role: `train ${index % 2}`, name: `é ${index}.png` }));
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'distillery-stat-'));
    files.forEach(({ name }, index) => writeFileSync(path.join(folder, name), 'x'.repeat(index % 7)));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const found = (): { role: string; path: string }[] =>
    files.map(({ role, name }) => ({ role, path: path.join(folder, name) }));
  const pause = (): Promise<void> => Promise.resolve();

  for (const [what, minForThread] of [
    ['this thread', Infinity],
    ['two threads', 0],
  ] as const) {
    it(`are those that the system gives each, looked up on ${what}`, async () => {
      const wanted = found().map((file) => {
        const { size, mtimeMs, ctimeMs } = statSync(file.path);
        return { ...file, bytes: size, changedAt: Math.max(mtimeMs, ctimeMs) };
      });
      assert.deepEqual(await statFiles(found(), pause, minForThread), wanted);
    });

    it(`end with the system's error where a file is gone, looked up on ${what}`, async () => {
      const gone = { role: 'train 0', path: path.join(folder, 'gone.png') };
      await assert.rejects(statFiles([...found(), gone], pause, minForThread), { code: 'ENOENT', path: gone.path });
    });
  }
});
