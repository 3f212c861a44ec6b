import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema } from '../../../src/config';
import { sampleRows, type DataOptions, type DataPlace } from '../../../src/data-sources';
import { grayPng } from '../pictures/pictures';

const optionsOf = (data: object): DataOptions =>
  configSchema.parse({ name: 'a', data, student: { model: { preset: 'mlp', hidden: [4] } } }).data;

describe('sample rows', () => {
  let folder: string;
  let place: DataPlace;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'distillery-samples-'));
    place = { resolve: (written) => path.resolve(folder, written), environment: {} };
  });
  after(() => rmSync(folder, { recursive: true }));

  it('are the first training picture of each class, as the files have it', async () => {
    const options = optionsOf({ set: 'mnist', classes: [7, 2, 0] });
    const { shape, samples } = await sampleRows(options, place, 2);
    assert.deepEqual(
      [shape, samples.map(({ className }) => className)],
      [
        [28, 28, 1],
        ['7', '2'],
      ],
    );
    for (const { row } of samples) {
      assert.ok(row instanceof Uint8Array && row.length === 784 && row.some((byte) => byte > 200));
    }
  });

  it('are pictures of a folder at the size of the config, without those that cannot be read', async () => {
    for (const [name, value] of [
      ['cat', 10],
      ['dog', 200],
      ['eel', 90],
    ] as const) {
      mkdirSync(path.join(folder, 'pets', name), { recursive: true });
      const bytes =
        name === 'eel'
          ? Buffer.from('no picture')
          : grayPng(...Array.from({ length: 6 }, () => new Array<number>(8).fill(value)));
      writeFileSync(path.join(folder, 'pets', name, 'one.png'), bytes);
    }
    const options = optionsOf({ format: 'images', path: 'pets', size: 4, channels: 'gray' });
    const { shape, samples } = await sampleRows(options, place, 6);
    assert.deepEqual(shape, [4, 4, 1]);
    assert.deepEqual(
      samples.map(({ className, row }) => [className, row[0], row.length]),
      [
        ['cat', 10, 16],
        ['dog', 200, 16],
      ],
    );
  });

  it('are none of a table', async () => {
    writeFileSync(path.join(folder, 'a.csv'), 'x,label\n1,a\n2,b\n');
    const options = optionsOf({ format: 'table', path: 'a.csv' });
    await assert.rejects(sampleRows(options, place, 6), /augment changes pictures, and this data has columns/);
  });
});
