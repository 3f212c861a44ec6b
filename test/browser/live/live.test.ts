import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { LiveFeed } from '../../../src/panel/live/live-feed';
import type { ToLive } from '../../../src/panel/messages';
import { RunCatalogue } from '../../../src/runs';
import { seriousFindings } from '../axe';
import { launch } from '../panel/page';
import { appendEvents, makeEvents, makeRunFolder } from '../panel/runs';
import type { ThemeName } from '../panel/themes';
import { deliver, openShippedPage } from '../shipped-page';

const screenshots = path.resolve('test/browser/screenshots');

describe('the live view in a browser', () => {
  let browser: Browser;
  let root: string;
  let page: Page;
  let complaints: string[] = [];
  const feed = new LiveFeed((message: ToLive) => deliver(page, message));
  const show = async (): Promise<void> => {
    await feed.show(await new RunCatalogue(root).list());
    await page.evaluate('window.fakeEditor.frames()');
  };

  /** The shipped page under the policy that the editor serves it with. */
  async function open(width: number, theme: ThemeName, height = 400): Promise<void> {
    ({ page, complaints } = await openShippedPage(browser, 'live', { width, height, theme }));
  }

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    browser = await launch();
  });
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-live-'));
  });
  afterEach(async () => {
    assert.deepEqual(await page.evaluate('window.fakeEditor.outside()'), [], 'elements stand outside the page');
    assert.deepEqual(complaints, []);
    feed.stop();
    await page.close();
    rmSync(root, { recursive: true, force: true });
  });
  after(() => browser.close());

  const makeRun = (id: string, name: string, steps: number): void => {
    makeRunFolder(path.join(root, id), name);
    appendEvents(path.join(root, id), makeEvents(1, steps));
  };

  it('says that nothing is at work', async () => {
    await open(300, 'dark', 120);
    await show();
    assert.match(await page.locator('.nothing').innerText(), /^No run is at work/);
    await page.screenshot({ path: path.join(screenshots, 'live-empty.png') });
  });

  it('draws a run, follows it, keeps the focus, and asks for its panel by keyboard', async () => {
    await open(300, 'dark');
    makeRun('one', '<b>mnist</b>', 800);
    await show();
    const button = page.locator('button');
    await button.focus();
    assert.match(
      (await button.getAttribute('aria-label')) ?? '',
      /^<b>mnist<\/b>, queued · .*, loss 1\.4998, validation accuracy 95\.09 %\. Open/,
    );
    assert.equal(await page.locator('b').count(), 0);
    assert.equal(await page.locator('canvas').count(), 2);
    const before = await page.locator('.live-number').first().innerText();
    appendEvents(path.join(root, 'one'), makeEvents(801, 1400));
    makeRun('two', 'a second run with a rather long name that has to go on in another line', 100);
    await show();
    assert.notEqual(await page.locator('.live-number').first().innerText(), before);
    assert.equal(await page.evaluate('document.activeElement.querySelector(".live-name").textContent'), '<b>mnist</b>');
    await page.keyboard.press('Enter');
    assert.deepEqual(await page.evaluate('window.fakeEditor.requests'), ['ready', 'open']);
  });

  for (const [width, theme] of [
    [220, 'light'],
    [300, 'highContrast'],
    [900, 'dark'],
    [1400, 'highContrastLight'],
  ] as const) {
    it(`fits ${width} px in ${theme}, without a serious finding of axe`, async () => {
      await open(width, theme);
      makeRun('one', 'mnist', 1376);
      makeRun('two', 'a second run with a rather long name that has to go on in another line', 3);
      makeRunFolder(path.join(root, 'three'), 'waiting');
      await show();
      assert.equal(await page.locator('.live-run').count(), 3);
      assert.deepEqual(await seriousFindings(page), []);
      await page.screenshot({ path: path.join(screenshots, `live-${width}-${theme}.png`) });
    });
  }
});
