import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { SummaryAnswer } from '../../../src/panel/messages';
import { plotSvg } from '../../../src/run-report/plot';
import { launch, PanelPage } from './page';
import { cards } from './runs';

const facts: SummaryAnswer = {
  type: 'facts',
  objective: '0.1·CE + 0.9·T²·KL(teacher at T ‖ student at T), T from 8 to 2 (linear)',
  verdict:
    '121 of 10,000 wrong (1.21 %); the teacher 91; the same student without a teacher 151 (20261124-101010-alone-1a2b): 30 fewer with the teacher. Over 1 pair: cannot tell yet: about 5 more pairs.',
  facts: [
    { label: 'Student', value: '784-800-800-10, 1,276,810 parameters' },
    { label: 'Why no other', value: 'tensorflow: <b>it is not installed</b>' },
    { label: 'Config, SHA-256', value: 'c0ffee'.repeat(10) },
  ],
  actions: ['resume', 'rerun', 'useStudent', 'export', 'openConfig', 'openLog', 'revealFolder'],
};

describe('the summary in the panel', () => {
  let browser: Browser;
  let panel: PanelPage;
  const { id: runId } = cards.finished;
  const answer = (given: unknown): Promise<void> => panel.send({ type: 'view', runId, view: 'summary', answer: given });
  const viewRequests = (): Promise<unknown[]> =>
    panel.page.evaluate('window.fakeEditor.takeViewRequests().map((one) => one.request)');
  const open = async (width: number): Promise<void> => {
    panel = await PanelPage.open(browser, { width });
    await panel.send({ type: 'card', run: cards.finished });
    await panel.page.locator('#tab-summary').click();
    await answer(facts);
  };
  before(async () => {
    browser = await launch();
  });
  afterEach(async () => {
    await panel.checkSound();
    await panel.close();
  });
  after(() => browser.close());

  it('shows any text as text', async () => {
    await open(700);
    assert.equal(await panel.text('verdict'), facts.verdict);
    assert.match(await panel.text('facts'), /<b>it is not installed<\/b>/);
    await panel.screenshot('summary');
  });

  it('asks for what is pressed, by keyboard, and keeps the focus while it is told anew', async () => {
    await open(900);
    await viewRequests();
    await panel.page.locator('#do-resume').press('Enter');
    await panel.page.locator('#do-export').press('Enter');
    await answer(facts);
    assert.deepEqual(await viewRequests(), [
      { type: 'do', action: 'resume' },
      { type: 'do', action: 'export' },
    ]);
    assert.equal(await panel.page.evaluate('document.activeElement.id'), 'do-export');
  });

  /** Frame by frame: the page's policy lets no condition be evaluated in it. */
  const untilAsked = async (): Promise<void> => {
    while ((await panel.page.evaluate('window.fakeEditor.viewRequests.length')) === 0)
      await panel.page.evaluate('window.fakeEditor.frames()');
  };

  it('draws the curves as a PNG twice their size', async () => {
    await open(900);
    await viewRequests();
    const curves = [{ label: '<loss>', x: [0, 1, 2], y: [3, 1, 2] }];
    await answer({ type: 'paint', svg: plotSvg({ title: 'Loss', xLabel: 'step', curves }).toString() });
    await untilAsked();
    const png = await panel.page.evaluate<number[]>('[...window.fakeEditor.takeViewRequests()[0].request.png]');
    const bytes = Buffer.from(png);
    assert.equal(bytes.toString('latin1', 1, 4), 'PNG');
    assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [1280, 520]);
    await answer({ type: 'paint', svg: 'no image' });
    await untilAsked();
    assert.equal(await panel.page.evaluate('window.fakeEditor.takeViewRequests()[0].request.png.length'), 0);
  });

  it('says what is wrong with an answer', async () => {
    await open(900);
    await answer({ ...facts, actions: ['delete'] });
    assert.match(await panel.text('notice'), /could not be read: 'actions\.0' has the unknown value 'delete'/);
  });
});
