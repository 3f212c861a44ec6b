import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { changeMarks, pinBaseline, RunCatalogue } from '../../../src/runs';
import { launch } from '../panel/page';
import { endRun, makeSweep } from '../sweep/make-sweep';
import { TablePage } from './table-page';

describe('the runs table in a browser', () => {
  let browser: Browser;
  let root: string;
  let sweep: string;
  let table: TablePage;
  const childOf = (point: number, seed: number): string => `${sweep}-${String(point).padStart(4, '0')}-s${seed}`;
  const folderOf = (point: number, seed: number): string => path.join(root, childOf(point, seed));

  before(async () => {
    browser = await launch();
    root = mkdtempSync(path.join(tmpdir(), 'distillery-table-page-'));
    const over = { 'temperature.value': [1, 2, 4, 8, 20], 'student.model.hidden': [[300], [30]] };
    sweep = path.basename(makeSweep(root, { over, seeds: 3, fresh: 0, open: 1, epochs: 8 }));
    changeMarks(folderOf(4, 1), { star: true, tags: ['best'], note: 'best so far' });
    changeMarks(folderOf(9, 1), { archived: true });
    pinBaseline({ folder: folderOf(0, 1) }, await new RunCatalogue(root).list(), true);
  });
  afterEach(async () => {
    await table.checkSound();
    await table.close();
  });
  after(async () => {
    await browser.close();
    rmSync(root, { recursive: true, force: true });
  });

  const heads = (): Promise<string[]> => table.page.locator('.table-head button').allInnerTexts();
  const selected = (): Promise<number> => table.page.locator('.table-row[aria-selected="true"]').count();

  it('folds seeds, hides constant columns, sorts and filters, and says why a filter cannot be read', async () => {
    table = await TablePage.open(browser, root);
    const { page } = table;
    assert.match(await page.locator('#count').innerText(), /^36 of 37 runs, 13 rows$/);
    const columns = await heads();
    for (const label of [
      'run',
      'T',
      'hidden',
      'accuracy',
      'test errors',
      'against control',
      'against baseline',
      'time',
    ])
      assert.ok(columns.includes(label), `${label} of ${columns.join()}`);
    assert.ok(!columns.includes('agreement') && !columns.some((label) => /epochs|batch/.test(label)));
    const ofControls = page.locator('.is-group', { has: page.locator('.tag', { hasText: /^control$/ }) });
    assert.equal(await ofControls.count(), 2, 'one group of controls for each size of a student');
    await page.getByRole('button', { name: 'test errors' }).click();
    assert.equal(await page.locator('[aria-sort="ascending"]').innerText(), 'test errors ▴');
    assert.match((await table.names())[0] ?? '', /^flowers T 4/);
    assert.match(await page.locator('.is-group [data-column="errors"]').first().innerText(), /^\d+\.\d ± \d+\.\d$/);
    await page.locator('#filter').fill('T<4 hidden=300 ★');
    assert.equal(await page.locator('#count').innerText(), '0 of 37 runs');
    assert.equal(await page.locator('#empty').innerText(), 'No run fits this filter.');
    await page.locator('#filter').fill('#best');
    assert.deepEqual(await table.names(), ['flowers T 4hidden 300, seed 1']);
    await page.locator('#filter').fill('heat>3');
    assert.match(await page.locator('#fault').innerText(), /^'heat' is no column/);
  });

  it('is worked by keyboard: groups, selection, panels and actions', async () => {
    table = await TablePage.open(browser, root);
    const { page } = table;
    await page.getByRole('button', { name: 'test errors' }).click();
    await page.locator('.table-row').first().focus();
    const focused = (): Promise<string> => page.evaluate<string>('document.activeElement.getAttribute("aria-label")');
    assert.match(
      await focused(),
      /^flowers T 4 · hidden 300, with a star, 3 seeds, (status 3 finished, )?accuracy \d\d\.\d\d % ± /,
    );
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    assert.match(await focused(), /^flowers T 4 · hidden 300, seed \d,/);
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowDown');
    assert.equal(await selected(), 2);
    await page.locator('#do-compare').click();
    const compared = table.lastDone();
    assert.deepEqual([compared.action, compared.keys.length], ['compare', 2]);
    await page.locator('.table-row').nth(1).focus();
    await page.keyboard.press('Enter');
    assert.equal(table.lastOpened().isKept, false);
    await page.keyboard.press('ArrowLeft');
    assert.match(await focused(), /^flowers T 4 · hidden 300, with a star/);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Delete');
    assert.deepEqual([table.lastDone().action, table.lastDone().keys.length], ['delete', 3]);
    await page.keyboard.press('Control+a');
    assert.equal(await page.locator('#selected').innerText(), '36 runs selected');
    await page.locator('#keep-best').click();
    const { action, keys } = table.lastDone();
    assert.equal(action, 'delete');
    const finished = (await new RunCatalogue(root).list()).filter(
      ({ status, manifest, marks }) => status === 'finished' && manifest?.kind !== 'sweep' && marks?.archived !== true,
    );
    const byErrors = finished.sort((one, other) => (one.progress.errors ?? 0) - (other.progress.errors ?? 0));
    const left = byErrors.slice(5).filter(({ marks }) => marks?.star !== true && marks?.baseline !== true);
    assert.deepEqual([...keys].sort(), left.map(({ id }) => id).sort());
    await page.locator('.table-row').first().click();
    const before = table.requests.length;
    await page.locator('#keep-best').click();
    assert.match(await page.locator('#notice').innerText(), /^There are no more than 5 finished runs here/);
    assert.equal(
      table.requests.length,
      before,
      'runs of sweeps and their controls go with their sweep, or where they are selected',
    );
    await page.keyboard.press('Control+f');
    assert.equal(await page.evaluate('document.activeElement.id'), 'filter');
  });

  it('keeps columns and views, and takes over a run that ends without losing the selection', async () => {
    table = await TablePage.open(browser, root);
    const { page } = table;
    await page.locator('#columns summary').click();
    await page.getByRole('checkbox', { name: 'disk' }).check();
    await page.locator('[data-column="size"]').first().waitFor();
    await page.getByRole('checkbox', { name: 'time' }).uncheck();
    await page.keyboard.press('Escape');
    assert.ok(!(await heads()).includes('time') && (await heads()).includes('disk'));
    await page.locator('#grouping').selectOption('sweep');
    assert.equal((await table.names())[0], 'flowers');
    await page.locator('#save-view').click();
    await page.locator('#views').filter({ hasText: 'mine' }).waitFor();
    await page.locator('#grouping').selectOption('none');
    await page.locator('#filter').fill('is:running is:queued');
    await page.locator('#views').selectOption('mine');
    assert.deepEqual(
      [await page.locator('#filter').inputValue(), await page.locator('#grouping').inputValue()],
      ['', 'sweep'],
    );
    await page.locator('#grouping').selectOption('none');
    await page.locator('.table-row').nth(2).click();
    const [before] = await page.locator('[aria-selected="true"] .name').allInnerTexts();
    endRun(root, childOf(9, 3), 250);
    await table.refresh();
    await page.locator(`[data-key="${childOf(9, 3)}"] [data-column="errors"]`, { hasText: '250' }).waitFor();
    assert.deepEqual(await page.locator('[aria-selected="true"] .name').allInnerTexts(), [before]);
    await page.locator('.table-row').nth(2).dblclick();
    assert.equal(table.lastOpened().isKept, true);
  });

  it('scrolls by the elements that are there, moves few to lie in order once it rests, and keeps the focus', async () => {
    table = await TablePage.open(browser, root, { height: 320 });
    const { page } = table;
    await page.locator('#grouping').selectOption('none');
    await page.locator('.table-row').nth(30).waitFor({ state: 'attached' });
    await page.locator('.table-row').first().focus();
    await page.evaluate(`(() => {
      const body = document.querySelector('.table-body');
      window.before = new Set(body.children);
      window.changes = [];
      new MutationObserver((records) => window.changes.push(...records)).observe(body, { childList: true });
      body.parentElement.scrollTop = body.parentElement.scrollHeight;
    })()`);
    await page.waitForFunction(`(() => {
      const places = [...document.querySelectorAll('.table-row')].map((row) => Number(row.ariaRowIndex));
      return places.at(-1) === 37 && places.every((place, index) => index === 0 || place === places[index - 1] + 1);
    })()`);
    const rows = '[...document.querySelector(".table-body").children]';
    assert.equal(await page.evaluate(`${rows}.every((row) => window.before.has(row))`), true, 'no element was made');
    const [left, moved] = await page.evaluate<[number, number]>(
      `[36 - window.before.size, window.changes.reduce((sum, { addedNodes }) => sum + addedNodes.length, 0)]`,
    );
    assert.ok(left > 0 && moved <= 2 * left, `${moved} elements were moved for ${left} rows`);
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.evaluate('document.activeElement.ariaRowIndex'), '3', 'the row below the one in focus');
  });

  it('leads from the filter and from the heads, one stop of the tab key, into its rows', async () => {
    table = await TablePage.open(browser, root);
    const { page } = table;
    const focused = (attribute: string): Promise<string | null> =>
      page.evaluate<string | null>(`document.activeElement.getAttribute('${attribute}')`);
    await page.locator('#filter').focus();
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused('aria-rowindex'), '2');
    await page.keyboard.press('Shift+Tab');
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'run');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const sorted = await page.evaluate<string>('document.activeElement.textContent');
    assert.match(sorted, / [▾▴]$/, 'the head that was pressed keeps the focus');
    assert.equal(await page.locator('.table-head button[tabindex="0"]').innerText(), sorted);
    await page.keyboard.press('Tab');
    assert.equal(await focused('role'), 'row');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    assert.match(await page.evaluate<string>('document.activeElement.id'), /^do-/, 'actions come behind the rows');
  });

  it('keeps names in sight while it is scrolled sideways, and rows in place while one is selected', async () => {
    table = await TablePage.open(browser, root, { width: 480 });
    const { page } = table;
    await page.locator('#grouping').selectOption('none');
    const first = page.locator('.table-row').first().locator('.name');
    const before = await first.boundingBox();
    await page.locator('.table-row').first().click();
    assert.deepEqual(await first.boundingBox(), before, 'the actions take their room from below');
    await page.evaluate('document.querySelector("#runs-grid").scrollLeft = 1e6');
    await page.locator('#runs-grid.is-shifted').waitFor();
    const moved = ((await first.boundingBox())?.x ?? Number.NaN) - (before?.x ?? Number.NaN);
    assert.ok(Math.abs(moved) <= 2, `the name moved by ${moved} px, more than the edge of a narrow page`);
    const covers = await page.evaluate<boolean>(`(() => {
      const cell = document.querySelector('.table-row > :first-child').getBoundingClientRect();
      const found = document.elementFromPoint(cell.right - 4, cell.top + cell.height / 2);
      return found.closest('[data-column="run"]') !== null && cell.right < innerWidth / 2 + 1;
    })()`);
    assert.ok(covers, 'the name is not drawn over by the columns that pass below it');
  });

  it('gives names the room of the row that is the widest, not of the longest name and the most marks together', async () => {
    const marked = mkdtempSync(path.join(tmpdir(), 'distillery-table-marked-'));
    makeSweep(marked, { name: 'x', over: { 'temperature.value': [1, 2] }, seeds: 1, fresh: 0, control: false });
    const [one, other] = (await new RunCatalogue(marked).list()).filter(({ manifest }) => manifest?.kind === 'run');
    assert.ok(one && other);
    changeMarks(one.folder, { name: 'a name that is as long as some are that people give', tags: [] });
    changeMarks(other.folder, { name: 'b', tags: ['good', 'cheap', 'to-be-run-again'], note: 'n' });
    table = await TablePage.open(browser, marked);
    await table.page.locator('#grouping').selectOption('none');
    const [width, widest] = await table.page.evaluate<[number, number]>(`(() => {
      const cells = [...document.querySelectorAll('.table-row > [data-column="run"]')];
      const ends = cells.map((cell) => cell.lastElementChild.getBoundingClientRect().right - cell.getBoundingClientRect().left);
      return [cells[0].getBoundingClientRect().width, Math.max(...ends)];
    })()`);
    assert.ok(width - widest >= 0 && width - widest < 60, `${width} px for rows of ${widest} px`);
    rmSync(marked, { recursive: true, force: true });
  });

  it('draws names and notes of strangers as text, and says that there is no run yet', async () => {
    const empty = mkdtempSync(path.join(tmpdir(), 'distillery-table-empty-'));
    table = await TablePage.open(browser, empty);
    assert.equal(await table.page.locator('#empty').innerText(), 'No runs yet. Open a config and press ▶ Run.');
    makeSweep(empty, { name: 'x', over: { 'temperature.value': [1] }, seeds: 1, fresh: 0, control: false });
    const [run] = await new RunCatalogue(empty).list();
    assert.ok(run);
    changeMarks(run.folder, { name: '<img src=x onerror=alert(1)>', note: '<b>n</b>', tags: ['<i>'] });
    await table.refresh();
    await table.page.locator('.table-row', { hasText: '<img src=x' }).waitFor();
    assert.equal(await table.page.locator('.table-row img, .table-row b, .table-row i').count(), 0);
    rmSync(empty, { recursive: true, force: true });
  });
});
