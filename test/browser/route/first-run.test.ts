import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RunCatalogue, runsFolder } from '../../../src/runs';
import { assertBelow } from '../../least';
import { readRoute, until, Window } from './window';

const route = readRoute();
/** A teacher that trains for as long as it is looked at. */
const teaching = `name: teaching
data: { set: mnist, validation: 1000, train: 8192 }
teacher: { model: { preset: mlp, hidden: [300] }, train: { epochs: 5000 } }
student: { model: { preset: mlp, hidden: [16] } }
`;

describe('a first run with the packed extension', () => {
  let window: Window;
  const text = (id: string): Promise<string> => window.panel.locator(`#${id}`).innerText({ timeout: 30_000 });
  const nameOf = async (plot: string): Promise<string> =>
    (await window.panel.locator(`#plot-${plot} [role="img"]`).getAttribute('aria-label')) ?? '';

  before(async () => {
    window = await Window.open(route);
    await window.lens('Run', 'quick.distill.yaml');
  });
  after(async () => {
    await window.screenshot('first-run');
    await window.close();
  });

  it('shows the teacher’s curves, its epoch and the time that is left while it trains', async () => {
    writeFileSync(path.join(route.workspace, 'teaching.distill.yaml'), teaching);
    await window.openFile('teaching.distill.yaml');
    await (await window.lens('Run', 'teaching.distill.yaml')).click();
    await until(
      'an epoch of the teacher and the time that is left',
      () => text('activity'),
      (activity) =>
        /^training the teacher, epoch \d+\.\d of 5000 · (\d+:)?\d+:\d\d left · [\d,]+ images\/s$/.test(activity),
    );
    const read = async (plot: string, pattern: RegExp): Promise<void> => {
      await until(
        `the teacher’s ${plot}`,
        () => nameOf(plot),
        (name) => pattern.test(name),
      );
    };
    await read('loss', /total \d/);
    await read('accuracy', /teacher \d+\.\d\d %/);
    assert.equal(await window.panel.locator('#waiting').isVisible(), false, 'no empty box in place of curves');
    await window.screenshot('teaching');
    await window.panel.locator('#stop').click();
    await until(
      'the run stopped',
      () => text('run-status'),
      (status) => status === 'stopped',
    );
    await window.closePanel('teaching');
  });

  it('asks for the name of a new config, writes it beside the active file, and its starter is done in ten seconds', async () => {
    const { page } = window;
    await window.openFile('quick.distill.yaml');
    await window.command('Distillery: New Config');
    const starter = page.locator('.quick-input-list .monaco-list-row', { hasText: 'Quick Start' }).first();
    await starter.waitFor();
    await starter.click();
    await page.locator('.quick-input-widget', { hasText: 'Name of the config' }).waitFor();
    await page.locator('.quick-input-widget input').first().fill('starter');
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'starter.distill.yaml' }).waitFor();
    assert.ok(readdirSync(route.workspace).includes('starter.distill.yaml'), 'beside the active file');
    await assertBelow(10, 's', async () => {
      // Each time as the first: nothing is taken from a run before.
      rmSync(path.join(route.workspace, '.distillery', 'cache'), { recursive: true, force: true });
      await (await window.lens('Run', 'starter.distill.yaml')).click();
      const runs = await until(
        'the run and its control finished',
        async () => (await new RunCatalogue(runsFolder(route.workspace)).list()).slice(0, 2),
        (newest) => newest.every(({ name, status }) => name.startsWith('starter') && status === 'finished'),
      );
      assert.deepEqual(runs.map(({ name }) => name).sort(), ['starter', 'starter control']);
      await window.closePanel('starter');
      const seconds = runs.reduce((sum, { progress }) => sum + (progress.seconds ?? Number.NaN), 0);
      console.error(`the starter took ${seconds.toFixed(1)} s`);
      return seconds;
    });
  });
});
