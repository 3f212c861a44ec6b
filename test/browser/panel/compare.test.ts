import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { configSchema } from '../../../src/config/schema/schema';
import { CompareController } from '../../../src/panel/compare/controller';
import { openEventWriter } from '../../../src/runs';
import { launch, PanelPage } from './page';
import { cards } from './runs';

describe('the view that compares runs', () => {
  let browser: Browser;
  let root: string;
  let panel: PanelPage;

  const writeRun = (id: string, errors: number, changes: Record<string, unknown>): void => {
    const folder = path.join(root, id);
    mkdirSync(folder);
    const config = configSchema.parse({
      name: 'mnist',
      data: { set: 'mnist' },
      teacher: { model: { preset: 'mlp', hidden: [16] } },
      student: { model: { preset: 'mlp', hidden: [8] } },
      ...changes,
    });
    const manifest = { formatVersion: 1, id, name: config.name, createdAt: 1, config, configPath: '', configHash: '' };
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify({ ...manifest, cacheFolder: '', versions: {} }));
    const log = openEventWriter(folder, 1);
    log.write({ type: 'finished', step: 9, bestEpoch: 3, accuracy: 1 - errors / 1e4, errors, seconds: 12.3 });
    log.close();
  };
  const constant = (value: number) => ({ temperature: { strategy: 'constant', value } });
  const serve = (): Promise<void> => panel.serve('compare', CompareController, path.join(root, 'own'));
  const open = async (width: number): Promise<void> => {
    panel = await PanelPage.open(browser, { width });
    await panel.send({ type: 'card', run: { ...cards.finished, id: 'own', folder: path.join(root, 'own') } });
    await panel.page.locator('#tab-compare').click();
    await serve();
  };
  const pin = async (id: string): Promise<void> => {
    await panel.page.locator('#compare-add').selectOption(id);
    await serve();
  };
  const rowOf = (label: string): Promise<string> =>
    panel.page
      .locator('.compare tr', { hasText: label })
      .innerText()
      .then((text) => text.replaceAll(/\s+/g, ' ').trim());

  before(async () => {
    browser = await launch();
    root = mkdtempSync(path.join(tmpdir(), 'distillery-compare-'));
    writeRun('own', 150, constant(4));
    writeRun('warmer', 121, constant(8));
    writeRun('seed-2', 131, { ...constant(8), seed: 2 });
    writeRun('lone', 223, { ...constant(2), name: 'lone', loss: { kind: 'kl', hard: 0.9, soft: 0.1 }, seed: 3 });
    writeRun('other', 90, { ...constant(20), name: '<b>other</b>', loss: { kind: 'kl', hard: 0.5, soft: 0.5 } });
  });
  afterEach(async () => {
    await panel.checkSound();
    await panel.close();
  });
  after(async () => {
    await browser.close();
    rmSync(root, { recursive: true, force: true });
  });

  it('is shown with the runs that the editor asks to compare with, each once', async () => {
    panel = await PanelPage.open(browser, { width: 900 });
    await panel.send({ type: 'card', run: { ...cards.finished, id: 'own', folder: path.join(root, 'own') } });
    await panel.send({ type: 'compare', runId: 'own', runIds: ['warmer', 'own', 'seed-2'] });
    await panel.send({ type: 'compare', runId: 'own', runIds: ['warmer'] });
    await panel.send({ type: 'compare', runId: 'another panel', runIds: ['other'] });
    await serve();
    assert.equal(await panel.page.locator('#tab-compare').getAttribute('aria-selected'), 'true');
    const heads = await panel.page.locator('.compare thead th strong').allInnerTexts();
    assert.deepEqual(heads, ['mnist · T 4, seed 1', 'mnist · T 8, seed 1', 'mnist · T 8, seed 2']);
  });

  it('asks for a second run, then shows what differs and what it changed', async () => {
    await open(900);
    assert.match(await panel.text('compare-notes'), /^Add a run to see in what it differs/);
    await pin('warmer');
    assert.equal(await rowOf('temperature.value'), 'temperature.value 4 8');
    assert.equal(await rowOf('test errors'), 'test errors 150 121−29');
    assert.equal(await panel.text('compare-notes'), '');
    await panel.page.locator('.compare input[type="radio"]').nth(1).press('Space');
    await serve();
    assert.equal(await rowOf('test errors'), 'test errors 150+29 121');
    await panel.page.locator('.compare button', { hasText: 'Remove' }).press('Enter');
    await serve();
    assert.equal(await panel.page.locator('.compare thead th').count(), 1);
  });

  it('warns when more than one thing differs, takes seeds for repeats and names as text', async () => {
    await open(1100);
    for (const id of ['warmer', 'seed-2', 'other']) await pin(id);
    assert.match(await panel.text('compare-notes'), /other: 3 settings differ: a gain cannot be attributed/);
    assert.equal(await panel.page.locator('#compare-notes .notice').count(), 1, 'one banner for all runs');
    const parts = await panel.page.locator('.compare .compare-part').allInnerTexts();
    assert.deepEqual(parts, ['Results', 'Settings that differ'], 'results first');
    assert.equal(await panel.text('compare-repeats'), 'mnist, seeds 1, 2: 126.0 ± 7.1 test errors over 2 runs');
    assert.equal(await panel.page.locator('.compare b').count(), 0);
    assert.match(await panel.page.locator('.compare thead').innerText(), /<b>other<\/b>/);
    await panel.screenshot('compare-1100-dark');
  });

  it('says of five runs in one banner what differs, results first, and differences of percentages in points', async () => {
    await open(1350);
    for (const id of ['warmer', 'seed-2', 'other', 'lone']) await pin(id);
    assert.equal(await panel.page.locator('.compare thead th').count(), 5);
    const banners = await panel.page.locator('#compare-notes .notice').allInnerTexts();
    assert.equal(banners.length, 1, 'one banner for all runs');
    assert.deepEqual(
      [...new Set(banners[0]?.split(/\n+/).map((line) => line.split(':')[0]))],
      ['other', 'lone'],
      'it names each run that differs in more than one thing',
    );
    assert.deepEqual(await panel.page.locator('.compare .compare-part').allInnerTexts(), [
      'Results',
      'Settings that differ',
    ]);
    const accuracy = await panel.page
      .locator('.compare tr', { hasText: /^accuracy/ })
      .locator('td')
      .allInnerTexts();
    assert.deepEqual(
      accuracy.map((text) => text.replaceAll(/\s+/g, ' ')),
      ['98.50 %', '98.79 %+0.29 points', '98.69 %+0.19 points', '99.10 %+0.60 points', '97.77 %−0.73 points'],
    );
    await panel.screenshot('compare-five-dark');
  });
});
