import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { TargetsController } from '../../../src/panel/targets/controller';
import { answeredCount as count, writeAnswers as writeRun } from './answers';
import { launch, PanelPage } from './page';
import { cards } from './runs';
import type { ThemeName } from './themes';

describe('the view of soft targets', () => {
  let browser: Browser;
  let root: string;
  let panel: PanelPage;
  const card = { ...cards.finished, id: 'run' };
  const serve = (name = 'run'): Promise<void> => panel.serve('targets', TargetsController, path.join(root, name));
  const open = async (width: number, theme: ThemeName = 'dark', name = 'run', state?: unknown): Promise<void> => {
    panel = await PanelPage.open(browser, { width, theme, state });
    await panel.send({ type: 'card', run: { ...card, id: name } });
    await panel.page.locator('#tab-targets').click();
    await serve(name);
  };
  const selected = (): Promise<string> => panel.text('targets-heading');
  const texts = (selector: string): Promise<string[]> => panel.page.locator(selector).allInnerTexts();

  before(async () => {
    browser = await launch();
    root = mkdtempSync(path.join(tmpdir(), 'distillery-panel-'));
    writeRun(path.join(root, 'run'));
    writeRun(path.join(root, 'many'), undefined, 400);
    const hostile = Array.from({ length: 10 }, (_, label) => `<img src=x onerror="document.title='${label}'">`);
    writeRun(path.join(root, 'hostile'), hostile);
    mkdirSync(path.join(root, 'none'));
  });
  afterEach(async () => {
    await panel.checkSound();
    await panel.close();
  });
  after(async () => {
    await browser.close();
    rmSync(root, { recursive: true, force: true });
  });

  it('begins with the greatest disagreement, at the temperature of the run', async () => {
    await open(1100);
    const [first = ''] = await texts('button.sample');
    assert.equal(await selected(), `Example ${first.split(':')[0] ?? ''}, label ${/: (\d)/.exec(first)?.[1] ?? ''}`);
    assert.match(await panel.text('targets-divergence'), /^KL\(teacher ‖ student\) [\d.]+ nats at T = 1$/);
    const values = (await texts('button.sample')).map((text) => Number(/KL ([\d.]+)/.exec(text)?.[1]));
    assert.deepEqual(
      values,
      values.toSorted((one, other) => other - one),
    );
    const drawn = `[...document.querySelectorAll('.sample canvas')].filter((canvas) => canvas.width === 28).length`;
    assert.equal(await panel.page.evaluate(drawn), 24);
  });

  it('softens with the slider, and with the number beside it', async () => {
    await open(1100);
    const shared = async (): Promise<number> => Number((await texts('.soft-facts tr:nth-child(2) td'))[2]);
    const before = await shared();
    await panel.page.locator('#targets-temperature-slider').press('End');
    assert.ok((await shared()) > 9.9, 'at T = 100 all classes share the answer');
    assert.equal(await panel.page.locator('#targets-temperature-field').inputValue(), '100');
    await panel.page.locator('#targets-temperature-field').fill('1');
    assert.equal(await shared(), before);
    const student = await texts('.soft-numbers div:last-child');
    const sum = student.reduce((total, text) => total + Number(text.replace(' %', '').replace('−', '-')), 0);
    assert.ok(Math.abs(sum - 100) < 0.5, `${sum} %`);
  });

  it('goes from a cell of the confusions to its examples, by keyboard', async () => {
    await open(1100);
    const diagonal = panel.page.locator('#against-label .cell').first();
    const inCell = Number(await diagonal.innerText());
    await diagonal.press('Enter');
    await serve();
    assert.match(await panel.text('targets-filter'), /^label 0, student 0/);
    assert.match(await panel.text('targets-list'), new RegExp(`1 to 24 of ${inCell}`));
    await diagonal.press('ArrowDown');
    await panel.page.keyboard.press('ArrowRight');
    const focused = await panel.page.evaluate<string>('document.activeElement.title');
    assert.match(focused, /^Label 1, student 1: \d+ examples$/);
    await panel.page.locator('#targets-no-filter').press('Enter');
    await serve();
    assert.match(await panel.text('targets-list'), new RegExp(`1 to 24 of ${count}`));
  });

  it('shows the mean of a class, and comes back as it was', async () => {
    await open(900);
    await panel.page.locator('#targets-examples').selectOption('4');
    await panel.page.locator('#targets-order').selectOption('loss');
    await panel.page.locator('#targets-temperature-field').fill('5');
    await serve();
    assert.match(await selected(), /^Mean of \d+ examples of class 4$/);
    const [text, facts, state] = [await selected(), await texts('.soft-facts td'), await panel.state()];
    await panel.screenshot('targets-class');
    await panel.close();
    await open(900, 'dark', 'run', state);
    assert.deepEqual([await selected(), await texts('.soft-facts td')], [text, facts]);
    assert.equal(await panel.page.locator('#targets-order').inputValue(), 'loss');
  });

  it('lists the most frequent confusions of many classes, and the most probable ones', async () => {
    await open(1100, 'light', 'many');
    assert.ok((await panel.page.locator('#against-label .pair').count()) > 3);
    assert.equal(await panel.page.locator('.soft-bars tr').count(), 21);
    assert.match((await texts('.soft-bars th')).at(-1) ?? '', /^380 others$/);
    await panel.screenshot('targets-many');
  });

  it('shows hostile names as text', async () => {
    await open(700, 'dark', 'hostile');
    assert.equal(await panel.page.locator('img').count(), 0);
    assert.match((await texts('.soft-bars th'))[0] ?? '', /^<img src=x/);
    await panel.screenshot('targets-hostile');
  });

  it('says why there is nothing to see', async () => {
    await open(700, 'light', 'none');
    assert.match(await panel.text('targets-problem'), /^The student has not been evaluated yet/);
    await panel.screenshot('targets-none');
  });
});
