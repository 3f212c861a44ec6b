import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import { chromium, type Browser } from 'playwright-core';
import { provideChromium } from '../../../scripts/provision/chromium.mjs';
import { browserWords } from '../../../scripts/window/browser.mjs';
import { parseConfig } from '../../../src/config';
import { sampleRows, type SampleRows } from '../../../src/data-sources';
import { describeAugmentation, shownPictures } from '../../../src/panel/augment/describe';
import type { AugmentContent, ToAugment } from '../../../src/panel/messages';
import { deliver, openShippedPage } from '../shipped-page';

const screenshots = path.resolve('test/browser/screenshots');
const place = { resolve: (written: string): string => written, environment: {} };
const data = { format: 'mnist', validation: 5000 } as const;

function contentOf(augment: string, samples: SampleRows | undefined, name = 'digits'): AugmentContent {
  const text = `name: ${name}\ndata: { set: mnist, augment: { ${augment} } }\nstudent: { model: { preset: mlp, hidden: [30] } }\n`;
  return describeAugmentation(parseConfig(text, 'yaml'), samples, undefined);
}

const message = (content: AugmentContent): ToAugment => ({ ...content, type: 'augment' });
const everything = 'crop: { scale: [0.4, 1] }, rotation: 20, brightness: 0.3, contrast: 0.3, cutout: 8, mixup: 0.5';

describe('the preview of changed pictures', () => {
  let browser: Browser;
  let samples: SampleRows;
  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    samples = await sampleRows(data, place, shownPictures);
    browser = await chromium.launch({ executablePath: provideChromium(), args: browserWords });
  });
  after(() => browser.close());

  it('shows six pictures as they are and as eight epochs change them', async () => {
    const { page, complaints } = await openShippedPage(browser, 'augment', { width: 700 });
    await deliver(page, message(contentOf(everything, samples)));
    assert.equal(await page.locator('canvas').count(), 6 * 9);
    assert.deepEqual(complaints, []);
    await page.screenshot({ path: path.join(screenshots, 'augment.png') });
    await page.close();
  });

  it('goes through the pictures by keys, says what each is, and keeps the place when it is drawn anew', async () => {
    const { page, complaints } = await openShippedPage(browser, 'augment', { width: 700, theme: 'dark' });
    assert.deepEqual(await page.evaluate('window.fakeEditor.requests'), ['ready']);
    await deliver(page, message(contentOf('rotation: 20', samples)));
    const read = (): Promise<string> => page.locator('.reading').innerText();
    await page.keyboard.press('Tab');
    assert.equal(await read(), '0, original: as it is');
    await page.keyboard.press('ArrowRight');
    assert.match(await read(), /^0, epoch 1: rotated −?\d+°$/);
    await page.keyboard.press('ArrowDown');
    assert.match(await read(), /^1, epoch 1: rotated /);
    await page.keyboard.press('End');
    assert.match(await read(), /^5, epoch 8: rotated /);
    await page.keyboard.press('Home');
    assert.equal(await read(), '0, original: as it is');
    await page.keyboard.press('End');
    await deliver(page, message(contentOf('brightness: 0.5', samples)));
    assert.match(await read(), /^5, epoch 8: brightness ×/);
    assert.match((await page.locator('canvas').nth(1).getAttribute('aria-label')) ?? '', /^0, epoch 1: brightness ×/);
    assert.equal(await page.locator('canvas[tabindex="0"]').count(), 1, 'one stop of the tab key');
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('runs nothing that a config’s name holds, and ignores what is no preview', async () => {
    const { page, complaints } = await openShippedPage(browser, 'augment', { width: 600, theme: 'light' });
    const name = '"<img src=x onerror=document.title=1><script>document.title=2</script>"';
    await deliver(page, message(contentOf('rotation: 5', samples, name)));
    assert.match(await page.locator('h1').innerText(), /<img src=x/);
    assert.equal(await page.locator('main img').count(), 0);
    await deliver(page, { ...message(contentOf('rotation: 5', samples)), height: 4000 });
    assert.match(await page.locator('h1').innerText(), /<img src=x/);
    assert.deepEqual(complaints, ['A message that is no preview of pictures was ignored.']);
    await page.close();
  });

  it('says why nothing is shown', async () => {
    const { page } = await openShippedPage(browser, 'augment', { width: 600, theme: 'dark' });
    await deliver(page, message(contentOf('flip: false', samples)));
    assert.match(await page.locator('.notice').innerText(), /changes nothing yet/);
    await deliver(page, message(contentOf('rotation: 5', undefined)));
    assert.match(await page.locator('.notice').innerText(), /pictures are read/);
    await page.close();
  });
});
