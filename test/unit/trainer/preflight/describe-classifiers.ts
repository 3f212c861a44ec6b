import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
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
/** Figures of PyTorch, and the files that it exported the same classifier to. */
export const facts = JSON.parse(readFileSync(`${folder}/teachers.json`, 'utf8')) as Facts;

/** Errors on the 10,000 test digits. */
export async function errorsOf(name: string, stated: AdapterSettings = {}): Promise<number> {
  const data = await digits();
  const seen = adapterOf(data, stated).data;
  const { forward } = await openTeacher(folder, name, stated.input);
  const logits = await logitsOf(forward, seen, seen.test, () => Promise.resolve());
  forward.dispose();
  return evaluate(logits, data.test, data.classes).errors;
}

/** Promises of the preflight, for some of the exported files. */
export function describeClassifiers(names: readonly string[]): void {
  describe('a PyTorch classifier that was trained with mean 0.1307 and deviation 0.3081', function () {
    this.timeout(60_000);

    for (const name of names) {
      it(`${name}: the preflight names the reading, and after it the errors are PyTorch’s to the digit`, async () => {
        const { better, score } = await tried(folder, name);
        assert.deepEqual(better?.input, { mean: facts.mean, std: facts.std });
        assert.ok(better.score.errors < score.errors && better.t >= 8);
        const { input } = better;
        assert.equal((await tried(folder, name, { input })).score.errors, better.score.errors);
        assert.equal(await errorsOf(name, { input }), facts.errors);
      });
    }
  });
}
