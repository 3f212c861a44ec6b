// Pictures of the walkthrough and the README, taken of the product as it is built, in a real window: media/walkthrough/*.png, and
// a whole run as an animated one, media/distilling.png.
//   npm run pictures
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { animatedPng } from './pictures/animated-png.mjs';
import { provideChromium } from './provision/chromium.mjs';
import { provideVscodeHost } from './provision/vscode-host.mjs';
import { endLeftoverRuns } from './suites/leftover-runs.mjs';
import { startServer } from './window/server.mjs';
import { starterConfig } from '../src/config/index.ts';
import { Window } from '../test/browser/route/window.ts';

const root = path.resolve(import.meta.dirname, '..');
const out = path.join(root, 'media/walkthrough');
const name = 'quick.distill.yaml';
const size = { width: 1080, height: 680 };

/** Without the bars at the left and the bottom, which say nothing here. */
const clip = { x: 48, y: 34, width: size.width - 48, height: size.height - 34 - 22 };

/** Waits until the newest run’s log has a text: the panel’s own words may change. */
async function logHas(text) {
  const runs = path.join(workspace, '.distillery/runs');
  for (let tries = 0; tries < 1200; tries += 1) {
    const names = existsSync(runs) ? readdirSync(runs).filter((run) => !run.includes('control')) : [];
    const logs = names.map((run) => path.join(runs, run, 'events.jsonl')).filter((file) => existsSync(file));
    if (logs.some((file) => readFileSync(file, 'utf8').includes(text))) return;
    await wait(100);
  }
  throw new Error(`no run wrote ${text}`);
}

/** Time between two frames of the animated picture, and the limit of its size: pages load it before they show it. */
const [frameMs, maxBytes] = [500, 1.5e6];

/** Takes frames of a window while something is done, and writes them as one animated picture. */
async function record(page, picture, work) {
  const frames = [];
  let isDone = false;
  const taking = (async () => {
    while (!isDone) {
      frames.push(await page.screenshot({ clip }));
      await wait(frameMs);
    }
  })();
  await work().finally(() => (isDone = true));
  await taking;
  const bytes = animatedPng(frames, { delayMs: frameMs, lastMs: 4000 });
  console.log(`${picture}: ${frames.length} frames, ${(bytes.length / 1e6).toFixed(2)} MB`);
  if (bytes.length > maxBytes) throw new Error(`${picture} has ${bytes.length} bytes, and may have ${maxBytes}`);
  writeFileSync(picture, bytes);
}

async function takePictures(window) {
  const { page } = window;
  const take = (picture, from = clip) => page.screenshot({ path: path.join(out, `${picture}.png`), clip: from });
  await page.setViewportSize(size);
  const run = await window.lens('Run', name);
  await page.keyboard.press('Control+B');
  await run.waitFor();
  await take('config');
  await record(page, path.join(root, 'media/distilling.png'), async () => {
    await run.click();
    await logHas('"phase":"student"');
    // A moment, in which the panel draws what the log has.
    await wait(700);
    await take('run');
    await logHas('"type":"finished"');
    await window.panel.getByText('finished').first().waitFor();
    await wait(700);
    await take('curves');
  });
  await page.getByRole('tab', { name }).click();
  await window.command('Distillery: Pick Temperature Strategy');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'cosine' }).first().waitFor();
  await page.keyboard.press('ArrowDown');
  await wait(1500);
  await take('temperature', { ...clip, y: 0, height: clip.height + 34 });
  await page.keyboard.press('Escape');
}

const folder = mkdtempSync(path.join(tmpdir(), 'distillery-walkthrough-'));
const workspace = path.join(folder, 'distillery-sample');
mkdirSync(workspace);
mkdirSync(out, { recursive: true });
writeFileSync(path.join(workspace, name), starterConfig('quick', 'yaml'));
const chromium = provideChromium();
const userSettings = { 'workbench.colorTheme': 'Default Light Modern', 'editor.minimap.enabled': false };
const server = await startServer(provideVscodeHost(), { stateFolder: folder, userSettings });
try {
  const address = server.address(workspace, [
    ['extensionDevelopmentPath', server.remote(root)],
    ['openFile', server.remote(path.join(workspace, name))],
  ]);
  const window = await Window.open({ address, chromium, workspace, screenshots: folder });
  try {
    await takePictures(window);
  } finally {
    await window.close();
  }
} finally {
  await server.stop();
  await endLeftoverRuns(workspace);
  rmSync(folder, { recursive: true, force: true });
}
