import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { experiments } from '../../../scripts/measure/verdicts/experiments.mjs';
import { renderPage } from '../../../scripts/measure/verdicts/page.mjs';
import { parseConfig } from '../../../src/config';

interface Point {
  readonly label: string;
  readonly seeds: readonly number[];
  readonly testExamples: number;
  readonly errors: readonly number[];
  readonly errorsOfControls: readonly number[];
  readonly errorsOfTeachers: readonly number[];
}
const file = 'docs/does-it-help.md';
const page = readFileSync(file, 'utf8');
const records = JSON.parse(readFileSync('docs/does-it-help.json', 'utf8')) as Readonly<
  Record<string, { readonly points: readonly Point[] }>
>;

describe('the page of real data', function () {
  this.timeout(20_000);

  it('is what the measured figures make it', async () => {
    const made = await format(renderPage(records), { ...(await resolveConfig(file)), filepath: file });
    assert.equal(page, made, 'run: npm run measure:verdicts -- --page');
  });

  it('follows the figures: one error more in a student changes it', () => {
    const [name, record] = Object.entries(records)[0] ?? [];
    assert.ok(name !== undefined && record !== undefined);
    const [first, ...others] = record.points;
    assert.ok(first !== undefined);
    const worse = { ...first, errors: first.errors.map((count) => count + 1) };
    const made = renderPage({ ...records, [name]: { ...record, points: [worse, ...others] } });
    assert.notEqual(made, renderPage(records));
  });

  it('has figures of experiments alone, each with a student, a control and a teacher of its own for each seed', () => {
    assert.ok(Object.keys(records).length >= 5);
    for (const [name, { points }] of Object.entries(records)) {
      assert.ok(name in experiments, name);
      assert.ok(points.length > 0, name);
      for (const { label, seeds, testExamples, errors, errorsOfControls, errorsOfTeachers } of points) {
        assert.ok(seeds.length > 1, `${name}, ${label}`);
        assert.equal(new Set(seeds).size, seeds.length);
        for (const counts of [errors, errorsOfControls, errorsOfTeachers]) {
          assert.equal(counts.length, seeds.length, `${name}, ${label}`);
          assert.ok(counts.every((count) => Number.isInteger(count) && count >= 0 && count <= testExamples));
        }
      }
    }
  });

  it('has configs without problems, of the sweeps that it names', () => {
    for (const [name, { config }] of Object.entries(experiments)) {
      const { problems } = parseConfig(JSON.stringify({ name, ...config }), 'json');
      assert.deepEqual(
        problems.filter(({ severity }) => severity !== 'information'),
        [],
        name,
      );
    }
  });
});
