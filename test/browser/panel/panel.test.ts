import assert from 'node:assert/strict';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import type { NewEvent } from '../../../src/runs';
import { launch, PanelPage, type PageOptions } from './page';
import { appendEvents, cards, makeEvents } from './runs';

describe('the shipped panel in a browser', () => {
  let browser: Browser;
  const opened: PanelPage[] = [];
  const open = async (options: PageOptions): Promise<PanelPage> => {
    const panel = await PanelPage.open(browser, options);
    opened.push(panel);
    return panel;
  };
  before(async () => {
    browser = await launch();
  });
  afterEach(async () => {
    for (const panel of opened.splice(0)) await panel.close();
  });
  after(() => browser.close());

  for (const [state, seen] of [
    ['queued', /Waiting for the trainer to start/],
    ['teaching', /Training the teacher, epoch 3\.2 of 20/],
    ['stopped', /stopped before the student’s first step/],
    ['failed', /ended before the student’s first step/],
  ] as const) {
    it(`says why a ${state} run has no curves, and draws no axes`, async () => {
      const panel = await open({ width: 700 });
      await panel.show(cards[state], 0);
      assert.match(await panel.text('waiting'), seen);
      assert.equal(await panel.page.locator('canvas').filter({ visible: true }).count(), 0);
      const canStop = state === 'teaching' || state === 'queued';
      assert.equal((await panel.page.locator('#stop').getAttribute('disabled')) === null, canStop);
      await panel.checkSound();
      await panel.screenshot(`empty-${state}`);
    });
  }

  it('calls the curves of a teacher that trains the teacher’s: in the chart’s name, its legend and at the pointer', async () => {
    const panel = await open({ width: 900 });
    const steps = makeEvents(1, 1376).filter(({ type }) => type === 'step' || type === 'evaluation');
    const ofTeacher = steps.map((event): NewEvent => ({ ...event, phase: 'teacher' }) as NewEvent);
    panel.makeRun(cards.teaching.id, 'mnist', 0);
    appendEvents(path.join(panel.runs, cards.teaching.id), ofTeacher);
    await panel.attach(cards.teaching);
    await panel.page.locator('#plot-accuracy canvas').waitFor();
    await panel.waitFor('teaching', /These are the teacher’s curves/);
    assert.match(await panel.accessibleName('accuracy'), /latest values: teacher \d\d\.\d\d %$/);
    assert.deepEqual(await panel.page.locator('#plot-accuracy button.series:visible').allInnerTexts(), ['teacher']);
    await panel.page.locator('#plot-accuracy .u-over').hover();
    await panel.ask('frames()');
    assert.match(await panel.page.locator('#plot-accuracy .tooltip').innerText(), /teacher\s+\d\d\.\d\d %/);
    await panel.checkSound();
  });

  for (const state of ['running', 'failed', 'lost', 'stopping', 'stopped'] as const) {
    it(`shows a ${state} run with the curves it had`, async () => {
      const panel = await open({ width: 700 });
      await panel.show(cards[state], 1376);
      assert.equal(await panel.text('steps'), '1,376 steps');
      await panel.checkSound();
      await panel.screenshot(state);
    });
  }
});
