import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunEvent } from '../../../src/runs';
import { grayPng } from '../../unit/pictures/pictures';
import { SmallRuns } from './small-runs';

/** A run on the pictures of the root's folder `set`. */
function addRun(runs: SmallRuns, cache: string): string {
  const data = { format: 'images', path: 'set', channels: 'gray', test: 0.1 };
  const folder = runs.add(cache, { data });
  const file = path.join(folder, 'run.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...manifest, configPath: path.join(runs.root, 'own.distill.yaml') }));
  return folder;
}

const noticesOf = (events: readonly RunEvent[], pattern: RegExp): string[] =>
  events.flatMap((event) => (event.type === 'notice' && pattern.test(event.message) ? [event.message] : []));

describe('runs on a folder of pictures', function () {
  this.timeout(60_000);
  let runs: SmallRuns;
  before(() => {
    runs = new SmallRuns();
    for (const name of ['dark', 'light']) {
      mkdirSync(path.join(runs.root, 'set', name), { recursive: true });
      for (let index = 0; index < 300; index += 1) {
        const row = Array.from({ length: 28 }, (_, x) => (name === 'light' ? 255 - x : index % 100));
        writeFileSync(
          path.join(runs.root, 'set', name, `${index}.png`),
          grayPng(...Array.from({ length: 28 }, () => row)),
        );
      }
    }
  });
  after(() => runs.remove());

  it('that begin at once share one reading of them, and end with the same student', async () => {
    const folders = [addRun(runs, 'shared'), addRun(runs, 'shared')];
    const ended = await Promise.all(folders.map((folder) => runs.attempt(folder, 1, undefined, '')));
    for (const { code, last } of ended) assert.deepEqual([code, last?.type], [0, 'finished'], JSON.stringify(last));
    const readings = ended.flatMap(({ events }) =>
      noticesOf(events, /^reads 600 pictures into 470\.4 kB of the cache$/),
    );
    assert.equal(readings.length, 1, 'one of the two read the pictures');
    const prepared = ended.filter(({ events }) => events.some(({ type }) => type === 'preparation'));
    assert.equal(prepared.length, 1);
    const students = folders.map((folder) => readFileSync(path.join(folder, 'student', 'weights.bin')).toString('hex'));
    assert.equal(students[0], students[1]);
    assert.equal(readdirSync(path.join(runs.root, 'shared', 'data')).length, 1);
  });
});
