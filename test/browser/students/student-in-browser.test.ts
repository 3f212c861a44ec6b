import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { after, before, describe, it } from 'mocha';
import { chromium, type Browser, type Page } from 'playwright-core';
import { provideChromium } from '../../../scripts/provision/chromium.mjs';
import { browserWords } from '../../../scripts/window/browser.mjs';
import { readStudent, waysToUse } from '../../../src/students';
import { predicted, softmax, trainedBy, writeThirds } from '../../process/cli/trained';
import { removeWorkspace } from '../../remove-workspace';

const origin = 'https://student.test';
const packages = 'https://cdn.jsdelivr.net/npm/onnxruntime-web/dist/';
/** TensorFlow.js as one script, as its package for browsers is: kernels, layers, and operations as methods. */
const tensorflow = `
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
export * from '@tensorflow/tfjs-core';
export { loadLayersModel } from '@tensorflow/tfjs-layers';
`;
const types: Readonly<Record<string, string>> = {
  '.mjs': 'text/javascript',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

describe('the student of a run in a browser', function () {
  this.timeout(120_000);
  let browser: Browser;
  let root = '';
  let folder = '';
  let files: string[] = [];
  let expected: ReturnType<typeof predicted> = [];
  before(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-browser-'));
    // Pictures in colour of a student in gray, of its own size: a browser resizes otherwise.
    files = writeThirds(root, 'thirds', 30, () => [28, 28, 3]);
    const run = trainedBy(
      root,
      `name: thirds
data: { format: images, path: thirds, channels: gray, test: 9, validation: 9 }
student: { model: { preset: cnn-small, filters: [4], dense: 8 } }
loss: { hard: 1, soft: 0 }
train: { epochs: 6, batchSize: 8, threads: 1, optimizer: { name: adam, learningRate: 0.01 } }
`,
    );
    folder = path.join(root, '.distillery/runs', run);
    files = files.filter((_, index) => index % 10 === 0);
    expected = predicted(root, run, files);
    assert.equal(new Set(expected.map(({ best }) => best)).size, 3);
    browser = await chromium.launch({ executablePath: provideChromium(), args: browserWords });
  });
  after(async () => {
    await browser.close();
    await removeWorkspace(root);
  });

  /** A page beside the folder of the student; `scripts` are those of other places, by their addresses. */
  async function open(html: string, scripts: (address: string) => string | undefined): Promise<Page> {
    const page = await browser.newPage();
    await page.route('**/*', async (route) => {
      const address = route.request().url();
      const { pathname } = new URL(address);
      const file = scripts(address) ?? path.join(folder, pathname);
      if (pathname === '/') await route.fulfill({ contentType: 'text/html', body: html });
      else if (!existsSync(file)) await route.fulfill({ status: 404 });
      else {
        const headers = { 'access-control-allow-origin': '*' };
        await route.fulfill({
          body: readFileSync(file),
          headers,
          contentType: types[path.extname(file)] ?? 'text/plain',
        });
      }
    });
    await page.goto(origin);
    return page;
  }

  it('answers by ONNX Runtime on the page that is printed, as the run does', async () => {
    const runtime = path.resolve('node_modules/onnxruntime-web/dist');
    const code = waysToUse(readStudent(folder), 'student').find(({ language }) => language === 'html')?.code ?? '';
    const page = await open(code, (address) =>
      address.startsWith(packages) ? path.join(runtime, address.slice(packages.length)) : undefined,
    );
    await page.waitForFunction('document.querySelector("#picture").onchange !== null');
    const answers: string[] = [];
    for (const file of files) {
      await page.evaluate('document.querySelector("#answer").textContent = ""');
      await page.setInputFiles('#picture', path.join(root, file));
      await page.waitForFunction('document.querySelector("#answer").textContent !== ""');
      answers.push((await page.locator('#answer').textContent()) ?? '');
    }
    assert.deepEqual(
      answers,
      expected.map(({ best }) => best),
    );
    await page.close();
  });

  it('answers by TensorFlow.js as the page on using a student has it', async () => {
    const [, snippet = ''] =
      /With TensorFlow\.js:\n\n```js\n([^]*?)```/.exec(readFileSync('docs/use-your-student.md', 'utf8')) ?? [];
    assert.match(snippet, /loadLayersModel\('student\/model\.json'\)/);
    const outfile = path.join(root, 'tf.js');
    await build({
      stdin: { contents: tensorflow, resolveDir: path.resolve('.') },
      ...{ outfile, bundle: true, format: 'iife', globalName: 'tf', mainFields: ['module', 'main'], logLevel: 'error' },
    });
    const html = `<script src="tf.js"></script><script>
      window.answer = async (uri) => {
        const image = new Image();
        image.src = uri;
        await image.decode();
        ${snippet}
        return [...logits];
      };</script>`;
    const page = await open(html, (address) => (address === `${origin}/tf.js` ? outfile : undefined));
    const names = readFileSync(path.join(folder, 'student/labels.txt'), 'utf8').trimEnd().split('\n');
    for (const [index, file] of files.entries()) {
      const uri = `data:image/png;base64,${readFileSync(path.join(root, file)).toString('base64')}`;
      const logits = await page.evaluate<number[]>(`window.answer(${JSON.stringify(uri)})`);
      softmax(logits).forEach((probability, place) => {
        const run = expected[index]?.probabilities.get(names[place] ?? '') ?? Number.NaN;
        assert.ok(Math.abs(probability - run) < 0.01, `${file}: ${probability} and ${run}`);
      });
    }
    await page.close();
  });
});
