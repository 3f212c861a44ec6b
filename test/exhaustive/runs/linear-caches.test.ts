import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encodeNpy, findTeacherLogits, measureCache, RowEntry, TeacherEntry, teacherFiles } from '../../../src/runs';
import { assertLinear } from '../../growth';

describe('the time of a reader of the caches grows with what lies there and no faster', function () {
  this.timeout(120_000);
  const root = mkdtempSync(path.join(tmpdir(), 'distillery-linear-caches-'));
  after(() => rmSync(root, { recursive: true, force: true }));
  let made = 0;

  /** Folder of a workspace with an empty cache. */
  function newWorkspace(): string {
    made += 1;
    const workspace = path.join(root, String(made));
    mkdirSync(path.join(workspace, '.distillery', 'cache'), { recursive: true });
    return workspace;
  }
  const cacheOf = (workspace: string): string => path.join(workspace, '.distillery', 'cache');
  const keyOf = (number: number): string => number.toString(16).padStart(64, '0');

  it('rows of a data set, of which every other example was left out', () =>
    assertLinear(8000, (length) => {
      const rowBytes = 64;
      const row = new Uint8Array(rowBytes);
      const all = Int32Array.from({ length }, (_, index) => index).reverse();
      return () => {
        const entry = new RowEntry(cacheOf(newWorkspace()), keyOf(1), rowBytes);
        const writer = entry.write();
        for (let place = 0; place < length; place += 1) {
          writer.add(row);
          writer.add('is damaged');
          if (place % 100 === 0) assert.ok(writer.skipped.length > place);
        }
        entry.finish(writer).rows.close();
        // Another time, so that every checksum is looked at.
        utimesSync(path.join(entry.folder, 'rows.bin'), 1, 1);
        const kept = entry.open();
        assert.equal(kept?.skipped.length, length);
        kept.rows.gather(all);
        kept.rows.close();
      };
    }));

  it('rows that another process goes on with, in many blocks', () =>
    assertLinear(3, (length) => {
      // A row fills a block.
      const rowBytes = 4 << 20;
      const entry = new RowEntry(cacheOf(newWorkspace()), keyOf(1), rowBytes);
      const writer = entry.write();
      for (let place = 0; place < length; place += 1) writer.add(new Uint8Array(rowBytes));
      writer.close();
      return () => {
        const next = entry.write();
        assert.equal(next.next, length);
        next.close();
      };
    }));

  const settings = { source: { preset: 'mlp' }, data: { format: 'mnist' } };
  const write = (workspace: string, key: string, examples: number, source: object): void => {
    const logits = encodeNpy({ shape: [examples, 10], values: new Float32Array(examples * 10) });
    const about = JSON.stringify({ ...settings, source });
    new TeacherEntry(cacheOf(workspace), key).write({
      [teacherFiles.logits.train]: logits,
      [teacherFiles.about]: about,
    });
  };
  const find = (workspace: string): ReturnType<typeof findTeacherLogits> =>
    findTeacherLogits(cacheOf(workspace), settings, () => Promise.resolve(true));

  it('answers of one teacher for many examples', () =>
    assertLinear(30_000, (examples) => {
      const workspace = newWorkspace();
      write(workspace, keyOf(1), examples, settings.source);
      return async () => assert.equal((await find(workspace))?.shape[0], examples);
    }));

  it('answers of many teachers', () =>
    assertLinear(50, (count) => {
      const workspace = newWorkspace();
      for (let number = 0; number < count; number += 1) write(workspace, keyOf(number), 4, { number });
      return async () => {
        assert.equal(await find(workspace), undefined);
        assert.equal((await measureCache(workspace)).teachers, count);
      };
    }));
});
