import assert from 'node:assert/strict';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { CompareController } from '../../../src/panel/compare/controller';
import { SummaryController } from '../../../src/panel/summary/controller';
import type { ControllerContext } from '../../../src/panel/controller';
import { seriousFindings } from '../axe';
import { launch, PanelPage } from './page';
import { cards } from './runs';
import { themes, type ThemeName } from './themes';

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
  const inEachTheme = async (view: string): Promise<void> => {
    for (const theme of Object.keys(themes) as ThemeName[]) {
      await panel.changeTheme(theme);
      assert.deepEqual(await seriousFindings(panel.page), [], `${view} in ${theme}`);
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
    await panel.show(cards.queued, 0);
    await inEachTheme('queued');
    await panel.send({ type: 'card', run: { ...cards.failed, warnings: ['The teacher makes 900 errors in 1,000.'] } });
    await inEachTheme('failed');
  });
});
