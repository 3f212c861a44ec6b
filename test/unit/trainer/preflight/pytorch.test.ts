import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { allRows, gatherBatch } from '../../../../src/data';
import { evaluate, logitsOf } from '../../../../src/trainer/evaluation';
import { adapterOf, type AdapterSettings } from '../../../../src/trainer/networks/teacher-adapter';
import { digits, openTeacher, tried } from './digits';

const folder = 'test/fixtures/teachers';
interface Facts {
  readonly mean: number;
  readonly std: number;
  readonly errors: number;
  readonly errorsOnPixels: number;
  readonly models: readonly string[];
}
const facts = JSON.parse(readFileSync(`${folder}/teachers.json`, 'utf8')) as Facts;

/** Errors on the 10,000 test digits. */
async function errorsOf(name: string, stated: AdapterSettings = {}): Promise<number> {
  const data = await digits();
  const seen = adapterOf(data, stated).data;
  const { forward } = await openTeacher(folder, name, stated.input);
  const logits = await logitsOf(forward, seen, seen.test, () => Promise.resolve());
  forward.dispose();
  return evaluate(logits, data.test, data.classes).errors;
}

describe('a PyTorch classifier that was trained with mean 0.1307 and deviation 0.3081', function () {
  this.timeout(60_000);

  for (const name of facts.models) {
    it(`${name}: the preflight names the reading, and after it the errors are PyTorch’s to the digit`, async () => {
      const { better, score } = await tried(folder, name);
      assert.deepEqual(better?.input, { mean: facts.mean, std: facts.std });
      assert.ok(better.score.errors < score.errors && better.t >= 8);
      const { input } = better;
      assert.equal((await tried(folder, name, { input })).score.errors, better.score.errors);
      assert.equal(await errorsOf(name, { input }), facts.errors);
    });
  }

  it('makes the errors that PyTorch makes on plain pixels before that', async () => {
    assert.equal(await errorsOf('torchscript-dynamic-logits.onnx'), facts.errorsOnPixels);
  });

  it('is given the same bytes by its view as by a batch of it', async () => {
    const data = await digits();
    const seen = adapterOf(data, { input: { mean: facts.mean, std: facts.std } }).data;
    const order = Int32Array.of(3, 1, 4);
    const { images } = gatherBatch(seen, seen.validation, order, 0, 3);
    const rows = allRows(seen.validation, seen.features);
    assert.deepEqual(images.subarray(784, 1568), rows.subarray(784, 1568));
  });
});
