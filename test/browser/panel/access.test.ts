import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { CompareController } from '../../../src/panel/compare/controller';
import { SummaryController } from '../../../src/panel/summary/controller';
import type { ControllerContext } from '../../../src/panel/controller';
import { launch, PanelPage } from './page';
import { cards } from './runs';
import { themes, type ThemeName } from './themes';

const axe = readFileSync(path.resolve('node_modules/axe-core/axe.min.js'), 'utf8');
const { id } = cards.finished;

/** The summary’s own controller, whose actions nobody calls. */
class Summary extends SummaryController {
  constructor(context: ControllerContext) {
    const unused = (): Promise<never> => Promise.reject(new Error('no action is called'));
    super(context, { perform: unused, openFile: unused, chooseFormat: unused, save: unused });
  }
}

describe('access to the panel', () => {
  let browser: Browser;
  let panel: PanelPage;
  /** Serious faults of the page by axe’s rules, each with its place. */
  const faults = (): Promise<string[]> =>
    panel.page.evaluate<string[]>(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations, passes }) =>
      (passes.length < 10 ? [{ id: 'axe looked at nothing', impact: 'serious', nodes: [{}] }] : violations).filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' at ' + target + ': ' + failureSummary)))`);
  const inEachTheme = async (view: string): Promise<void> => {
    for (const theme of Object.keys(themes) as ThemeName[]) {
      await panel.changeTheme(theme);
      assert.deepEqual(await faults(), [], `${view} in ${theme}`);
    }
  };

  before(async () => {
    browser = await launch();
  });
  afterEach(() => panel.close());
  after(() => browser.close());

  it('has no serious fault in four themes: curves of two runs, a comparison, a summary', async () => {
    const state = { folder: cards.finished.folder, pins: ['other'], views: {} };
    panel = await PanelPage.open(browser, { width: 1100, state });
    await panel.page.evaluate(axe);
    panel.makeRun('other', 'other', 4300);
    await panel.show(cards.finished, 4300);
    for (const id of ['#more-plots', '#value-details', '#run-picker']) {
      await panel.page.locator(`${id} > summary`).press('Enter');
    }
    await panel.ask('frames()');
    await inEachTheme('curves');
    await panel.page.locator('#tab-compare').click();
    await panel.serve('compare', CompareController, path.join(panel.runs, id));
    await inEachTheme('compare');
    await panel.page.locator('#tab-summary').click();
    await panel.serve('summary', Summary, path.join(panel.runs, id));
    await inEachTheme('summary');
  });

  it('has no serious fault while a run waits, and after it failed', async () => {
    panel = await PanelPage.open(browser, { width: 420 });
    await panel.page.evaluate(axe);
    await panel.show(cards.queued, 0);
    await inEachTheme('queued');
    await panel.send({ type: 'card', run: { ...cards.failed, warnings: ['The teacher makes 900 errors in 1,000.'] } });
    await inEachTheme('failed');
  });
});
