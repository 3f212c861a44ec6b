import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import { chromium, type Browser } from 'playwright-core';
import { provideChromium } from '../../../scripts/provision/chromium.mjs';
import { browserWords } from '../../../scripts/window/browser.mjs';
import { parseConfig } from '../../../src/config';
import type { DataFacts } from '../../../src/data-sources';
import { describePreview } from '../../../src/panel/preview/describe';
import type { PreviewContent, ToPreview } from '../../../src/panel/messages';
import { deliver, openShippedPage } from '../shipped-page';

const screenshots = path.resolve('test/browser/screenshots');

const contentOf = (temperature: string, name = 'mnist'): PreviewContent =>
  describePreview(
    parseConfig(
      `name: ${name}
data: { set: mnist }
teachers:
  - { name: large, model: { preset: mlp, hidden: [1200] }, temperature: ${temperature} }
  - { name: small, model: { preset: mlp, hidden: [100] }, temperature: { strategy: cyclic, period: 2 } }
student: { model: { preset: mlp, hidden: [30] } }
`,
      'yaml',
    ),
    undefined,
  );

const row = (temperature: number): PreviewContent['softness'][number]['rows'][number] => ({
  ...{ temperature, entropy: temperature / 10, topMass: 1 / temperature, effectiveClasses: Math.exp(temperature / 10) },
});
const softness = [{ teacher: 'large', rows: [1, 2, 4, 8].map(row) }];
const preflights = ['large: 21 errors on 500 validation examples as it is read, and 13 with MNIST’s normalization'];

const message = (content: PreviewContent): ToPreview => ({ ...content, type: 'preview', isBehindPick: false });

describe('the preview of a temperature', () => {
  let browser: Browser;
  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    browser = await chromium.launch({ executablePath: provideChromium(), args: browserWords });
  });
  after(() => browser.close());

  it('draws each teacher’s charts, its table of softness, and what a preflight found', async () => {
    const { page, complaints } = await openShippedPage(browser, 'preview', { width: 700 });
    await deliver(page, message({ ...contentOf('{ strategy: dtkd }'), softness, preflights }));
    assert.equal(await page.locator('svg.chart').count(), 4);
    assert.equal(await page.locator('td').count(), 16);
    const section = page.locator('section', { hasText: 'Preflight in an earlier run' });
    assert.deepEqual(await section.locator('p').allTextContents(), preflights);
    assert.deepEqual(complaints, []);
    await page.screenshot({ path: path.join(screenshots, 'preview.png'), fullPage: true });
    await page.close();
  });

  it('says it is ready, reads values at the pointer and by keys, and keeps its width', async () => {
    const { page, complaints } = await openShippedPage(browser, 'preview', { width: 600, theme: 'dark' });
    assert.deepEqual(await page.evaluate('window.fakeEditor.requests'), ['ready']);
    await deliver(page, message(contentOf('{ strategy: linear, from: 8, to: 2 }')));
    const chart = page.locator('svg.chart').first();
    assert.match((await chart.getAttribute('aria-label')) ?? '', /^Temperature over epoch 0 to 10: T from 8 to 2/);
    await chart.focus();
    await page.keyboard.press('Home');
    assert.match(await page.locator('.reading').first().innerText(), /^epoch 0 · T 8 · weight of the soft term 57\.6$/);
    await page.keyboard.press('End');
    assert.match(await page.locator('.reading').first().innerText(), /T 2 /);
    await page.setViewportSize({ width: 400, height: 900 });
    await page.evaluate('window.fakeEditor.frames()');
    assert.deepEqual(await page.evaluate('window.fakeEditor.outside()'), []);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('names the classes that a temperature goes by, below the axis and where they are read', async () => {
    const { page, complaints } = await openShippedPage(browser, 'preview', { width: 600, theme: 'dark' });
    const classes = ['cat', 'dog', 'a mouse with a long name'].map((name, label) => ({ name, label }));
    const splits = { train: { count: 900, classCounts: [600, 200, 100] }, test: { count: 9 } };
    const config = `name: pets
data: { format: idx, path: pets }
teacher: { model: { preset: mlp, hidden: [12] } }
student: { model: { preset: mlp, hidden: [3] } }
temperature: { strategy: class-frequency }
`;
    const lookUp = (): DataFacts => ({ kind: 'image', shape: [8, 8, 1], classes, splits });
    await deliver(page, message(describePreview(parseConfig(config, 'yaml', { lookUp }), undefined)));
    await page.locator('svg.chart .tick').first().waitFor();
    const ticks = await page.locator('svg.chart').first().locator('.tick').allTextContents();
    assert.deepEqual(
      ticks.filter((tick) => /[a-z]/.test(tick)),
      ['cat', 'dog', 'a mouse with …'],
    );
    await page.locator('svg.chart').first().focus();
    await page.keyboard.press('End');
    assert.match(await page.locator('.reading').first().innerText(), /^class a mouse with a long name · T /);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('runs nothing that a config’s name holds, and ignores what is no preview', async () => {
    const { page, complaints } = await openShippedPage(browser, 'preview', { width: 600, theme: 'light' });
    const name = '"<img src=x onerror=document.title=1><script>document.title=2</script>"';
    await deliver(page, message(contentOf('4', name)));
    assert.match(await page.locator('h1').innerText(), /<img src=x/);
    assert.equal(await page.locator('main img').count(), 0);
    await deliver(page, { type: 'preview', name: 1, charts: null });
    assert.match(await page.locator('h1').innerText(), /<img src=x/);
    assert.deepEqual(complaints, ['A message that is no preview was ignored.']);
    await page.close();
  });

  it('begins below a pick, and says why nothing is drawn', async () => {
    const { page } = await openShippedPage(browser, 'preview', { width: 600, theme: 'dark' });
    await deliver(page, { ...message(contentOf('4')), isBehindPick: true });
    const top = (await page.locator('h1').boundingBox())?.y ?? 0;
    assert.ok(top > 0.4 * 900 + 40, `${top}`);
    await deliver(page, message(describePreview(parseConfig('name: [', 'yaml'), undefined)));
    assert.match(await page.locator('.notice').innerText(), /drawn once they are mended/);
    await page.close();
  });
});
