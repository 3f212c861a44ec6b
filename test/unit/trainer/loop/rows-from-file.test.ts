import assert from 'node:assert/strict';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DataSet } from '../../../../src/data';
import { toNumbers } from '../../../../src/data/normalize';
import { rowsByIndex } from '../../../../src/data/rows';
import { RowFile } from '../../../../src/runs/cache/row-file';
import { data as synthetic } from '../synthetic';
import { run } from '../training-run';

const weightsOf = (file: Buffer): Buffer => file.subarray(file.indexOf('\n', file.indexOf('\n') + 1));

describe('a training on rows that are read from a file, batches ahead of its steps', () => {
  let folder = '';
  let descriptor = 0;
  let rows: RowFile;
  const { train, features } = synthetic;
  const bytes = Uint8Array.from(train.images as Float32Array, (value) => Math.min(Math.max(60 * value + 60, 0), 255));
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'distillery-by-row-'));
    writeFileSync(path.join(folder, 'rows.bin'), bytes);
    descriptor = openSync(path.join(folder, 'rows.bin'), 'r');
    rows = new RowFile(descriptor, features, train.count, []);
  });
  after(() => {
    closeSync(descriptor);
    rmSync(folder, { recursive: true });
  });

  const config = { temperature: 4, train: { epochs: 3, batchSize: 32, checkpoint: { everySteps: 4 } } };
  const byRow = (): DataSet => {
    const images = rowsByIndex(
      (indices) => rows.gather(indices),
      undefined,
      (indices) => rows.prefetch(indices),
    );
    return { ...synthetic, train: { ...train, images } };
  };

  it('gives the weights of one on the same rows in memory, and goes on after a stop as if there had been none, bit for bit', async () => {
    const inMemory = await run(config, Infinity, undefined, {
      data: { ...synthetic, train: { ...train, images: toNumbers(bytes) } },
    });
    const whole = await run(config, Infinity, undefined, { data: byRow() });
    assert.ok(weightsOf(whole.weights).equals(weightsOf(inMemory.weights)));
    const runFolder = path.join(folder, 'run');
    mkdirSync(runFolder);
    await assert.rejects(run(config, 4, runFolder, { data: byRow() }));
    const rest = await run(config, Infinity, runFolder, { data: byRow() });
    assert.equal(rest.steps.length, 5);
    assert.deepEqual(
      rest.steps.map(({ loss }) => loss),
      whole.steps.slice(4).map(({ loss }) => loss),
    );
    assert.ok(weightsOf(rest.weights).equals(weightsOf(whole.weights)));
  });
});
