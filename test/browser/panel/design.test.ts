import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { RunCard } from '../../../src/panel/messages';
import { launch, PanelPage, type PageOptions } from './page';
import { cards } from './runs';
import { themes } from './themes';

/** Size of a panel beside a config in a window of 1,400 × 900, and of one that has the window's width. */
const beside = { width: 675, height: 790 } as const;
const full = { width: 1350, height: 790 } as const;
const { id: runId } = cards.finished;

describe('the design of the panel', () => {
  let browser: Browser;
  let panel: PanelPage;
  const open = async (options: PageOptions, run: RunCard = cards.finished, steps = 4300): Promise<void> => {
    panel = await PanelPage.open(browser, options);
    await panel.show(run, steps);
  };
  /** Charts that are in sight from their title to their axis. */
  const chartsInSight = (): Promise<string[]> =>
    panel.page.evaluate<string[]>(`[...document.querySelectorAll('.plot:not([hidden])')]
      .filter((plot) => plot.querySelector('canvas') !== null)
      .filter((plot) => plot.getBoundingClientRect().bottom <= innerHeight && plot.getBoundingClientRect().height > 140)
      .map((plot) => plot.id)`);
  const names = (): Promise<string> => panel.page.locator('body').ariaSnapshot();

  before(async () => {
    browser = await launch();
  });
  afterEach(async () => {
    await panel.checkSound();
    await panel.close();
  });
  after(() => browser.close());

  it('has three charts in sight beside a config and six at full width, all of one height', async () => {
    await open(beside);
    assert.ok((await chartsInSight()).length >= 3, (await chartsInSight()).join());
    await panel.screenshot('beside');
    await panel.page.setViewportSize(full);
    await panel.ask('frames()');
    assert.deepEqual(
      await chartsInSight(),
      ['accuracy', 'loss', 'temperature', 'kl', 'entropy', 'agreement'].map((plot) => `plot-${plot}`),
    );
    const heights = await panel.page.evaluate<number[]>(
      `[...new Set([...document.querySelectorAll('#plots .plot')].map((plot) => plot.offsetHeight).filter(Boolean))]`,
    );
    assert.equal(heights.length, 1, heights.join());
    const strip = await panel.page.locator('#figures').boundingBox();
    assert.ok(strip !== null && strip.height <= 50, `the strip is ${strip?.height} px high`);
    await panel.screenshot('full');
  });

  it('gives the range to the last nine tenths of the steps and names the first value', async () => {
    await open(full);
    const texts = await panel.ticks('loss');
    assert.ok(
      texts.some((text) => /^↑ \d/.test(text)),
      texts.join(' '),
    );
    const values = texts.slice(0, texts.lastIndexOf('0')).map(Number);
    assert.ok(
      values.every((value) => value < 5),
      values.join(' '),
    );
    assert.ok(texts.includes('kept'), 'the epoch that was kept');
    assert.ok((await panel.ticks('accuracy')).includes('98 %'), 'shares are in percent');
    assert.equal(await panel.page.locator('#plot-loss .log-switch').getAttribute('aria-pressed'), 'true');
    assert.deepEqual(await panel.page.locator('#plot-loss button.series:visible').allInnerTexts(), [
      'total',
      'soft',
      'hard',
    ]);
    await panel.page.locator('#raw-terms').press('Space');
    await panel.page.locator('#plot-loss [data-curve="soft"]').waitFor();
    assert.equal(await panel.page.locator('#plot-loss button.series:visible').count(), 5);
    await panel.page.locator('#axis').selectOption('epoch');
    await panel.ask('frames()');
    const ticks = await panel.ticks('temperature');
    assert.ok(ticks.includes('epoch') && ticks.filter((tick) => /^\d+$/.test(tick)).length <= 16, ticks.join(' '));
  });

  it('shows the values of every run below the pointer, nothing beyond a run’s end, and goes to a run whose curve is pressed', async () => {
    panel = await PanelPage.open(browser, full);
    panel.makeRun('longer', 'longer', 2000, { temperature: () => 5 });
    const state = { folder: cards.running.folder, pins: ['longer'], views: {} };
    await panel.close();
    panel = await PanelPage.open(browser, { ...full, state });
    panel.makeRun('longer', 'longer', 2000, { temperature: () => 5 });
    await panel.show({ ...cards.running, name: 'shorter' }, 1000);
    const box = await panel.page.locator('#plot-temperature .u-over').boundingBox();
    assert.ok(box !== null);
    const at = async (share: number, height: number): Promise<string> => {
      await panel.page.mouse.move(box.x + box.width * share, box.y + box.height * height);
      await panel.ask('frames()');
      return (await panel.page.locator('#plot-temperature .tooltip').innerText()).replaceAll(/\s+/g, ' ');
    };
    assert.match(await at(0.25, 0.1), /shorter 7\.\d\d longer 5\.00/);
    assert.match(await at(0.75, 0.1), /^step 1,\d\d\d T shorter – longer 5\.00/);
    const line = await panel.page.locator('#plot-temperature .u-cursor-y').count();
    assert.equal(line, 0, 'other charts share the x alone');
    await panel.screenshot('two-runs');
    await panel.page.locator('#runs button', { hasText: 'longer' }).press('Enter');
    let found = false;
    for (let height = 0.02; height < 1 && !found; height += 0.04) {
      await panel.page.mouse.click(box.x + box.width * 0.75, box.y + box.height * height);
      found = (await panel.requests()).filter((type) => type === 'openRun').length > 1;
    }
    assert.ok(found, 'a press on the curve asks for its run, as the chip does');
  });

  it('shows the tools of a chart below a head of two lines, and the pointer’s place in one line of the tooltip', async () => {
    await open({ width: 520, height: 900 }, { ...cards.finished, epochs: 10 });
    await panel.page.locator('#plot-loss .u-over').hover({ position: { x: 50, y: 40 } });
    const { log, tools, head, line } = await panel.page.evaluate<
      Record<'log' | 'tools' | 'head' | 'line', number>
    >(`(() => {
      const of = (selector) => document.querySelector('#plot-loss ' + selector).getBoundingClientRect();
      const place = of('.tooltip tr:first-child th');
      return { log: of('.log-switch').bottom, tools: of('.chart-tools').top, head: place.height, line: of('.tooltip tr:last-child td').height };
    })()`);
    assert.ok(tools >= log, `the tools begin ${log - tools} px above the end of the switch`);
    assert.ok(head < 1.5 * line, `${head} px for a line of ${line} px`);
    assert.match(await panel.page.locator('#plot-loss .tooltip th').first().innerText(), /^epoch \d\.\d{1,3}$/);
  });

  it('enlarges a chart and comes back, copies it as SVG and PNG, all by keyboard', async () => {
    await open(full);
    await panel.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await panel.page.locator('#plot-kl .enlarge').press('Enter');
    await panel.ask('frames()');
    assert.deepEqual(await panel.page.locator('.plot:visible').count(), 1);
    const height = (await panel.page.locator('#plot-kl .canvas').boundingBox())?.height ?? 0;
    assert.ok(height > 400, `${height} px`);
    await panel.screenshot('enlarged');
    await panel.page.locator('#plot-kl .copy-svg').press('Enter');
    await panel.waitFor('copied', /KL at T = 1 is copied as SVG/);
    const svg = await panel.page.evaluate<string>('navigator.clipboard.readText()');
    assert.match(svg, /^<svg [^>]*width="720"[^]*<text[^>]*>KL at T = 1<\/text>[^]*training[^]*<\/svg>$/);
    const curves = Array.from(svg.matchAll(/<path[^>]*#56b4e9/g), ({ index }) => index);
    assert.ok(svg.indexOf('>kept</text>') > Math.max(...curves), 'the epoch that was kept is marked above the curve');
    await panel.page.locator('#plot-kl .copy-png').press('Enter');
    await panel.waitFor('copied', /copied as PNG/);
    const types = await panel.page.evaluate<string[]>('navigator.clipboard.read().then(([item]) => item.types)');
    assert.deepEqual(types, ['image/png']);
    await panel.page.locator('#plot-kl .canvas').press('Escape');
    assert.ok((await panel.page.locator('.plot:visible').count()) >= 6);
  });

  it('keeps its settings for the workspace’s next panel, and none of its zoom', async () => {
    await open(full);
    await panel.page.locator('#plot-loss .log-switch').press('Enter');
    await panel.page.locator('#smoothing').press('Home');
    await panel.drag('loss', 0.2, 0.5);
    const kept = await panel.ask<Record<string, unknown>>('kept');
    await panel.close();
    panel = await PanelPage.open(browser, full);
    await panel.send({ type: 'kept', views: kept });
    await panel.show({ ...cards.finished, id: 'next', folder: '/next' }, 4300);
    assert.equal(await panel.page.locator('#plot-loss .log-switch').getAttribute('aria-pressed'), 'false');
    assert.equal(await panel.page.locator('#smoothing').getAttribute('aria-valuetext'), 'off');
    assert.match(await panel.accessibleName('loss'), /from 0 to 4300;/);
  });

  it('draws against epochs as soon as the run has told how many it has, and against steps once a person chose that', async () => {
    await open(full, cards.running, 860);
    const axis = (): Promise<string> => panel.page.locator('#axis').inputValue();
    assert.equal(await axis(), 'step');
    await panel.send({ type: 'card', run: { ...cards.running, epochs: 10 } });
    assert.equal(await axis(), 'epoch');
    await panel.page.locator('#plot-loss .log-switch').press('Enter');
    assert.ok(!('axis' in (await panel.ask<{ readonly curves: object }>('kept')).curves), 'nobody chose it');
    await panel.page.locator('#axis').selectOption('step');
    await panel.send({ type: 'card', run: { ...cards.running, epochs: 20 } });
    assert.equal(await axis(), 'step');
    const kept = await panel.ask<{ readonly curves: { readonly axis?: string } }>('kept');
    assert.equal(kept.curves.axis, 'step');
  });

  it('has one primary button by state, and names for screen readers', async () => {
    await open(full);
    const primary = (): Promise<string[]> => panel.page.locator('#buttons .primary:visible').allInnerTexts();
    for (const [state, label] of [
      ['running', 'Stop'],
      ['stopped', 'Resume'],
      ['failed', 'Resume'],
      ['lost', 'Resume'],
      ['finished', 'Re-run'],
    ] as const) {
      await panel.send({ type: 'card', run: cards[state] });
      assert.deepEqual(await primary(), [label], state);
    }
    const tree = await names();
    for (const name of [
      'heading "mnist"',
      'button "Re-run"',
      'button "Export…"',
      'tab "Curves" [selected]',
      'button "Loss on a log scale" [pressed]',
      'button "Copy Loss as SVG"',
      'button "Enlarge Loss"',
      'slider "smoothing',
      'img "Loss against step, from 0 to 4300; latest values: total',
    ]) {
      assert.ok(tree.includes(name), `${name} in:\n${tree}`);
    }
    await panel.send({ type: 'gone', runId });
  });

  it('shows how little of a run is done in high contrast too: an outline around an empty track', async () => {
    await open(beside, { ...cards.running, progress: 0.003 }, 10);
    for (const theme of ['highContrast', 'highContrastLight'] as const) {
      await panel.changeTheme(theme);
      const row = await panel.colours('#progress');
      const [line, bar] = [
        themes[theme].colours['--vscode-contrastBorder'],
        '--vscode-progressBar-background',
      ] as const;
      assert.deepEqual([row[0], row.at(-1)], [line, line], 'the ends of the track are outlined');
      const filled = row.slice(1, -1).filter((colour) => colour === themes[theme].colours[bar]).length;
      assert.ok(filled >= 1 && filled < 0.02 * row.length, `${filled} of ${row.length} pixels are filled`);
      assert.equal(row[row.length >> 1], themes[theme].colours['--vscode-editor-background'], 'the rest is empty');
    }
  });
});
