import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { assertBelow } from '../../least';
import { readRoute, until, Window } from './window';

const route = readRoute();
const fileText = (name: string): string => readFileSync(path.join(route.workspace, name), 'utf8');
const runsFolder = path.join(route.workspace, '.distillery', 'runs');

describe('the packed extension in a real window', () => {
  let window: Window;
  const text = (id: string): Promise<string> => window.panel.locator(`#${id}`).innerText({ timeout: 30_000 });
  const steps = async (): Promise<number> => Number.parseInt((await text('steps')).replaceAll(',', ''), 10) || 0;

  before(async () => {
    window = await Window.open(route);
    await window.lens('Run', 'quick.distill.yaml');
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
    await until('64 steps', steps, (count) => count === 64);
    const newest = async (plot: string, label: string): Promise<number> => {
      const name = await window.panel.locator(`#plot-${plot} [role="img"]`).getAttribute('aria-label');
      return Number(new RegExp(`${label} ([\\d.]+)`).exec(name ?? '')?.[1]);
    };
    const loss = await newest('loss', 'total');
    assert.ok(Number.isFinite(loss) && loss > 0, `loss ${loss}`);
    const temperature = await newest('temperature', 'T');
    assert.ok(temperature >= 2 && temperature < 2.3, `temperature ${temperature}`);
    const accuracy = (await newest('accuracy', 'student')) / 100;
    assert.ok(accuracy > 0.2 && accuracy <= 1, `accuracy ${accuracy}`);
    assert.match(await text('figures'), /[\d.]+ %\s+[\d,]+ errors/);
    await window.screenshot('finished');
  });

  it('lists the run in the runs view, and none at work in the live view', async () => {
    const rows = await window.runs();
    await rows.and(window.page.locator('[aria-label^="quick, finished"]')).first().waitFor();
    await window.live.locator('.nothing', { hasText: 'No run is at work' }).waitFor();
    await window.screenshot('runs');
  });

  it('has its list worked by keyboard: Enter opens the run, F2 renames it, Delete asks', async () => {
    const { page } = window;
    const row = (name: string): Locator => page.locator(`[aria-label^="${name}, finished"]`).first();
    const rename = async (name: string): Promise<void> => {
      await page.keyboard.press('F2');
      await page.locator('.quick-input-widget input').first().fill(name);
      await page.keyboard.press('Enter');
      await row(name).waitFor();
    };
    await window.closePanel('quick');
    await window.command('Focus on Runs View');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page
      .getByRole('tab', { name: /^quick(,| ·|$)/ })
      .first()
      .waitFor();
    await window.command('Focus on Runs View');
    await rename('renamed');
    await rename('quick');
    await page.keyboard.press('Delete');
    await page.getByRole('dialog', { name: /Delete/ }).waitFor();
    await page.keyboard.press('Escape');
    await row('quick').waitFor();
  });

  it('shows the first point within 5 s when the teacher is cached', async () => {
    await assertBelow(5000, 'ms', async () => {
      await window.closePanel('quick');
      const lens = await window.lens('Run', 'quick.distill.yaml');
      const start = Date.now();
      await lens.click();
      await until('a step', steps, (count) => count > 0);
      const measured = Date.now() - start;
      console.error(`first point after ${measured} ms`);
      await until(
        'the run finished',
        () => text('run-status'),
        (status) => status === 'finished',
      );
      return measured;
    });
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

  it('asks before ■ above one config stops the run of another, and stops a config’s own at once', async () => {
    const { page } = window;
    const stopAbove = async (name: string): Promise<void> => {
      await page.getByRole('tab', { name }).click();
      const group = page.locator('.editor-group-container', { has: page.getByRole('tab', { name }) });
      await group
        .locator('.editor-actions')
        .getByRole('button', { name: /^Stop Run/ })
        .click();
    };
    await window.openFile('long.distill.yaml');
    await (await window.lens('Run', 'long.distill.yaml')).click();
    const before = await until('steps', steps, (count) => count > 0);
    await stopAbove('quick.distill.yaml');
    const question = page.locator('.quick-input-widget', { hasText: 'Stop Run: none is of quick.distill.yaml' });
    await question.locator('.monaco-list-row', { hasText: 'long' }).first().waitFor();
    await window.screenshot('stop-of-another');
    await page.keyboard.press('Escape');
    await until('the run going on', steps, (count) => count > before);
    await stopAbove('long.distill.yaml');
    await until(
      'the run stopped',
      () => text('run-status'),
      (status) => status === 'stopped',
    );
    await window.closePanel('long');
  });

  it('shows a run at work in small, opens its panel from there, and stops it', async () => {
    await window.openFile('long.distill.yaml');
    await (await window.lens('Run', 'long.distill.yaml')).click();
    await until('steps', steps, (count) => count > 0);
    const live = window.live.locator('.live-run', { hasText: 'long' });
    await live.locator('canvas').first().waitFor();
    await window.screenshot('running');
    await window.closePanel('long');
    await live.press('Enter');
    await until('steps again', steps, (count) => count > 0);
    await window.panel.locator('#stop').click();
    await until(
      'the run stopped',
      () => text('run-status'),
      (status) => status === 'stopped',
    );
    await window.screenshot('stopped');
    await window.live.locator('.nothing', { hasText: 'No run is at work' }).waitFor();
    const newest = readdirSync(runsFolder).sort().at(-1) ?? '';
    assert.ok(existsSync(path.join(runsFolder, newest, 'checkpoints')), 'a checkpoint is kept');
    await window.closePanel('long');
  });

  it('leaves a run alone when the window is loaded anew, and brings its panel back, live', async () => {
    await (await window.lens('Run', 'long.distill.yaml')).click();
    const before = await until('steps', steps, (count) => count > 0);
    const run = readdirSync(runsFolder).sort().at(-1) ?? '';
    await until(
      'the window has stored which run its panel shows',
      () => window.storedState(),
      (state) => state.includes(run),
    );
    await window.runs();
    // A window that has not read its runs yet must not say that there are none.
    await window.page.addInitScript(`new MutationObserver(() => {
      const welcomes = [...document.querySelectorAll('.welcome-view')];
      window.hasSaidNone ||= welcomes.some(({ textContent }) => textContent.includes('No runs yet'));
    }).observe(document, { subtree: true, childList: true });`);
    // An address that names a file to open restores nothing else; this one is the workspace alone.
    await window.page.goto(route.workspaceAddress);
    const now = await until('more steps', steps, (count) => count > before);
    await until('still more steps', steps, (count) => count > now);
    await window.screenshot('reloaded');
    await (await window.runs()).and(window.page.locator('[aria-label^="long, running"]')).first().waitFor();
    assert.equal(await window.page.evaluate('window.hasSaidNone'), false);
    await window.panel.locator('#stop').click();
    await until(
      'the run stopped',
      () => text('run-status'),
      (status) => status === 'stopped',
    );
  });

  it('keeps the command distillery on the PATH of the workspace’s terminals, also for windows in which it sleeps', async () => {
    await until(
      'the window has stored the PATH of its terminals',
      () => window.storedState(),
      (state) => /distillery\.distillery[^]{0,200}PATH|PATH[^]{0,400}distillery\.distillery.{1,4}bin/.test(state),
    );
  });

  it('asks once for the command of a script, draws what it logs, and opens the line of its traceback', async () => {
    const lines = ['import distillery', 'run = distillery.init(steps=20, epochs=1)', 'for step in range(1, 21):'];
    const failing = ['    run.log({"loss": 1 / step}, step=step)', 'raise ValueError("a bad thing")'];
    writeFileSync(path.join(route.workspace, 'own.py'), [...lines, ...failing, ''].join('\n'));
    const config = 'name: own\nscript: { file: own.py, args: [--width, 2] }\n';
    writeFileSync(path.join(route.workspace, 'own.distill.yaml'), config);
    // Files open where the focus is, which would be the panel's group, and its lenses are not the first ones.
    await window.page
      .getByRole('tab', { name: /^(quick|long)\.distill\.yaml/ })
      .first()
      .click();
    await window.openFile('own.distill.yaml');
    await window.lens('Debug Run', 'own.distill.yaml');
    const runs = (): number => (existsSync(runsFolder) ? readdirSync(runsFolder).length : 0);
    const before = runs();
    const dialog = window.page.getByRole('dialog', { name: /Run the script 'own\.py'/ });
    await (await window.lens('Run', 'own.distill.yaml')).click();
    await dialog.getByText(/python3? -u own\.py --width 2/).waitFor();
    await window.screenshot('script');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await window.page.getByText('was not agreed to').count(), 0, 'a person who cancels is told no error');
    await (await window.lens('Debug Run', 'own.distill.yaml')).click();
    await window.page.getByText('Debug Run needs the Python Debugger extension (ms-python.debugpy)').first().waitFor();
    assert.equal(runs(), before, 'nothing is made before it is agreed to');
    await (await window.lens('Run', 'own.distill.yaml')).click();
    await dialog.getByRole('button', { name: 'Run Script' }).click();
    await until(
      'the script failed',
      () => text('run-status'),
      (status) => status === 'failed',
    );
    await until('20 steps', steps, (count) => count === 20);
    await window.panel.locator('#tab-summary').click();
    await window.panel.locator('#traceback', { hasText: 'ValueError: a bad thing' }).waitFor();
    await window.screenshot('traceback');
    await window.panel.getByRole('button', { name: 'own.py:5' }).click();
    await window.page.getByRole('tab', { name: 'own.py' }).waitFor();
    await window.page.getByRole('button', { name: /^Ln 5, Col 1/ }).waitFor();
    // Agreed to: the second run begins at once.
    await (await window.lens('Run', 'own.distill.yaml')).click();
    await until('a second run', runs, (count) => count === before + 2);
  });

  it('lists the Pythons that there are, with what they have', async () => {
    await window.command('Select Python');
    await window.page
      .locator('.quick-input-list .monaco-list-row', { hasText: /Python 3\.\d+/ })
      .first()
      .waitFor();
    await window.screenshot('pythons');
    await window.page.keyboard.press('Escape');
  });

  it('shows the size of the caches, and removes them once that is confirmed', async () => {
    const teachers = path.join(route.workspace, '.distillery', 'cache', 'teachers');
    assert.ok(readdirSync(teachers).length > 0);
    const dialog = window.page.getByRole('dialog', { name: /Remove the caches/ });
    await window.command('Clear Caches');
    await dialog.getByText(/\d+ teachers?, \d+\.\d MB/).waitFor();
    await window.screenshot('cache');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.ok(existsSync(teachers), 'nothing is removed before it is wanted');
    await window.command('Clear Caches');
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await window.page.getByText('removed from the caches').first().waitFor();
    assert.ok(!existsSync(teachers));
  });
});
