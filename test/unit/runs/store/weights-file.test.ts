import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { doNow, encodeWeights, readWeightsFile, writingTemporaryWeights } from '../../../../src/runs';

describe('a weights file', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'distillery-weights-'));
    file = path.join(folder, 'last.weights');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  // Of bytes that are compared in several looks, that are copied beside others, and of none.
  const arrays = [3, 300_000, 0, 20_000, 7, 1].map((length, place) =>
    Float32Array.from({ length }, (_, index) => place + index / 4),
  );
  const content = { header: { step: 7 }, arrays };

  it('gives back each of its arrays, large and small', () => {
    const written = doNow(writingTemporaryWeights(file, content));
    assert.equal(written.isWhole(), true);
    doNow(written.committing());
    assert.deepEqual(readWeightsFile(file), content);
    assert.ok(readFileSync(file).equals(encodeWeights(content)));
  });

  it('is written of views of larger arrays', () => {
    const views = arrays.map((values) => values.subarray(1, -1));
    const written = doNow(writingTemporaryWeights(file, { header: { step: 7 }, arrays: views }));
    doNow(written.committing());
    assert.deepEqual(
      readWeightsFile(file)?.arrays,
      views.map((values) => values.slice()),
    );
  });

  it('is found not to be whole where one byte of it is another, is missing or is more', () => {
    const size = encodeWeights(content).byteLength;
    const damages: readonly ((written: string) => void)[] = [
      ...[0, 1 << 20, size - 1].map((place) => (written: string) => {
        const bytes = readFileSync(written);
        bytes[place] = (bytes[place] ?? 0) ^ 1;
        writeFileSync(written, bytes);
      }),
      (written) => truncateSync(written, size - 1),
      (written) => appendFileSync(written, 'x'),
    ];
    for (const damage of damages) {
      const written = doNow(writingTemporaryWeights(file, content));
      damage(written.path);
      assert.equal(written.isWhole(), false);
      written.discard();
    }
  });
});
