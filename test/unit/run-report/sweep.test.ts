import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import { exportSweep } from '../../../src/run-report';
import { writeSweep } from '../../../src/run-report/sweep';
import { formatPercent } from '../../../src/wording';
import { makeSweep } from '../../browser/sweep/make-sweep';

describe('the export of a sweep', () => {
  let root: string;
  let sweep: string;

  before(() => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-sweep-export-'));
    sweep = makeSweep(root, { name: 'a<b>&"c', seeds: 2 });
    writeFileSync(path.join(sweep, 'config.yaml'), `name: x # ${root}/secret/config.yaml\n`);
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  const written = (format: 'html' | 'csv' | 'json' | 'svg', folder = sweep): Promise<string> =>
    exportSweep(folder, format, writeSweep);

  it('as CSV has a row for each run, with bare numbers', async () => {
    const [head, ...rows] = (await written('csv')).trimEnd().split('\r\n');
    const measured = ['test accuracy', 'test balanced accuracy', 'test macro F1', 'test NLL', 'test calibration error'];
    const all = [...measured, 'parameters', 'operations'].flatMap((name) => [name, `${name} of the control`]);
    assert.deepEqual(head?.split(','), [
      ...['run', 'point', 'stage', 'temperature.value', 'student.model.hidden', 'seed', 'status'],
      ...['validation accuracy', 'test errors', 'test errors of the control', 'seconds', ...all],
      ...['importance of temperature.value', 'importance of student.model.hidden'],
    ]);
    assert.equal(rows.length, 46);
    assert.match(
      rows[0] ?? '',
      /-0000-s1"?,0,search,1,800,1,finished,0\.9\d+,\d+,\d+,[\d.]+,0\.9\d+,.*,0\.\d+,0\.\d+$/,
    );
  });

  it('as CSV has the measures of the verdict for each run: their means are those of its table', async () => {
    const [head = '', ...rows] = (await written('csv')).trimEnd().split('\r\n');
    const names = head.split(',');
    const fresh = rows.map((row) => row.split(',')).filter((cells) => cells[names.indexOf('stage')] === 'verdict');
    assert.equal(fresh.length, 6);
    const { verdict } = JSON.parse(await written('json')) as {
      verdict: { figures: { measure: string; distilled: number; control: number }[] };
    };
    const columns = { accuracy: 'test accuracy', macroF1: 'test macro F1', nll: 'test NLL', parameters: 'parameters' };
    for (const [measure, column] of Object.entries(columns)) {
      const figures = verdict.figures.find((one) => one.measure === measure);
      const meanOf = (name: string): number =>
        fresh.reduce((sum, cells) => sum + Number(cells[names.indexOf(name)]), 0) / fresh.length;
      assert.ok(figures !== undefined, measure);
      assert.ok(Math.abs(meanOf(column) - figures.distilled) < 1e-9 * figures.distilled, measure);
      assert.ok(Math.abs(meanOf(`${column} of the control`) - figures.control) < 1e-9 * figures.control, measure);
    }
  });

  it('as CSV has the importance that the page shows, the same in each row, and none below 30 runs', async () => {
    const cells = (await written('csv'))
      .trimEnd()
      .split('\r\n')
      .map((row) => row.split(',').slice(-2));
    const shares = cells.slice(1).map((row) => row.join());
    assert.equal(new Set(shares).size, 1);
    const [temperature = 0, hidden = 0] = (cells[1] ?? []).map(Number);
    assert.ok(Math.abs(temperature + hidden - 1) < 1e-9, `${temperature} and ${hidden}`);
    const page = await written('html');
    for (const share of [temperature, hidden]) assert.ok(page.includes(`>${formatPercent(share, 0)}<`), `${share}`);
    const few = makeSweep(root, { name: 'few', seeds: 1, fresh: 0 });
    assert.doesNotMatch(await written('csv', few), /importance/);
  });

  it('as HTML is one escaped page without a script or a path, with charts, the verdict and all points', async () => {
    const page = await written('html');
    assert.ok(page.includes('<title>a&lt;b&gt;&amp;&quot;c</title>'));
    assert.doesNotMatch(page, /<script|<b>|src=|href=/);
    assert.ok(!page.includes(root), 'a path of this machine');
    assert.equal(page.match(/<svg /g)?.length, 8);
    assert.equal(page.match(/<text[^>]*>Which setting decides: /g)?.length, 2);
    assert.equal(page.match(/<text[^>]*>[^<]*, by all settings/g)?.length, 2);
    assert.match(page, /Helps: test accuracy .* better in 6 of 6 pairs/);
    assert.equal(page.match(/<tr/g)?.length, 9 + 7 + 22);
    assert.match(page, /<tr class="strong"><th scope="row">test accuracy<\/th>/);
    assert.match(page, /<th scope="row">macro F1<\/th>/);
    assert.equal(page.match(/ ★</g)?.length, 1);
  });

  it('as SVG has a map and lines of both figures, and says when there is nothing to draw', async () => {
    const image = await written('svg');
    assert.match(image, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 640 \d+"/);
    assert.equal(image.match(/<rect [^>]*rx="3"/g)?.length, 40);
    assert.doesNotMatch(image, /NaN|undefined/);
    assert.match(image, />mean over seeds with its 95 % interval, test split</, 'says what its bars are');
    assert.match(image, />hidden 300</, 'names the setting of its lines');
    const [, chart = ''] = image.split('aria-label="Errors more or fewer').slice(1);
    const bars = [...chart.matchAll(/<path d="M[\d.]+ ([\d.]+)V([\d.]+)" stroke="#(?!eee)/g)];
    assert.ok(bars.length >= 20);
    for (const [, low, high] of bars) assert.ok(Number(high) >= 68 && Number(low) <= 250, 'no bar leaves its axes');
    const none = makeSweep(root, { name: 'none', open: 20, seeds: 1, fresh: 0, control: false });
    await assert.rejects(written('svg', none), /none-1a2b has no run with a result yet, so there is nothing to draw$/);
    assert.match(await written('html', none), /No run has a result yet\./);
  });

  it('as JSON holds the table and the verdict', async () => {
    const record = JSON.parse(await written('json')) as {
      table: { points: unknown[] };
      verdict: { pairs: unknown[]; figures: { measure: string }[] };
    };
    assert.equal(record.table.points.length, 21);
    assert.equal(record.verdict.pairs.length, 6);
    assert.deepEqual(
      record.verdict.figures.map(({ measure }) => measure),
      ['accuracy', 'balancedAccuracy', 'macroF1', 'nll', 'calibration', 'time', 'parameters', 'operations'],
    );
  });
});
