import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launch, PanelPage, type PageOptions } from './page';
import { cards, makeCurves, snapshot } from './runs';

const plots = ['loss', 'temperature', 'accuracy'] as const;
const { folder, id: runId } = cards.running;

describe('acting on the shipped panel', () => {
  let browser: Browser;
  let panel: PanelPage;
  const open = async (options: Partial<PageOptions> = {}): Promise<void> => {
    panel = await PanelPage.open(browser, { width: 800, ...options });
  };
  /** The steps that each plot says it shows. */
  const ranges = async (): Promise<string[]> => {
    const names = await Promise.all(plots.map((plot) => panel.accessibleName(plot)));
    return names.map((name) => /from (\d+ to \d+);/.exec(name)?.[1] ?? name);
  };
  const checkRange = async (expected: string): Promise<void> =>
    assert.deepEqual(await ranges(), [expected, expected, expected]);
  before(async () => {
    browser = await launch();
  });
  afterEach(async () => {
    await panel.checkSound();
    await panel.close();
  });
  after(() => browser.close());

  it('says ready, and shows a snapshot that comes twice once', async () => {
    await open();
    assert.deepEqual(await panel.requests(), ['ready']);
    await panel.send(snapshot(cards.running, 860));
    await panel.send(snapshot(cards.running, 860));
    await panel.send({ type: 'append', runId, curves: makeCurves(861, 870) });
    assert.equal(await panel.text('points'), '870 points');
    const { loss, temperature, validationAccuracy } = makeCurves(1, 870);
    assert.equal(Number(await panel.text('last-loss')), Number(loss.value.at(-1)?.toFixed(4)));
    assert.equal(Number(await panel.text('last-temperature')), Number(temperature.value.at(-1)?.toFixed(2)));
    assert.equal(Number(await panel.text('last-accuracy')), Number(validationAccuracy.value.at(-1)?.toFixed(4)));
  });

  it('leaves another run’s points alone', async () => {
    await open();
    await panel.send(snapshot(cards.running, 10));
    await panel.send({ type: 'append', runId: 'another', curves: makeCurves(11, 20) });
    await panel.send({ type: 'card', run: { ...cards.failed, id: 'another' } });
    assert.equal(await panel.text('points'), '10 points');
    assert.equal(await panel.text('run-status'), 'running');
  });

  it('zooms all plots together, stays there while the run grows, and resets by double-click', async () => {
    await open();
    await panel.send(snapshot(cards.running, 1000));
    await checkRange('0 to 1000');
    assert.equal(await panel.page.locator('#reset-zoom').isVisible(), false);
    await panel.drag('temperature', 0.25, 0.5);
    const [zoomed = ''] = await ranges();
    const [from = 0, to = 0] = zoomed.split(' to ').map(Number);
    assert.ok(Math.abs(from - 250) < 5 && Math.abs(to - 500) < 5, zoomed);
    await panel.send({ type: 'append', runId, curves: makeCurves(1001, 1200) });
    await checkRange(zoomed);
    await panel.screenshot('zoomed');
    await panel.page.locator('#plot-accuracy .u-over').dblclick();
    await panel.send({ type: 'append', runId, curves: makeCurves(1201, 1300) });
    await checkRange('0 to 1300');
    assert.deepEqual(await panel.state(), { folder, shown: 'curves', pins: [], views: { curves: { hidden: [] } } });
  });

  it('keeps zoom and hidden curves for the next page of the same run, and resets by keyboard', async () => {
    await open();
    await panel.send(snapshot(cards.running, 1000));
    await panel.drag('loss', 0.1, 0.9);
    await panel.page.locator('[data-curve="soft"]').press('Enter');
    const state = await panel.state();
    const before = await ranges();
    await panel.close();
    await open({ state });
    await panel.send(snapshot(cards.running, 1100));
    assert.deepEqual(await ranges(), before);
    assert.equal(await panel.page.locator('[data-curve="soft"]').getAttribute('aria-pressed'), 'false');
    assert.ok(!(await panel.accessibleName('loss')).includes('soft'));
    await panel.page.locator('#reset-zoom').press('Enter');
    await panel.send({ type: 'append', runId, curves: makeCurves(1101, 1110) });
    await checkRange('0 to 1110');
  });

  it('starts another run without the zoom of the one before', async () => {
    await open({
      state: {
        folder: '/elsewhere',
        pins: ['other'],
        views: { curves: { zoom: { from: 3, to: 9 }, hidden: ['loss'] } },
      },
    });
    await panel.send(snapshot(cards.running, 100));
    await checkRange('0 to 100');
    await panel.drag('loss', 0.1, 0.9);
    await panel.send(snapshot({ ...cards.running, id: 'next', folder: '/next' }, 50));
    await checkRange('0 to 50');
    assert.equal(await panel.page.locator('[data-curve][aria-pressed="false"]').count(), 0);
  });

  it('gives the values below the pointer, and the latest ones without it', async () => {
    await open();
    await panel.send(snapshot(cards.running, 1000));
    const latest = (await panel.page.locator('[data-curve="temperature"] output').innerText()).trim();
    assert.equal(latest, (8 - 6000 / 4300).toFixed(2));
    const box = await panel.page.locator('#plot-loss .u-over').boundingBox();
    assert.ok(box !== null);
    await panel.page.mouse.move(box.x + box.width / 2, box.y + 30);
    await panel.page.locator('#plot-temperature [role="img"][aria-label*="values at step"]').waitFor();
    const half = Number(await panel.page.locator('[data-curve="temperature"] output').innerText());
    assert.ok(Math.abs(half - (8 - 3000 / 4300)) < 0.02, String(half));
    await panel.page.mouse.move(2, 2);
    await panel.page.locator('#plot-temperature [role="img"][aria-label*="latest values"]').waitFor();
    assert.match(await panel.accessibleName('temperature'), new RegExp(`T ${latest}$`));
  });

  it('never repeats a tick of a constant temperature', async () => {
    await open();
    const curves = makeCurves(1, 860);
    const temperature = { step: curves.temperature.step, value: [...curves.temperature.step].map(() => 8) };
    await panel.send({ type: 'snapshot', run: cards.running, curves: { ...curves, temperature } });
    for (const plot of plots) {
      const ticks = await panel.ticks(plot);
      assert.ok(ticks.length >= 5, ticks.join(' '));
      // The zero of the steps and of the values may both stand there.
      const counted = ticks.filter((tick) => tick !== '0');
      assert.equal(new Set(counted).size, counted.length, ticks.join(' '));
    }
  });

  it('draws in the colours of a new theme', async () => {
    await open();
    await panel.send(snapshot(cards.finished, 4300));
    const [dark, light] = [
      [55, 148, 255],
      [26, 133, 255],
    ] as const;
    assert.ok((await panel.inked('loss', dark)) > 200);
    await panel.changeTheme('light');
    assert.ok((await panel.inked('loss', light)) > 200);
    assert.equal(await panel.text('points'), '4,300 points');
    await panel.screenshot('dark-to-light');
  });

  it('shows a refused message in sight and keeps what it had', async () => {
    await open();
    await panel.send(snapshot(cards.running, 100));
    const curves = { loss: { step: [101, 102], value: [1] } };
    await panel.send({ type: 'append', runId, curves });
    assert.match(await panel.text('notice'), /could not be read: 'loss' has 2 steps but 1 values/);
    assert.equal(await panel.text('points'), '100 points');
    await panel.screenshot('refused');
  });

  it('moves between its views by keyboard and comes back to the one that was shown', async () => {
    await open();
    await panel.send(snapshot(cards.running, 100));
    await panel.page.locator('#tab-curves').press('ArrowRight');
    assert.equal(await panel.page.locator('#tab-summary').getAttribute('aria-selected'), 'true');
    assert.equal(await panel.text('objective'), cards.running.objective);
    assert.equal(await panel.page.locator('#curves').isVisible(), false);
    await panel.screenshot('summary');
    const state = await panel.state();
    await panel.close();
    await open({ state });
    await panel.send(snapshot(cards.running, 100));
    assert.equal(await panel.page.locator('#tab-summary').getAttribute('aria-selected'), 'true');
    await panel.page.locator('#tab-summary').press('Home');
    assert.equal(await panel.text('points'), '100 points');
  });

  it('says that a run was deleted, before or after it was seen', async () => {
    await open({ state: { folder, pins: [], views: {} } });
    await panel.send({ type: 'gone', runId });
    assert.match(await panel.text('notice'), /This run was deleted/);
    await panel.close();
    await open();
    await panel.send(snapshot(cards.finished, 4300));
    await panel.send({ type: 'gone', runId });
    assert.match(await panel.text('notice'), /This run was deleted/);
    assert.equal(await panel.page.locator('#buttons vscode-button:not([disabled])').count(), 0);
    await panel.screenshot('deleted');
  });

  it('asks the extension for what is pressed, by keyboard too', async () => {
    await open();
    await panel.send(snapshot(cards.running, 100));
    await panel.page.keyboard.press('Tab');
    await panel.page.keyboard.press('Enter');
    for (const button of ['rerun', 'open-config', 'reveal-folder']) await panel.page.locator(`#${button}`).click();
    await panel.send(snapshot(cards.failed, 100));
    await panel.page.locator('#open-log').click();
    const asked = ['ready', 'stop', 'rerun', 'openConfig', 'revealFolder', 'openLog'];
    assert.deepEqual(await panel.requests(), asked);
  });

  it('shows a result’s figures, and hostile text as text', async () => {
    await open();
    const name = '<img src=x onerror="document.title=1">';
    await panel.send(snapshot({ ...cards.finished, name }, 4300));
    assert.equal(await panel.text('run-name'), name);
    assert.equal(await panel.page.locator('img').count(), 0);
    assert.equal(await panel.text('result'), '1.42 % test error (142 of 10000), teacher 98');
    const figures = await panel.page.locator('#figures dd').allInnerTexts();
    assert.deepEqual(figures.slice(0, 4), ['98.58 %', '142 errors', '99.02 %', '98 errors']);
  });

  it('stands still where motion is unwanted', async () => {
    await open({ reducedMotion: 'reduce' });
    await panel.send(snapshot(cards.queued, 0));
    const words = `getComputedStyle(document.querySelector('progress'), '::after').animationName`;
    assert.equal(await panel.page.evaluate(words), 'none');
  });
});
