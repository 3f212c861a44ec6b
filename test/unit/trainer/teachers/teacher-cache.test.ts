import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NewEvent, RunManifest } from '../../../../src/runs';
import { fileOperations } from '../../../../src/runs/folder/file-operations';
import type { Context } from '../../../../src/trainer/context/context';
import { TeacherCache } from '../../../../src/trainer/teachers/teacher-cache';

describe('a teacher’s place in the cache', () => {
  let root = '';
  let events: NewEvent[] = [];
  const { makeFolder } = fileOperations;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-teacher-cache-'));
    mkdirSync(path.join(root, '.distillery', 'cache'), { recursive: true });
    events = [];
  });
  afterEach(() => {
    Object.assign(fileOperations, { makeFolder });
    rmSync(root, { recursive: true });
  });

  const cacheFor = (): TeacherCache => {
    const manifest: Partial<RunManifest> = { cacheFolder: path.join(root, '.distillery', 'cache') };
    const context = { manifest, events: { write: (event: NewEvent) => void events.push(event) } };
    return new TeacherCache(context as unknown as Context, 'a teacher');
  };

  it('is found to be read-only before the teacher trains, and told of once', () => {
    const refuse = (folder: string): never => {
      throw Object.assign(new Error(`EROFS: read-only file system, mkdir '${folder}'`), { code: 'EROFS' });
    };
    Object.assign(fileOperations, { makeFolder: refuse });
    const cache = cacheFor();
    cache.probe();
    cache.writeWeights([]);
    assert.equal(events.length, 1);
    const [notice] = events;
    assert.ok(notice?.type === 'notice');
    assert.match(notice.message, /^the teacher is not kept for other runs, since the cache cannot be written: EROFS/);
  });

  it('holds nothing of a cache that can be written', () => {
    const cache = cacheFor();
    cache.probe();
    assert.deepEqual(events, []);
    const teachers = path.join(root, '.distillery', 'cache', 'teachers');
    assert.ok(existsSync(teachers) && !existsSync(path.join(teachers, cache.key)));
  });
});
