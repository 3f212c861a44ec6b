import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FileStatuses } from '../../../../src/data-sources/images/stat-files';

describe('sizes and times of many files', () => {
  let root = '';
  const folders = ['a', 'b b', 'é'].map((name, place) => ({
    ...{ name, role: `train ${place % 2}` },
    names: Array.from({ length: 900 }, (_, index) => `é ${index}.png`),
  }));
  const start = (name: string): string => path.join(root, name, path.sep);
  before(() => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-stat-'));
    for (const { name, names } of folders) {
      mkdirSync(start(name));
      names.forEach((one, index) => writeFileSync(start(name) + one, 'x'.repeat(index % 7)));
    }
  });
  after(() => rmSync(root, { recursive: true, force: true }));
  const pause = (): Promise<void> => Promise.resolve();
  const added = (minForThread: number): FileStatuses => {
    const statuses = new FileStatuses(minForThread);
    for (const { name, role, names } of folders) statuses.add(role, start(name), names);
    return statuses;
  };

  for (const [what, minForThread] of [
    ['this thread', Infinity],
    ['two threads', 0],
  ] as const) {
    it(`are those that the system gives each, looked up on ${what}`, async () => {
      const wanted = folders.flatMap(({ name, role, names }) =>
        names.map((one) => {
          const { size, mtimeMs, ctimeMs } = statSync(start(name) + one);
          return { role, path: start(name) + one, bytes: size, changedAt: Math.max(mtimeMs, ctimeMs) };
        }),
      );
      assert.deepEqual(await added(minForThread).files(pause), wanted);
    });

    it(`leave out what is no file, looked up on ${what}`, async () => {
      const statuses = added(minForThread);
      statuses.add('train 0', path.join(root, path.sep), ['a']);
      assert.equal((await statuses.files(pause)).length, 2700);
    });

    it(`end with a sentence where a file is gone, looked up on ${what}`, async () => {
      const statuses = added(minForThread);
      statuses.add('train 0', start('a'), ['gone.png']);
      await assert.rejects(statuses.files(pause), {
        message: `${start('a')}gone.png cannot be read: it was there a moment ago`,
        hint: 'try again when nothing writes to the folder',
      });
    });
  }
});
