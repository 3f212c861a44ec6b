import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { PanelState } from '../../../src/panel/messages';
import { firstChoices } from '../../../webview/curves/choices/curve-choices';
import { launch, PanelPage, type PageOptions } from './page';
import { cards, usualTemperature } from './runs';

/** Colours of the student and of the temperature, in red, green and blue. */
const [blueOnDark, blueOnLight, purpleOnDark] = [
  [86, 180, 233],
  [0, 114, 178],
  [197, 134, 192],
] as const;
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

  it('says ready, asks for what is in sight, and is then told only what the log gains', async () => {
    await open();
    assert.deepEqual(await panel.requests(), ['ready']);
    await panel.show(cards.running, 860);
    await panel.send({ type: 'card', run: cards.running });
    await panel.grow(861, 870);
    assert.equal(await panel.text('steps'), '870 steps');
    assert.match(await panel.accessibleName('temperature'), new RegExp(`T ${usualTemperature(870).toFixed(2)}$`));
    const accuracy = 100 * (0.986 - 0.06 * Math.exp(-860 / 800));
    assert.match(await panel.accessibleName('accuracy'), new RegExp(`student ${accuracy.toFixed(2)} %$`));
    assert.deepEqual(await panel.requests(), ['ready', 'view']);
  });

  it('says ready before it builds anything, and builds a view when its tab is first shown', async () => {
    await open();
    assert.deepEqual(await panel.ask('builtAtReady'), 0);
    await panel.show(cards.running, 10);
    const parts = (): Promise<number> => panel.page.locator('#view-summary > *').count();
    assert.equal(await parts(), 0);
    await panel.page.locator('#tab-summary').click();
    assert.ok((await parts()) > 0);
  });

  it('asks for the plots in sight alone, and for others when they come into it', async () => {
    const viewRequests = async (): Promise<string[][]> => {
      const requests =
        await panel.ask<{ readonly request: { readonly plots?: readonly { name: string }[] } }[]>('viewRequests');
      return requests.flatMap(({ request: { plots } }) => (plots ? [plots.map(({ name }) => name)] : []));
    };
    await open({ width: 320, height: 120 });
    await panel.show(cards.running, 2000);
    const [first = []] = await viewRequests();
    // Those that have no values yet have no place, and might be in sight once they have.
    assert.ok(first.includes('accuracy') && !first.includes('temperature'), first.join(', '));
    await panel.page.locator('#plot-temperature').scrollIntoViewIfNeeded();
    await panel.grow(2001, 2010);
    const seen = (await viewRequests()).at(-1) ?? [];
    assert.ok(seen.includes('temperature') && !seen.includes('learningRate'), seen.join(', '));
    assert.ok((await panel.inked('temperature', purpleOnDark)) > 10);
    await panel.page.locator('#more-plots summary').press('Enter');
    await panel.page.locator('#plot-speed').scrollIntoViewIfNeeded();
    await panel.grow(2011, 2020);
    const last = (await viewRequests()).at(-1) ?? [];
    assert.ok(last.includes('speed') && !last.includes('accuracy'), last.join(', '));
  });

  it('leaves another run’s points alone', async () => {
    await open();
    await panel.show(cards.running, 10);
    const answer = { kind: 'picture', number: 1, from: 0, to: 5, last: 5, runs: [], sides: [] };
    await panel.send({ type: 'view', runId: 'another', view: 'curves', answer });
    await panel.send({ type: 'view', runId, view: 'curves', answer: { ...answer, number: 99 } });
    await panel.send({ type: 'gone', runId: 'another' });
    assert.equal(await panel.text('steps'), '10 steps');
    assert.equal(await panel.text('run-status'), 'running');
  });

  it('zooms all plots together, stays there while the run grows, and resets by double-click', async () => {
    await open({ width: 2000 });
    await panel.show(cards.running, 1000);
    await checkRange('0 to 1080');
    assert.equal(await panel.page.locator('#reset-zoom').isVisible(), false);
    await panel.drag('temperature', 0.25, 0.5);
    const [zoomed = ''] = await ranges();
    const [from = 0, to = 0] = zoomed.split(' to ').map(Number);
    assert.ok(Math.abs(from - 270) < 5 && Math.abs(to - 540) < 5, zoomed);
    await panel.grow(1001, 1200);
    await checkRange(zoomed);
    await panel.screenshot('zoomed');
    await panel.page.locator('#plot-accuracy .u-over').dblclick();
    await panel.grow(1201, 1300);
    await checkRange('0 to 1404');
    const kept = (await panel.state()) as PanelState;
    assert.deepEqual([kept.folder, kept.shown, kept.pins], [folder, 'curves', []]);
    const { logs, smoothing, setsAside, hidden } = firstChoices;
    const choices = { logs, smoothing, setsAside, hidden };
    assert.deepEqual(kept.views.curves, choices, 'an axis that nobody chose is not kept');
  });

  it('keeps zoom and hidden curves for the next page of the same run, and resets by keyboard', async () => {
    await open();
    await panel.show(cards.running, 1000);
    await panel.drag('loss', 0.1, 0.9);
    await panel.page.locator('[data-curve="weightedSoft"]').press('Enter');
    const state = await panel.state();
    const before = await ranges();
    await panel.close();
    await open({ state });
    await panel.page.mouse.move(1, 1);
    await panel.show(cards.running, 1100);
    assert.deepEqual(await ranges(), before);
    assert.equal(await panel.page.locator('[data-curve="weightedSoft"]').getAttribute('aria-pressed'), 'false');
    assert.ok(!(await panel.accessibleName('loss')).includes('soft'));
    await panel.page.locator('#reset-zoom').press('Enter');
    await panel.grow(1101, 1110);
    await checkRange('0 to 1188');
  });

  it('starts another run without the zoom of the one before', async () => {
    await open({
      state: {
        folder: '/elsewhere',
        pins: ['other'],
        views: { curves: { zoom: { from: 3, to: 9 }, hidden: ['loss'] } },
      },
    });
    await panel.show(cards.running, 100);
    await checkRange('0 to 108');
    await panel.drag('loss', 0.1, 0.9);
    await panel.show({ ...cards.running, id: 'next', folder: '/next' }, 50);
    await checkRange('0 to 54');
    assert.equal(await panel.page.locator('[data-curve="loss"]').getAttribute('aria-pressed'), 'true');
  });

  it('gives the values below the pointer, and the latest ones without it', async () => {
    await open();
    await panel.show(cards.running, 1000);
    const temperature = async (): Promise<string> =>
      /T ([\d.]+)$/.exec(await panel.accessibleName('temperature'))?.[1] ?? '';
    const latest = await temperature();
    assert.equal(latest, (8 - 6000 / 4300).toFixed(2));
    const box = await panel.page.locator('#plot-loss .u-over').boundingBox();
    assert.ok(box !== null);
    await panel.page.mouse.move(box.x + box.width / 2, box.y + 30);
    await panel.page.locator('#plot-temperature [role="img"][aria-label*="values at step"]').waitFor();
    const half = Number(await temperature());
    assert.ok(Math.abs(half - usualTemperature(540)) < 0.02, String(half));
    await panel.page.mouse.move(2, 2);
    await panel.page.locator('#plot-temperature [role="img"][aria-label*="latest values"]').waitFor();
    assert.match(await panel.accessibleName('temperature'), new RegExp(`T ${latest}$`));
  });

  it('never repeats a tick of a constant temperature', async () => {
    await open();
    await panel.show(cards.running, 860, { temperature: () => 8 });
    for (const plot of plots) {
      const ticks = await panel.ticks(plot);
      assert.ok(ticks.length >= 5, ticks.join(' '));
      // The zero of the steps and of the values may both stand there.
      const counted = ticks.filter((tick) => tick !== '0');
      assert.equal(new Set(counted).size, counted.length, ticks.join(' '));
    }
  });

  it('marks what no line can show, counts it, and sets outliers aside without hiding them', async () => {
    await open();
    const loss = (step: number, usual: number): number =>
      step === 300 ? Number.NaN : step === 500 ? Infinity : step === 700 ? 1e6 : usual;
    await panel.show(cards.running, 1000, { loss });
    const badge = panel.page.locator('#plot-loss .badge');
    /** The value axis is labelled first, then the steps from 0 on. */
    const lossTicks = async (): Promise<number[]> => {
      const texts = await panel.ticks('loss');
      const values = texts.slice(0, texts.lastIndexOf('0'));
      return values.map((tick) => Number(tick.replaceAll(',', ''))).filter((tick) => !Number.isNaN(tick));
    };
    assert.equal(await badge.innerText(), '1 outside, 2 not finite');
    assert.ok(
      (await lossTicks()).every((tick) => tick < 20),
      'the spike does not set the scale',
    );
    await panel.screenshot('unusual-points');
    await badge.press('Enter');
    await panel.page.locator('#plot-loss .badge', { hasText: /^2 not finite$/ }).waitFor();
    const onLog = await lossTicks();
    assert.ok(
      [1, 100, 1e6].every((tick) => onLog.includes(tick)),
      `a log axis: ${onLog.join(' ')}`,
    );
    await panel.page.locator('#plot-loss .log-switch').press('Space');
    await panel.ask('frames()');
    const linear = await lossTicks();
    assert.ok(!linear.includes(100) && linear.some((tick) => tick >= 500_000), `no log axis: ${linear.join(' ')}`);
  });

  it('shows a run of a single point', async () => {
    await open();
    await panel.show(cards.running, 1);
    assert.equal(await panel.text('steps'), '1 step');
    assert.ok((await panel.inked('loss', blueOnDark)) > 5, 'it is a dot');
    await panel.screenshot('one-point');
  });

  it('draws in the colours of a new theme', async () => {
    await open();
    await panel.show(cards.finished, 4300);
    assert.ok((await panel.inked('loss', blueOnDark)) > 200);
    await panel.changeTheme('light');
    assert.ok((await panel.inked('loss', blueOnLight)) > 200);
    await panel.screenshot('dark-to-light');
  });

  it('shows a refused message in sight and keeps what it had', async () => {
    await open();
    await panel.show(cards.running, 100);
    const run = { runId, rows: 102, rowsInside: 102, badLines: 0, marks: [], last: {} };
    const runs = [{ ...run, thinnedCurves: [{ curve: 'loss', x: [101, 102], y: [1] }] }];
    await panel.send({ type: 'view', runId, view: 'curves', answer: { kind: 'growth', number: 1, last: 102, runs } });
    assert.match(
      await panel.text('notice'),
      /could not be read: 'runs\.0\.thinnedCurves\.0' has not as many places as values\. What/,
    );
    assert.equal(await panel.text('steps'), '100 steps');
    await panel.screenshot('refused');
  });

  it('moves between its views by keyboard and comes back to the one that was shown', async () => {
    await open();
    await panel.show(cards.running, 100);
    await panel.page.locator('#tab-curves').press('ArrowLeft');
    assert.equal(await panel.page.locator('#tab-summary').getAttribute('aria-selected'), 'true');
    assert.equal(await panel.text('objective'), cards.running.objective);
    assert.equal(await panel.page.locator('#curves').isVisible(), false);
    await panel.screenshot('summary');
    const state = await panel.state();
    await panel.close();
    await open({ state });
    panel.makeRun(runId, 'mnist', 100);
    await panel.attach(cards.running);
    assert.equal(await panel.page.locator('#tab-summary').getAttribute('aria-selected'), 'true');
    const asking = await panel.page.evaluate<string[]>('window.fakeEditor.viewRequests.map(({ view }) => view)');
    assert.deepEqual([...new Set(asking)], ['summary'], 'what is not in sight asks for nothing');
    await panel.page.locator('#tab-summary').press('Home');
    await panel.waitFor('steps', /^100 steps$/);
  });

  it('says that a run was deleted, before or after it was seen', async () => {
    await open({ state: { folder, pins: [], views: {} } });
    await panel.send({ type: 'gone', runId });
    assert.match(await panel.text('notice'), /This run was deleted/);
    await panel.close();
    await open();
    await panel.show(cards.finished, 4300);
    await panel.send({ type: 'gone', runId });
    assert.match(await panel.text('notice'), /This run was deleted/);
    assert.equal(await panel.page.locator('#buttons button:not([disabled])').count(), 0);
    await panel.screenshot('deleted');
  });

  it('asks the extension for what is pressed, by keyboard too', async () => {
    await open();
    await panel.show(cards.running, 100);
    await panel.page.keyboard.press('Tab');
    await panel.page.keyboard.press('Enter');
    for (const button of ['rerun', 'open-config', 'reveal-folder']) await panel.page.locator(`#${button}`).click();
    await panel.send({ type: 'card', run: cards.failed });
    await panel.page.locator('#open-log').click();
    const expected = ['ready', 'view', 'stop', 'rerun', 'openConfig', 'revealFolder', 'openLog'];
    assert.deepEqual(await panel.requests(), expected);
  });

  it('shows a result’s figures, and hostile text as text', async () => {
    await open();
    const name = '<img src=x onerror="document.title=1">';
    await panel.show({ ...cards.finished, name }, 4300);
    assert.equal(await panel.text('run-name'), name);
    assert.equal(await panel.page.locator('img').count(), 0);
    const figures = await panel.page.locator('#figures dd').allInnerTexts();
    assert.deepEqual(figures.slice(0, 4), ['98.58 %', '142 errors', '99.02 %', '98 errors']);
  });

  it('stands still where motion is unwanted', async () => {
    await open({ reducedMotion: 'reduce' });
    await panel.show(cards.queued, 0);
    const words = `getComputedStyle(document.querySelector('progress'), '::after').animationName`;
    assert.equal(await panel.page.evaluate(words), 'none');
  });
});
