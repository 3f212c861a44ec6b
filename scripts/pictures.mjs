// Pictures of the walkthrough and the README, taken of the product as it is built, in a real window: media/walkthrough/*.png, and
// a whole run as an animated one, media/distilling.png.
//   npm run pictures
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { animatedPng } from './pictures/animated-png.mjs';
import { provideChromium } from './provision/chromium.mjs';
import { provideVscodeHost } from './provision/vscode-host.mjs';
import { endLeftoverRuns } from './suites/leftover-runs.mjs';
import { startServer } from './window/server.mjs';
import { starterConfig } from '../src/config/index.ts';
import { readEvents } from '../src/runs/index.ts';
import { Window } from '../test/browser/route/window.ts';

const root = path.resolve(import.meta.dirname, '..');
const out = path.join(root, 'media/walkthrough');
const name = 'quick.distill.yaml';
/** A run that is long enough to be seen at work: the starter's with all digits in more epochs. */
const working = 'digits.distill.yaml';
const workingConfig = starterConfig('quick', 'yaml', 'digits')
  .replace(/^# Small, .*$/m, '# 55,000 digits train, and 5,000 choose the best epoch.')
  .replace('limit: 4000, validation: 1000', 'validation: 5000')
  .replace(/^(teacher: .*)epochs: 8, batchSize: 64/m, '$1epochs: 6, batchSize: 128')
  .replace(/^train: .*$/m, 'train: { epochs: 10, batchSize: 64, optimizer: { name: adam, learningRate: 0.001 } }');
/** Epoch of the student after which the picture of a run at work is taken. */
const epochAtWork = 6;
const size = { width: 1080, height: 680 };

/** Without the bars at the left and the bottom, which say nothing here. */
const clip = { x: 48, y: 34, width: size.width - 48, height: size.height - 34 - 22 };

/** Waits for an event of the run, not of its control, that passes: the panel’s own words may change. */
async function event(what, isIt) {
  const runs = path.join(workspace, '.distillery/runs');
  for (let tries = 0; tries < 3000; tries += 1) {
    const names = existsSync(runs) ? readdirSync(runs).filter((run) => !run.includes('control')) : [];
    if (names.some((run) => readEvents(path.join(runs, run)).events.some(isIt))) return;
    await wait(100);
  }
  throw new Error(`no run had ${what}`);
}

/**
 * The animated picture: frames at most, the time that each is shown, whatever it took to train, and the limit of its size, since pages
 * load it before they show it.
 */
const [maxFrames, shownMs, maxBytes] = [24, 500, 300e3];

/** At most so many of a list, from its first to its last at even distances. */
function evenly(list, max) {
  if (list.length <= max) return list;
  return Array.from({ length: max }, (_, index) => list[Math.round((index * (list.length - 1)) / (max - 1))]);
}

/** Takes frames of a window while something is done, and writes them as one animated picture. */
async function record(page, picture, work) {
  const taken = [];
  let isDone = false;
  const taking = (async () => {
    while (!isDone) {
      taken.push(await page.screenshot({ clip }));
      await wait(300);
    }
  })();
  await work().finally(() => (isDone = true));
  await taking;
  const frames = evenly(taken, maxFrames);
  const bytes = animatedPng(frames, { delayMs: shownMs, lastMs: 4000 });
  console.log(`${picture}: ${frames.length} frames, ${Math.round(bytes.length / 1e3)} kB`);
  if (bytes.length > maxBytes) throw new Error(`${picture} has ${bytes.length} bytes, and may have ${maxBytes}`);
  writeFileSync(picture, bytes);
}

/** Waits until a window’s panel has been drawn twice, and looks as it did. */
async function settled({ page }) {
  let before;
  for (let tries = 0; tries < 50; tries += 1) {
    const now = await page.screenshot({ clip });
    if (before?.equals(now)) return;
    before = now;
    await wait(300);
  }
  throw new Error('the window does not come to rest');
}

async function takePictures(window) {
  const { page } = window;
  const take = (picture, from = clip) => page.screenshot({ path: path.join(out, `${picture}.png`), clip: from });
  await page.setViewportSize(size);
  await window.lens('Run', name);
  await page.keyboard.press('Control+B');
  await window.lens('Run', name);
  await take('config');
  await window.openFile(working);
  // Lenses of the file before stay for a moment.
  await page.locator('.view-lines', { hasText: '55,000 digits' }).waitFor();
  const run = await window.lens('Run', working);
  await record(page, path.join(root, 'media/distilling.png'), async () => {
    await run.click();
    await event(
      `epoch ${epochAtWork} of the student`,
      ({ type, phase, epoch }) => type === 'evaluation' && phase === 'student' && epoch >= epochAtWork,
    );
    await take('run');
    if (!(await window.panel.getByText('running').first().isVisible())) {
      throw new Error('the run ended before its picture was taken: give it more epochs');
    }
    await event('its end', ({ type }) => type === 'finished');
    await window.panel.getByText('finished').first().waitFor();
    await page.locator('.codelens-decoration', { hasText: 'errors' }).first().waitFor();
    await settled(window);
    await take('curves');
  });
  await window.openFile(name);
  await page.getByRole('tab', { name }).click();
  await window.command('Distillery: Pick Temperature Strategy');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'cosine' }).first().waitFor();
  await page.keyboard.press('ArrowDown');
  await settled(window);
  await take('temperature', { ...clip, y: 0, height: clip.height + 34 });
  await page.keyboard.press('Escape');
}

const folder = mkdtempSync(path.join(tmpdir(), 'distillery-walkthrough-'));
const workspace = path.join(folder, 'distillery-sample');
mkdirSync(workspace);
mkdirSync(out, { recursive: true });
writeFileSync(path.join(workspace, name), starterConfig('quick', 'yaml'));
writeFileSync(path.join(workspace, working), workingConfig);
const chromium = provideChromium();
const userSettings = {
  'workbench.colorTheme': 'Default Light Modern',
  'editor.minimap.enabled': false,
  'editor.cursorBlinking': 'solid',
};
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
