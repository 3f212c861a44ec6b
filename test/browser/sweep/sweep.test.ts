import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { addSweepChange } from '../../../src/runs';
import { launch } from '../panel/page';
import { endRun, makeSweep } from './make-sweep';
import { SweepPage } from './sweep-page';

describe('the page of a sweep in a browser', () => {
  let browser: Browser;
  let root: string;
  let finished: string;
  let sweep: SweepPage;

  before(async () => {
    browser = await launch();
    root = mkdtempSync(path.join(tmpdir(), 'distillery-sweep-page-'));
    finished = makeSweep(root);
  });
  afterEach(async () => {
    await sweep.checkSound();
    await sweep.close();
  });
  after(async () => {
    await browser.close();
    rmSync(root, { recursive: true, force: true });
  });

  const rows = (): Promise<string[]> => sweep.page.locator('.point-row').allInnerTexts();
  const focused = (): Promise<string | null> =>
    sweep.page.evaluate<string | null>('document.activeElement.getAttribute("aria-label")');

  it('shows name, standing, verdict and a map whose cells name themselves', async () => {
    sweep = await SweepPage.open(browser, finished);
    assert.equal(await sweep.page.locator('h1').innerText(), 'flowers');
    assert.equal(await sweep.page.locator('#standing').innerText(), '66 runs');
    assert.match(await sweep.page.locator('#verdict-sentence').innerText(), /^Helps: test accuracy /);
    assert.equal(await sweep.page.locator('.verdict details tbody tr').count(), 6);
    const cells = sweep.page.locator('.heat button');
    assert.equal(await cells.count(), 20);
    assert.match((await cells.first().getAttribute('aria-label')) ?? '', /^hidden 800, temperature 1: −\d+\.\d ± \d/);
    assert.equal(await sweep.page.locator('.heat button.is-best').count(), 1);
  });

  it('has its verdict’s table whole in sight beside a config', async () => {
    sweep = await SweepPage.open(browser, finished);
    for (const width of [1400, 900, 560, 515, 480, 420]) {
      await sweep.page.setViewportSize({ width, height: 900 });
      const hidden = await sweep.page.evaluate<number>(`(() => {
        const { scrollWidth, clientWidth } = document.querySelector('.verdict-wide');
        return scrollWidth - clientWidth;
      })()`);
      assert.ok(hidden <= 0, `${hidden} px of the table are out of sight at ${width} px`);
    }
  });

  it('goes from a cell to its runs and from a run to its panel by keyboard alone', async () => {
    sweep = await SweepPage.open(browser, finished);
    await sweep.page.locator('.heat button').first().focus();
    await sweep.page.keyboard.press('ArrowRight');
    await sweep.page.keyboard.press('ArrowDown');
    assert.match((await focused()) ?? '', /^hidden 300, temperature 2: /);
    await sweep.page.keyboard.press('Enter');
    assert.match((await focused()) ?? '', /^temperature 2, hidden 300, /);
    assert.equal((await rows()).length, 4);
    await sweep.page.keyboard.press('ArrowDown');
    assert.match((await focused()) ?? '', /^seed 1, /);
    await sweep.page.keyboard.press('Enter');
    assert.deepEqual(sweep.requests.at(-1), { type: 'open', runId: `${path.basename(finished)}-0005-s1` });
    await sweep.page.locator('.chip').click();
    assert.ok((await rows()).length > 10);
  });

  it('sorts, filters and says why a filter cannot be read', async () => {
    sweep = await SweepPage.open(browser, finished);
    await sweep.page.getByRole('button', { name: 'against the control' }).click();
    await sweep.page.getByRole('button', { name: 'against the control' }).click();
    assert.equal(await sweep.page.locator('[aria-sort="ascending"]').innerText(), 'against the control ▴');
    await sweep.page.locator('#filter-text').fill('temperature >= 8 hidden = 30');
    assert.equal(await sweep.page.locator('#filter-count').innerText(), '2 of 21 rows');
    await sweep.page.locator('#filter-text').fill('heat > 3');
    assert.match(
      await sweep.page.locator('#filter-fault').innerText(),
      /^'heat' is no column\. Take one of temperature/,
    );
  });

  it('keeps the settings of a point in sight while its figures are scrolled, and leaves these half of the width', async () => {
    const over = { 'temperature.value': [1, 2], 'loss.soft': [0.5, 0.9], 'student.model.hidden': [[300], [30]] };
    sweep = await SweepPage.open(browser, makeSweep(root, { name: 'sideways', over, seeds: 1, fresh: 1 }));
    const shown = (): Promise<{ kept: string[]; edge: number; room: number }> =>
      sweep.page.evaluate(`(async () => {
        const points = document.querySelector('#points');
        points.scrollIntoView();
        points.scrollLeft = 0;
        await window.fakeEditor.frames();
        points.scrollLeft = 1e6;
        await window.fakeEditor.frames();
        const { left, width } = points.getBoundingClientRect();
        const kept = (cell) => {
          const box = cell.getBoundingClientRect();
          const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
          const isOnTop = cell.contains(document.elementFromPoint(x, y));
          const { position, left: edge } = getComputedStyle(cell);
          return position === 'sticky' && edge !== 'auto' && box.left >= left - 1 && isOnTop;
        };
        const cells = [...document.querySelector('.point-row').children].filter(kept);
        const heads = [...document.querySelector('.point-head').children].filter(kept);
        const [row, head] = [cells, heads].map((all) => all.at(-1).getBoundingClientRect().right - left);
        if (Math.abs(row - head) > 1) throw new Error('heads and cells end at ' + head + ' and ' + row);
        const labels = heads.map((cell) => cell.innerText);
        return { kept: labels, edge: row, room: width / 2 };
      })()`);
    const fitting: number[] = [];
    for (const width of [420, 560, 700]) {
      await sweep.page.setViewportSize({ width, height: 900 });
      const { kept, edge, room } = await shown();
      assert.deepEqual(kept, ['temperature', 'soft', 'hidden'].slice(0, kept.length), `at ${width} px`);
      assert.ok(kept.length > 0 && (kept.length === 1 || edge <= room + 1), `${edge} of ${room} px at ${width}`);
      fitting.push(kept.length);
    }
    assert.ok((fitting[0] ?? 0) < (fitting[2] ?? 0), fitting.join());
    await sweep.screenshot('sideways');
  });

  it('draws lines and a scatter, and shows the runs of a dot that is clicked', async () => {
    sweep = await SweepPage.open(browser, finished);
    await sweep.page.locator('#chart-lines').click();
    assert.equal(await sweep.page.locator('#chart path.line').count(), 8);
    assert.equal(await sweep.page.locator('#chart circle').count(), 20);
    await sweep.page.locator('#chart-lines').press('ArrowRight');
    assert.match(await sweep.page.locator('#chart-title').innerText(), /^Against the control by temperature/);
    await sweep.page.getByLabel('across').selectOption({ label: 'time' });
    await sweep.page.locator('#chart circle').first().click();
    assert.equal((await rows()).length, 4);
  });

  it('takes over the result of a run that ends, and keeps the focus', async () => {
    const open = makeSweep(root, { name: 'open', open: 1, fresh: 0, seeds: 1 });
    sweep = await SweepPage.open(browser, open);
    const last = sweep.page.locator('.heat button[data-state="waiting"]');
    assert.equal(await last.count(), 1);
    await last.focus();
    const name = (await focused())?.split(':')[0];
    endRun(root, `${path.basename(open)}-0019-s1`, 250);
    await last.waitFor({ state: 'detached' });
    assert.equal((await focused())?.split(':')[0], name);
  });

  it('asks for a point to be dropped by the pointer or a key, and shows it as dropped from then on', async () => {
    const folder = makeSweep(root, { name: 'dropping', over: { 'temperature.value': [1, 2, 4] }, seeds: 1, fresh: 1 });
    sweep = await SweepPage.open(browser, folder);
    const point = (name: string): Locator => sweep.page.locator(`.point-row[aria-label^="temperature ${name},"]`);
    await point('2').hover();
    await point('2').locator('.drop').click();
    assert.deepEqual(sweep.requests.at(-1), { type: 'drop', index: 1 });
    assert.equal(await point('2').getAttribute('aria-expanded'), 'false', 'the button opens no point');
    await point('1').first().focus();
    await sweep.page.keyboard.press('Delete');
    assert.deepEqual(sweep.requests.at(-1), { type: 'drop', index: 0 });
    const count = sweep.requests.length;
    addSweepChange(folder, { drop: [2] });
    await sweep.page.locator('.point-row.is-dropped').waitFor();
    const [dropped = ''] = await sweep.page.locator('.point-row.is-dropped').allInnerTexts();
    assert.match(dropped, /4\s*dropped/);
    assert.match((await sweep.page.locator('.point-row.is-dropped').getAttribute('aria-label')) ?? '', /, dropped$/);
    await sweep.page.locator('.point-row.is-dropped').focus();
    await sweep.page.keyboard.press('Delete');
    await sweep.page.locator('.point-row[aria-label*="fresh seeds"]').focus();
    await sweep.page.keyboard.press('Delete');
    assert.equal(sweep.requests.length, count, 'neither a dropped point nor fresh seeds can be dropped');
    assert.equal(await sweep.page.locator('.point-row .star:visible').count(), 1, 'another point is the best');
  });

  it('draws all points over parallel axes and says which setting decides, from 30 runs on', async () => {
    sweep = await SweepPage.open(browser, finished);
    await sweep.page.locator('#chart-parallel').click();
    const lines = sweep.page.locator('path.parallel');
    assert.equal(await lines.count(), 20);
    assert.equal(await sweep.page.locator('path.parallel.is-best').count(), 1);
    assert.deepEqual(await sweep.page.locator('.parallel-name').allTextContents(), [
      'temperature',
      'hidden',
      'against the control',
    ]);
    await lines.last().focus();
    assert.match((await focused()) ?? '', /^temperature 4, hidden 800, against the control −.*, the best by the goal$/);
    await sweep.page.keyboard.press('Enter');
    assert.equal((await rows()).length, 4, 'the point with its runs');
    await sweep.page.locator('.chip').click();
    await sweep.page.locator('#chart-importance').click();
    const bars = await sweep.page.locator('.importance li').allInnerTexts();
    assert.equal(bars.length, 2);
    const shares = bars.map((text) => Number(/(\d+) %/.exec(text)?.[1]));
    assert.ok(Math.abs((shares[0] ?? 0) + (shares[1] ?? 0) - 100) <= 1, bars.join('; '));
    await sweep.close();
    sweep = await SweepPage.open(browser, makeSweep(root, { name: 'few', seeds: 1 }));
    assert.equal(await sweep.page.locator('#chart-parallel').count(), 0, 'too few runs');
  });
});
