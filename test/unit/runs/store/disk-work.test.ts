import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { doLater, doNow, fileOperations, writingFile } from '../../../../src/runs';

describe('work that waits for the disk', () => {
  let folder: string;
  const real = { ...fileOperations };
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'distillery-disk-work-'))));
  afterEach(() => {
    Object.assign(fileOperations, real);
    rmSync(folder, { recursive: true, force: true });
  });

  const ways = {
    'at once': <Result>(work: Parameters<typeof doNow<Result>>[0]): Promise<Result> =>
      new Promise((resolve) => resolve(doNow(work))),
    'while the event loop goes on': doLater,
  };

  for (const [name, work] of Object.entries(ways)) {
    it(`writes a file ${name}, and syncs it before its name and its folder after it`, async () => {
      const order: string[] = [];
      Object.assign(fileOperations, {
        sync: (descriptor: number) => {
          order.push('sync');
          real.sync(descriptor);
        },
        syncLater: (descriptor: number) => {
          order.push('sync');
          return real.syncLater(descriptor);
        },
        rename: (from: string, to: string) => {
          order.push('rename');
          real.rename(from, to);
        },
      });
      const file = path.join(folder, 'file');
      await work(writingFile(file, 'content'));
      assert.equal(readFileSync(file, 'utf8'), 'content');
      assert.deepEqual(order, process.platform === 'win32' ? ['sync', 'rename'] : ['sync', 'rename', 'sync']);
    });

    it(`leaves nothing ${name} where a file does not reach the disk`, async () => {
      const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      Object.assign(fileOperations, {
        sync: () => {
          throw full;
        },
        syncLater: () => Promise.reject(full),
      });
      await assert.rejects(work(writingFile(path.join(folder, 'file'), 'content')), full);
      assert.deepEqual(readdirSync(folder), []);
    });
  }

  it('waits for several files together where it is done later', async () => {
    let [waiting, most] = [0, 0];
    const ready: (() => void)[] = [];
    Object.assign(fileOperations, {
      syncLater: () => {
        waiting += 1;
        most = Math.max(most, waiting);
        return new Promise<void>((resolve) => {
          ready.push(() => {
            waiting -= 1;
            resolve();
          });
          // The disk answers once all three wait for it.
          if (ready.length === 3) for (const done of ready.splice(0)) done();
        });
      },
    });
    const names = ['one', 'two', 'three'];
    await Promise.all(names.map((name) => doLater(writingFile(path.join(folder, name), name))));
    assert.equal(most, 3);
    assert.deepEqual(readdirSync(folder).sort(), [...names].sort());
  });
});
