import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readRoute, until, Window } from './window';

const route = readRoute();
const fileText = (name: string): string => readFileSync(path.join(route.workspace, name), 'utf8');
const runsFolder = path.join(route.workspace, '.distillery', 'runs');

describe('the packed extension in a real window', () => {
  let window: Window;
  const text = (id: string): Promise<string> => window.panel.locator(`#${id}`).innerText({ timeout: 30_000 });
  const points = async (): Promise<number> => Number.parseInt((await text('points')).replaceAll(',', ''), 10) || 0;

  before(async () => {
    window = await Window.open(route);
  });
  after(async () => {
    await window.screenshot('last');
    await window.close();
  });

  it('runs a config from its lens and draws what comes', async () => {
    await (await window.lens('Run', 'quick.distill.yaml')).click();
    await until(
      'the run finished',
      () => text('run-status'),
      (status) => status === 'finished',
    );
    await until('64 points', points, (count) => count === 64);
    const loss = Number(await text('last-loss'));
    assert.ok(Number.isFinite(loss) && loss > 0, `loss ${loss}`);
    const temperature = Number(await text('last-temperature'));
    assert.ok(temperature >= 2 && temperature < 2.3, `temperature ${temperature}`);
    const accuracy = Number(await text('last-accuracy'));
    assert.ok(accuracy > 0.2 && accuracy <= 1, `accuracy ${accuracy}`);
    assert.match(await text('result'), /test error \(\d+ of 10000\)/);
    await window.screenshot('finished');
  });

  it('lists the run in the runs view', async () => {
    const rows = await window.runs();
    await until(
      'a finished run',
      () => rows.allInnerTexts(),
      (shown) => shown.some((row) => /quick[^]*finished/.test(row)),
    );
    await window.screenshot('runs');
  });

  it('shows the first point within 5 s when the teacher is cached', async () => {
    await window.closePanel('quick');
    const lens = await window.lens('Run', 'quick.distill.yaml');
    const start = Date.now();
    await lens.click();
    await until('a point', points, (count) => count > 0);
    const tookMs = Date.now() - start;
    console.error(`first point after ${tookMs} ms`);
    assert.ok(tookMs < 5000, `${tookMs} ms`);
    await until(
      'the run finished',
      () => text('run-status'),
      (status) => status === 'finished',
    );
    await window.closePanel('quick');
  });

  it('writes the strategy that is picked, and nothing else', async () => {
    const before = fileText('quick.distill.yaml');
    await (await window.lens('T: linear', 'quick.distill.yaml')).click();
    await window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'cosine' }).first().waitFor();
    await window.screenshot('strategies');
    await window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'cosine' }).first().click();
    const after = await until(
      'the file is saved',
      () => fileText('quick.distill.yaml'),
      (now) => now !== before,
    );
    assert.equal(after, before.replace('strategy: linear', 'strategy: cosine'));
  });

  it('stops a run from its panel', async () => {
    await window.openFile('long.distill.yaml');
    await (await window.lens('Run', 'long.distill.yaml')).click();
    await until('points', points, (count) => count > 0);
    await window.screenshot('running');
    await window.panel.locator('#stop').click();
    await until(
      'the run stopped',
      () => text('run-status'),
      (status) => status === 'stopped',
    );
    await window.screenshot('stopped');
    const newest = readdirSync(runsFolder).sort().at(-1) ?? '';
    assert.ok(existsSync(path.join(runsFolder, newest, 'checkpoints')), 'a checkpoint is kept');
    await window.closePanel('long');
  });

  it('leaves a run alone when the window is loaded anew, and shows it live again', async () => {
    await (await window.lens('Run', 'long.distill.yaml')).click();
    const before = await until('points', points, (count) => count > 0);
    await window.page.reload();
    const row = (await window.runs()).filter({ hasText: 'running' }).first();
    await row.waitFor({ timeout: 45_000 });
    await row.hover();
    await row.getByRole('button', { name: 'Open run panel' }).click();
    const now = await until('more points', points, (count) => count > before);
    await until('still more points', points, (count) => count > now);
    await window.screenshot('reloaded');
    await window.panel.locator('#stop').click();
    await until(
      'the run stopped',
      () => text('run-status'),
      (status) => status === 'stopped',
    );
  });
});
