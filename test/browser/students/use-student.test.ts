import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { chromium, type Browser } from 'playwright-core';
import { provideChromium } from '../../../scripts/provision/chromium.mjs';
import { browserWords } from '../../../scripts/window/browser.mjs';
import { waysToUse } from '../../../src/students';
import { pngUri } from '../../../src/data-sources/thumbnails/png-picture';
import type { StudentFacts } from '../../../src/runs';

const origin = 'https://student.test';
/** ONNX Runtime in so far as the page uses it: it keeps the numbers that the student is asked about. */
const runtime = `
window.ort = {
  Tensor: class { constructor(type, data, shape) { Object.assign(this, { type, data, shape }); } },
  InferenceSession: { create: async () => ({ run: async ({ images }) => {
    window.asked = { shape: images.shape, data: [...images.data] };
    return { logits: { data: [0, 1] } };
  } }) },
};`;

const aboutOf = (input: Partial<StudentFacts['input']>): StudentFacts => ({
  ...{ formatVersion: 1, name: 'flowers', run: '20260101-000000-flowers-0000', output: { name: 'logits' } },
  input: { name: 'images', shape: [4, 4, 1], ...input },
  classes: ['daisy', 'rose'].map((name, label) => ({ name, label })),
});

/** Four rows of eight columns: black, the column's own brightness in the middle four, white. */
const row = [0, 0, 60, 100, 140, 180, 255, 255];
const uri = pngUri(Uint8Array.from([...row, ...row, ...row, ...row]), [4, 8, 1]);
const picture = Buffer.from(uri.slice(uri.indexOf(',') + 1), 'base64');

describe('the page that uses a student', () => {
  let browser: Browser;
  before(async () => {
    browser = await chromium.launch({ executablePath: provideChromium(), args: browserWords });
  });
  after(() => browser.close());

  /** Rows of numbers that the student of the page is asked about, once the picture was chosen. */
  async function askedAbout(input: Partial<StudentFacts['input']>): Promise<number[][]> {
    const code = waysToUse(aboutOf(input), 'student').find(({ language }) => language === 'html')?.code ?? '';
    const page = await browser.newPage();
    await page.route('**/*', async (route) => {
      const { pathname, host } = new URL(route.request().url());
      if (/ort\.min\.js$/.test(pathname)) await route.fulfill({ contentType: 'text/javascript', body: runtime });
      else if (pathname.endsWith('labels.txt')) await route.fulfill({ body: 'daisy\nrose\n' });
      else if (pathname === '/' && origin.endsWith(host)) await route.fulfill({ contentType: 'text/html', body: code });
      else await route.fulfill({ status: 204 });
    });
    await page.goto(origin);
    await page.waitForFunction('document.querySelector("#picture").onchange !== null');
    await page.setInputFiles('#picture', { name: 'a.png', mimeType: 'image/png', buffer: picture });
    await page.locator('#answer', { hasText: 'rose' }).waitFor();
    const { shape, data } = await page.evaluate<{ shape: number[]; data: number[] }>('window.asked');
    await page.close();
    assert.deepEqual(shape, [1, ...(input.shape ?? [4, 4, 1])]);
    const width = shape[2] ?? 1;
    return Array.from({ length: shape[1] ?? 0 }, (_, line) =>
      data.slice(line * width, (line + 1) * width).map(Math.round),
    );
  }

  it('cuts out the middle where the run did', async () => {
    const middle = [60, 100, 140, 180];
    assert.deepEqual(await askedAbout({ fit: 'crop' }), [middle, middle, middle, middle]);
  });

  it('fills up with black where the run did', async () => {
    const [top, one, other, bottom] = await askedAbout({ fit: 'pad' });
    assert.deepEqual(
      [top, bottom],
      [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ],
    );
    for (const line of [one, other]) {
      const [left = 255, , , right = 0] = line ?? [];
      assert.ok(left < 40 && right > 215, String(line));
    }
  });

  it('cuts for the size that a teacher looked at, and shrinks from there', async () => {
    // 4 × 8 is the whole picture; its halves then become two columns of four.
    const lines = await askedAbout({ fit: 'crop', resizedFrom: [4, 8] });
    for (const line of lines) {
      const [left = 255, , , right = 0] = line;
      assert.ok(left < 40 && right > 215, String(line));
    }
  });

  it('squeezes the whole picture otherwise', async () => {
    for (const line of await askedAbout({})) {
      const [left = 255, , , right = 0] = line;
      assert.ok(left < 40 && right > 215, String(line));
    }
  });
});
