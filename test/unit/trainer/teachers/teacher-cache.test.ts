import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DataSet } from '../../../../src/data';
import { encodeNpy, TeacherEntry, type NewEvent, type RunManifest } from '../../../../src/runs';
import { fileOperations } from '../../../../src/runs/store/file-operations';
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
    const context = {
      manifest,
      runFolder: path.join(root, '.distillery', 'runs', 'run'),
      events: { write: (event: NewEvent) => void events.push(event) },
    };
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

  it('takes no logits of another shape than the data and its classes have', async () => {
    const cache = cacheFor();
    const split = (count: number): DataSet['train'] => ({
      count,
      ...{ labels: new Int32Array(count), images: new Float32Array() },
    });
    const data = { classes: 2, train: split(3), validation: split(1), test: split(1) } as unknown as DataSet;
    const logits = { train: new Float32Array(6), validation: new Float32Array(2), test: new Float32Array(2) };
    cache.writeLogits(logits, data, { source: 'a', data: 'b' });
    assert.deepEqual(await cache.readLogits(data), logits);
    const other = { ...data, train: split(2) };
    await assert.rejects(cache.readLogits(other), /train\.npy has the shape 3×2, not 2×2/);
    const deeper = { 'train.npy': encodeNpy({ shape: [3, 2, 2], values: new Float32Array(12) }) };
    new TeacherEntry(path.join(root, '.distillery', 'cache'), cache.key).write(deeper);
    await assert.rejects(cache.readLogits(data), /train\.npy has the shape 3×2×2, not 3×2/);
  });

  it('is mended where a file lies in the place of its folder, or a folder in that of one of its files', async () => {
    const folder = path.join(root, '.distillery', 'cache', 'teachers', cacheFor().key);
    mkdirSync(path.dirname(folder));
    writeFileSync(folder, 'a file');
    const cache = cacheFor();
    assert.equal(await cache.readWeights(), undefined);
    cache.writeWeights([Float32Array.of(1)]);
    for (const name of ['teacher.weights', 'entry.json']) {
      rmSync(path.join(folder, name));
      mkdirSync(path.join(folder, name, 'deeper'), { recursive: true });
      await assert.rejects(cacheFor().readWeights(), /is a folder, not a file/);
      cache.writeWeights([Float32Array.of(2)]);
      assert.deepEqual(await cacheFor().readWeights(), [Float32Array.of(2)]);
    }
    assert.deepEqual(events, []);
  });

  it('holds nothing of a cache that can be written', () => {
    const cache = cacheFor();
    cache.probe();
    assert.deepEqual(events, []);
    const teachers = path.join(root, '.distillery', 'cache', 'teachers');
    assert.ok(existsSync(teachers) && !existsSync(path.join(teachers, cache.key)));
  });
});
